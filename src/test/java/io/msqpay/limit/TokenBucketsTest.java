package io.msqpay.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import io.msqpay.limit.TokenBuckets.Taken;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenBucketsTest {

    private final Clock clock = new Clock();

    @Test
    void aCallerTakesTheQuotaAtOnceAndThenWaitsForTheNextToken() {
        TokenBuckets buckets = perMinute(3);

        assertThat(buckets.take("a")).isEqualTo(new Taken(true, 2, 0));
        assertThat(buckets.take("a")).isEqualTo(new Taken(true, 1, 0));
        assertThat(buckets.take("a")).isEqualTo(new Taken(true, 0, 0));
        assertThat(buckets.take("a")).isEqualTo(new Taken(false, 0, 20));
        assertThat(buckets.secondsPerToken()).isEqualTo(20);
    }

    @Test
    void whoWaitsAsLongAsToldIsLetIn() {
        TokenBuckets buckets = perMinute(7);
        for (int i = 0; i < 7; i++) {
            buckets.take("a");
        }
        clock.advance(Duration.ofMillis(400));
        Taken refused = buckets.take("a");

        assertThat(refused.granted()).isFalse();
        clock.advance(Duration.ofSeconds(refused.retryAfterSeconds()));
        assertThat(buckets.take("a").granted()).isTrue();
    }

    @Test
    void callersDoNotUseUpEachOthersTokens() {
        TokenBuckets buckets = perMinute(1);

        assertThat(buckets.take("a").granted()).isTrue();
        assertThat(buckets.take("b").granted()).isTrue();
        assertThat(buckets.take("b").granted()).isFalse();
    }

    @Test
    void aCallerWhoStaysAwayIsForgotten() {
        TokenBuckets buckets = perMinute(1);
        buckets.take("a");
        clock.advance(Duration.ofSeconds(61));
        buckets.take("b");

        assertThat(buckets.size()).isEqualTo(1);
        assertThat(buckets.take("a").granted()).isTrue();
    }

    @Test
    void aFloodOfCallersStaysInBoundedMemory() {
        TokenBuckets buckets = perMinute(1);
        AtomicInteger most = new AtomicInteger();

        IntStream.range(0, 1_000_000).parallel().forEach(caller -> {
            buckets.take(caller);
            if (caller % 1000 == 0) {
                most.accumulateAndGet((int) buckets.size(), Math::max);
            }
        });

        assertThat(most.get())
                .isGreaterThan(TokenBuckets.MAX_CALLERS / 2)
                .isLessThan(TokenBuckets.MAX_CALLERS * 11 / 10);
    }

    @Test
    void aFloodOfCallersDoesNotFreeOneWhoComesOften() {
        TokenBuckets buckets = perMinute(60);
        for (int i = 0; i < 60; i++) {
            buckets.take("greedy");
        }

        int granted = 0;
        for (int caller = 0; caller < 500_000; caller++) {
            buckets.take(caller);
            if (caller % 1000 == 0 && buckets.take("greedy").granted()) {
                granted++;
            }
        }

        assertThat(granted).isZero();
    }

    private TokenBuckets perMinute(int quota) {
        return new TokenBuckets(quota, Duration.ofMinutes(1), clock);
    }

    private static final class Clock implements TimeMeter {

        private final AtomicLong nanos = new AtomicLong();

        void advance(Duration time) {
            nanos.addAndGet(time.toNanos());
        }

        @Override
        public long currentTimeNanos() {
            return nanos.get();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
