package io.msqpay.signer;

/** A signer answers, and not with a signature. Its own words stay out of the message: they are for the log only. */
public final class SignerRefusedException extends RuntimeException {

    SignerRefusedException(String message) {
        super(message);
    }
}
