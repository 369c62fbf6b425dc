/** Events of payments, delivered in order and at least once, from positions that their consumers keep. */
package io.msqpay.event;
