package io.msqpay.event;

/** What a consumer of events asks for cannot be done, now or later: its position or its parameters are wrong. */
public final class EventConsumerException extends RuntimeException {

    public EventConsumerException(String message) {
        super(message);
    }
}
