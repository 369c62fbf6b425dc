package io.msqpay.event;

import io.msqpay.payment.PaymentEvent;

/**
 * One event that a consumer is told.
 *
 * @param retracted whether it has vanished from the chain after it was delivered
 * @param position what the consumer keeps together with its own effect
 * @param after the same, to go on from in this process
 */
public record EventDelivery(PaymentEvent event, boolean retracted, String position, EventPosition after) {

    /** Short, because Camel writes out what a predicate compares. */
    @Override
    public String toString() {
        return (retracted ? "retracted " : "") + event;
    }
}
