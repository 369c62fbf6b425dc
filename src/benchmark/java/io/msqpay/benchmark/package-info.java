/** How fast the server is: a program for people, not a test. See docs/performance.md. */
package io.msqpay.benchmark;
