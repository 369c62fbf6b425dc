package io.msqpay.relayer;

/** The relayer itself says that it cannot serve the request at the moment (HTTP 5xx). */
public final class RelayerFailedException extends RelayerOutageException {

    public RelayerFailedException(String message) {
        super(message);
    }
}
