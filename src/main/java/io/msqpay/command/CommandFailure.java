package io.msqpay.command;

/** A command cannot go on; the message is a sentence for whoever runs it and holds no secret. */
final class CommandFailure extends RuntimeException {

    CommandFailure(String message) {
        super(message);
    }

    CommandFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
