/** The tests' vocabulary: who takes part in a payment, and what can break between them. */
package io.msqpay.dsl;
