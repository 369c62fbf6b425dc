package io.msqpay.relayer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.msqpay.error.ServiceUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * What this process handed to a remote relayer in the last minutes, by purpose, so that callers who ask for the same share one relay.
 * Losing it loses nothing: the contract refuses a second effect.
 */
public final class RecentRelays {

    private static final Duration KEPT = Duration.ofMinutes(10);
    private static final int MAX_SIZE = 100_000;

    private final Cache<String, String> ids =
            Caffeine.newBuilder().expireAfterWrite(KEPT).maximumSize(MAX_SIZE).build();
    private final Cache<String, Instant> doubts =
            Caffeine.newBuilder().expireAfterWrite(KEPT).maximumSize(MAX_SIZE).build();
    /** A turn lives as long as somebody holds it. */
    private final Cache<String, Semaphore> turns =
            Caffeine.newBuilder().weakValues().build();

    private final Duration patience;

    /** @param patience how long a caller waits for another one with the same purpose */
    public RecentRelays(Duration patience) {
        this.patience = patience;
    }

    /** The right to send for a purpose; keep it until it is given back. */
    public Semaphore turn(String purpose) {
        return turns.get(purpose, key -> new Semaphore(1, true));
    }

    /** @throws ServiceUnavailableException when the turn does not come in time */
    public void acquire(Semaphore turn) throws InterruptedException {
        if (!turn.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new ServiceUnavailableException("The same request is being relayed; ask again");
        }
    }

    /** Ends the turn. Any thread may do so. */
    public void release(Semaphore turn) {
        turn.release();
    }

    /** The relay that was sent for a purpose; null when there is none. */
    public String find(String purpose) {
        return ids.getIfPresent(purpose);
    }

    public void add(String purpose, String relayId) {
        ids.put(purpose, relayId);
        doubts.invalidate(purpose);
    }

    /** Forgets a relay that failed, so that the next caller sends a new one. */
    public void forget(String purpose, String relayId) {
        ids.asMap().remove(purpose, relayId);
    }

    /**
     * Notes that something may have been sent for a purpose.
     *
     * @param since a moment before the send
     */
    public void doubt(String purpose, Instant since) {
        doubts.asMap().merge(purpose, since, (one, other) -> one.isBefore(other) ? one : other);
    }

    /** A moment before the send whose outcome is unknown; null when there is none, so that nothing has to be looked for before a send. */
    public Instant doubtfulSince(String purpose) {
        return doubts.getIfPresent(purpose);
    }
}
