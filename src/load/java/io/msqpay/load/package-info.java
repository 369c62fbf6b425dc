/** The load that is planned for, as a Gatling simulation. See docs/performance.md. */
package io.msqpay.load;
