package io.msqpay.relayer;

/** No answer came within the time limit; asking again would double the wait. */
public final class RelayerTimeoutException extends RelayerSilentException {

    public RelayerTimeoutException(String message) {
        super(message);
    }
}
