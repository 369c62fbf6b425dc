package io.msqpay.relayer;

/** A remote relayer did not do its part; what may have become of the request tells the kind. */
public abstract class RelayerOutageException extends RuntimeException {

    protected RelayerOutageException(String message) {
        super(message);
    }
}
