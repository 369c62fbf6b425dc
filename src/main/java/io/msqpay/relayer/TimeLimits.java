package io.msqpay.relayer;

import java.time.Duration;

/** Time limits of routes that wait for the chain. */
public final class TimeLimits {

    private final Duration limit;

    public TimeLimits(Duration limit) {
        this.limit = limit;
    }

    /** The moment at which a wait that starts now is over, in {@link System#nanoTime()}. */
    public long start() {
        return System.nanoTime() + limit.toNanos();
    }

    /** Whether to go on waiting for a value. */
    public boolean isOpenWithout(long end, Object value) {
        return value == null && isOpen(end);
    }

    /** Whether to go on waiting for a relay. */
    public boolean isOpenWhilePending(long end, String status) {
        return RelayStatus.PENDING.word().equals(status) && isOpen(end);
    }

    private static boolean isOpen(long end) {
        return end - System.nanoTime() > 0;
    }
}
