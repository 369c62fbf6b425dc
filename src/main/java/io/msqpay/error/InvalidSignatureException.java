package io.msqpay.error;

/** A payer's signature is malformed, malleable, too late or somebody else's. */
public final class InvalidSignatureException extends MsqpayException {

    public InvalidSignatureException(String message) {
        super(message);
    }
}
