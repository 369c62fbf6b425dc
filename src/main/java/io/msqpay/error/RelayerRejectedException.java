package io.msqpay.error;

/** The relayer understood the request and refused it; nothing was sent. */
public final class RelayerRejectedException extends MsqpayException {

    public RelayerRejectedException(String message) {
        super(message);
    }
}
