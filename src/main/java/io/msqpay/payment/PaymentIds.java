package io.msqpay.payment;

/**
 * Makes the ids of payments. The same merchant and key must give the same id at every replica and after every restart, other ones
 * another id: that alone is what makes a repeated request harmless.
 */
public interface PaymentIds {

    PaymentId of(Address merchant, String key);
}
