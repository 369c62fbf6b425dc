package io.msqpay.event;

import io.msqpay.error.MsqpayException;

/** What a consumer of events asks for cannot be done, now or later: its position or its parameters are wrong. */
public final class EventConsumerException extends MsqpayException {

    public EventConsumerException(String message) {
        super(message);
    }
}
