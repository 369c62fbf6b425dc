package io.msqpay.relayer;

/** No connection was made, so the relayer has seen nothing of the request. */
public final class RelayerUnreachableException extends RelayerOutageException {

    public RelayerUnreachableException(String message) {
        super(message);
    }
}
