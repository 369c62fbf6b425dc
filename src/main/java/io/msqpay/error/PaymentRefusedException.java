package io.msqpay.error;

/** A rule of whoever runs the server, in a route of theirs, refuses the payment; the message is its reason, written for the caller. */
public final class PaymentRefusedException extends MsqpayException {

    public PaymentRefusedException(String message) {
        super(message);
    }
}
