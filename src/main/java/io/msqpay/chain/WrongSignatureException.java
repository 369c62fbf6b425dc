package io.msqpay.chain;

/** What came back from signing is not the transaction that was to be signed, or not signed by the operator. */
public final class WrongSignatureException extends RuntimeException {

    WrongSignatureException(String message) {
        super(message);
    }
}
