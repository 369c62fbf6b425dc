package io.msqpay.contract;

/** A node answered something that the contract cannot have said: the node is treated as failing, not the contract. */
public final class MalformedAnswerException extends RuntimeException {

    public MalformedAnswerException(String message) {
        super(message);
    }
}
