package io.msqpay.chain;

/** A node gave no answer that can be used: refused, cut, too slow, HTTP error, garbage. Another node, or a later try, may do better. */
public class NodeUnavailableException extends RuntimeException {

    public NodeUnavailableException(String message) {
        super(message);
    }

    public NodeUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
