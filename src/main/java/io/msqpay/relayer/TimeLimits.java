package io.msqpay.relayer;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Time limits of routes that wait for the chain. */
public final class TimeLimits {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final int MAX_DOUBLINGS = 5;
    private static final int MAX_LOOKS = 5;
    private static final int MAX_TRIES = 4;

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

    /** Whether to try once more to send what no node has taken ({@code broadcast} is "false"). */
    public boolean isOpenToTry(long end, String broadcast) {
        return !Boolean.parseBoolean(broadcast) && isOpen(end);
    }

    /** Whether to go on waiting for the hash of a relay. */
    public boolean isOpenWithoutHash(long end, String relayTxHash, String status) {
        return relayTxHash == null && isOpenWhilePending(end, status);
    }

    /** Whether to look once more for a relay that may have been sent. */
    public boolean isOpenToLook(long end, String relayId, int looks) {
        return relayId == null && looks < MAX_LOOKS && isOpen(end);
    }

    /** Whether to send once more what the relayer has not taken ({@code relayId} is null). */
    public boolean isOpenToSend(Long end, String relayId, int tries) {
        return relayId == null && isOpenToTry(end, tries);
    }

    /** Whether to ask a relayer once more that has not answered ({@code asked} is "false"). */
    public boolean isOpenToAsk(Long end, String asked, int tries) {
        return !Boolean.parseBoolean(asked) && isOpenToTry(end, tries);
    }

    /** Whether a pause of so many milliseconds fits; without an end of its own the whole limit counts. */
    public boolean fits(Long end, long millis) {
        long left = end == null ? limit.toNanos() : end - System.nanoTime();
        return Duration.ofMillis(millis).toNanos() <= left;
    }

    /** Milliseconds to wait before a try, the first being 1: nothing, then ever longer, with jitter. */
    public long backoff(int attempt) {
        if (attempt <= 1) {
            return 0;
        }
        long pause = FIRST_PAUSE.toMillis() << Math.min(attempt - 2, MAX_DOUBLINGS);
        return pause + ThreadLocalRandom.current().nextLong(pause / 4);
    }

    /** Without an end of its own only the number of tries counts. */
    private static boolean isOpenToTry(Long end, int tries) {
        return tries < MAX_TRIES && (end == null || isOpen(end));
    }

    private static boolean isOpen(long end) {
        return end - System.nanoTime() > 0;
    }
}
