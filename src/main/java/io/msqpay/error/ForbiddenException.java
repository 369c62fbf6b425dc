package io.msqpay.error;

/** The caller is known but may not do this, or not for this merchant. */
public final class ForbiddenException extends MsqpayException {

    public ForbiddenException(String message) {
        super(message);
    }
}
