package io.msqpay.error;

/** The API key is missing or unknown. */
public final class UnauthorizedException extends MsqpayException {

    public UnauthorizedException(String message) {
        super(message);
    }
}
