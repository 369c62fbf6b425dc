package io.msqpay.stream;

/** Takes the events of a stream. Called by one thread at a time; must not wait for whoever it passes them on to. */
public interface PaymentReader {

    /** The payment's state now. */
    void tell(StreamEvent event);

    /** Time passes: called several times between two heartbeats, whether or not something was told. */
    void beat();

    /** Nothing more will be told: the payment has come to its end, the time is over, or the server stops. */
    void end();
}
