package io.msqpay.error;

/** The API key is known but lacks the scope of the operation. */
public final class ForbiddenException extends MsqpayException {

    public ForbiddenException(String message) {
        super(message);
    }
}
