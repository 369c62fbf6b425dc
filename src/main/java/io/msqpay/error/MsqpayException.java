package io.msqpay.error;

import java.util.List;

/**
 * The root of everything the payment server reports to a caller. Its message is written for that caller: it never holds a
 * secret, a class name or a URL, so that the error routes may send it as it is.
 */
public abstract class MsqpayException extends RuntimeException {

    protected MsqpayException(String message) {
        super(message);
    }

    protected MsqpayException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The fields at fault; empty, never null. */
    public List<ErrorBody.Detail> details() {
        return List.of();
    }
}
