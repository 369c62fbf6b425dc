package io.msqpay.benchmark;

import java.time.Duration;
import java.util.Arrays;

/**
 * What a run of requests took.
 *
 * @param nanos how long each request took
 * @param elapsed from the first request to the last answer
 */
record Measured(long[] nanos, Duration elapsed) {

    Measured {
        Arrays.sort(nanos);
    }

    int count() {
        return nanos.length;
    }

    double perSecond() {
        return nanos.length * 1e9 / elapsed.toNanos();
    }

    /** Nearest-rank percentile, in milliseconds. */
    double millis(int percent) {
        return nanos[(nanos.length * percent + 99) / 100 - 1] / 1e6;
    }
}
