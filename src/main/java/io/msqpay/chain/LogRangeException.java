package io.msqpay.chain;

/** A node does not search so many blocks at once, or does not answer with so many logs: asked for fewer it would. */
public final class LogRangeException extends RuntimeException {

    public LogRangeException() {
        super("The node does not search so many blocks at once");
    }
}
