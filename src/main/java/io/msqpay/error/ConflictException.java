package io.msqpay.error;

/** The request contradicts what the contract already holds. */
public final class ConflictException extends MsqpayException {

    public ConflictException(String message) {
        super(message);
    }
}
