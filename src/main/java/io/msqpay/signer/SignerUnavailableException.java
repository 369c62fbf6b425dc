package io.msqpay.signer;

/** Something answers in the place of a signer, such as a gateway. */
public final class SignerUnavailableException extends RuntimeException {

    SignerUnavailableException(String message) {
        super(message);
    }
}
