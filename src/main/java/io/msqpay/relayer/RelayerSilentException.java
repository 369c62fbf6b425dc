package io.msqpay.relayer;

/** The request may have been read, and no answer that can be used came back. Whether it took effect is unknown. */
public class RelayerSilentException extends RelayerOutageException {

    public RelayerSilentException(String message) {
        super(message);
    }
}
