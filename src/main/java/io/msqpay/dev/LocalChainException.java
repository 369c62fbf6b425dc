package io.msqpay.dev;

/** The dev profile cannot provide its local chain. Message and action are sentences for the developer at the terminal. */
public final class LocalChainException extends RuntimeException {

    private final String action;

    LocalChainException(String message, String action) {
        this(message, action, null);
    }

    LocalChainException(String message, String action, Throwable cause) {
        super(message, cause);
        this.action = action;
    }

    /** What the developer can do about it; null when the message says all. */
    public String action() {
        return action;
    }
}
