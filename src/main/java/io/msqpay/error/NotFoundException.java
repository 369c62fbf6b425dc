package io.msqpay.error;

/** The payment, relay or path does not exist at the block that was asked. */
public final class NotFoundException extends MsqpayException {

    public NotFoundException(String message) {
        super(message);
    }
}
