package io.msqpay.stream;

import io.msqpay.payment.PaymentId;

/**
 * What one look serves: all who ask for the same of the same payment.
 *
 * @param at block tag to read at
 * @param transactionHash of the creation, as the reader named it; null when it named none
 */
public record WatchedPayment(PaymentId paymentId, String at, String transactionHash) {

    /** The same, for routes. */
    public static WatchedPayment of(PaymentId paymentId, String at, String transactionHash) {
        return new WatchedPayment(paymentId, at, transactionHash);
    }

    @Override
    public String toString() {
        return "payment " + paymentId + " at " + at;
    }
}
