package io.msqpay.chain;

/** No connection to the node came about, so the node cannot have seen the call. */
public final class NodeUnreachableException extends NodeUnavailableException {

    public NodeUnreachableException(String message) {
        super(message);
    }
}
