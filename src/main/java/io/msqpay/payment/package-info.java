/** The value types of a payment and the pure functions over them. */
package io.msqpay.payment;
