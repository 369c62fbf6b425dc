package io.msqpay.limit;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;

/**
 * A token bucket for each caller, in bounded memory: a bucket that nobody has used for a period is full again and forgotten, and a flood
 * of callers drives out those that were seen once before those that come often.
 */
public final class TokenBuckets {

    static final int MAX_CALLERS = 100_000;

    private static final long NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    private final long quota;
    private final Duration period;
    private final LoadingCache<Object, Bucket> buckets;

    /** @param quota what a caller may take at once, and in every period; above 0 */
    public TokenBuckets(long quota, Duration period) {
        this(quota, period, TimeMeter.SYSTEM_NANOTIME);
    }

    TokenBuckets(long quota, Duration period, TimeMeter clock) {
        this.quota = quota;
        this.period = period;
        Bandwidth limit =
                Bandwidth.builder().capacity(quota).refillGreedy(quota, period).build();
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MAX_CALLERS)
                .expireAfterAccess(period)
                .ticker(clock::currentTimeNanos)
                // Whoever adds a caller makes room for it, so that a flood cannot outrun the eviction.
                .executor(Runnable::run)
                .build(caller -> Bucket.builder()
                        .addLimit(limit)
                        .withCustomTimePrecision(clock)
                        .build());
    }

    /**
     * What became of an attempt.
     *
     * @param left what the caller may take at once after it
     * @param retryAfterSeconds when a refused caller may come again, rounded up: who waits that long is let in; 0 when taken
     */
    public record Taken(boolean granted, long left, long retryAfterSeconds) {}

    /** Takes one token from the caller's bucket, if there is one. */
    public Taken take(Object caller) {
        ConsumptionProbe probe = buckets.get(caller).tryConsumeAndReturnRemaining(1);
        return new Taken(probe.isConsumed(), probe.getRemainingTokens(), seconds(probe.getNanosToWaitForRefill()));
    }

    public long quota() {
        return quota;
    }

    public long periodSeconds() {
        return period.toSeconds();
    }

    /** How long one token takes to come back, rounded up. */
    public long secondsPerToken() {
        return seconds(period.toNanos() / quota);
    }

    /** How many callers are remembered. */
    long size() {
        return buckets.estimatedSize();
    }

    private static long seconds(long nanos) {
        return (nanos + NANOS_PER_SECOND - 1) / NANOS_PER_SECOND;
    }
}
