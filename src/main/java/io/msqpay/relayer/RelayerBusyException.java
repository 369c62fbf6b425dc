package io.msqpay.relayer;

import java.time.Duration;

/** The relayer takes no more requests for a while (HTTP 429), and has not taken this one. */
public final class RelayerBusyException extends RuntimeException {

    private final Duration pause;

    /** @param pause how long it wants to be left alone */
    public RelayerBusyException(Duration pause) {
        super("The relayer is busy");
        this.pause = pause;
    }

    public Duration pause() {
        return pause;
    }

    public long pauseMillis() {
        return pause.toMillis();
    }
}
