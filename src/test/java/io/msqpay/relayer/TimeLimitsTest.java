package io.msqpay.relayer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TimeLimitsTest {

    private final TimeLimits limits = new TimeLimits(Duration.ofMinutes(1));
    private final long open = limits.start();
    private final long over = System.nanoTime() - 1;

    @Test
    void sendsAtMostFourTimes() {
        assertThat(limits.isOpenToSend(open, null, 3)).isTrue();
        assertThat(limits.isOpenToSend(open, null, 4)).isFalse();
        assertThat(limits.isOpenToSend(open, "taken", 1)).isFalse();
    }

    @Test
    void sendsNothingMoreWhenTheTimeIsOver() {
        assertThat(limits.isOpenToSend(over, null, 1)).isFalse();
    }

    @Test
    void asksAtMostFourTimes() {
        assertThat(limits.isOpenToAsk(open, "false", 3)).isTrue();
        assertThat(limits.isOpenToAsk(open, "false", 4)).isFalse();
        assertThat(limits.isOpenToAsk(open, "true", 1)).isFalse();
    }

    @Test
    void asksNoMoreWhenTheTimeIsOver() {
        assertThat(limits.isOpenToAsk(over, "false", 1)).isFalse();
    }

    @Test
    void asksFourTimesWhereNothingLimitsTheTime() {
        assertThat(limits.isOpenToAsk(null, "false", 3)).isTrue();
        assertThat(limits.isOpenToAsk(null, "false", 4)).isFalse();
    }

    @Test
    void looksFiveTimesWithinTheTime() {
        assertThat(limits.isOpenToLook(open, null, 4)).isTrue();
        assertThat(limits.isOpenToLook(open, null, 5)).isFalse();
        assertThat(limits.isOpenToLook(open, "found", 1)).isFalse();
        assertThat(limits.isOpenToLook(over, null, 1)).isFalse();
    }

    @Test
    void knowsWhetherAPauseFits() {
        assertThat(limits.fits(open, 50_000)).isTrue();
        assertThat(limits.fits(open, 61_000)).isFalse();
        assertThat(limits.fits(null, 60_000)).isTrue();
        assertThat(limits.fits(null, 60_001)).isFalse();
        assertThat(limits.fits(over, 1)).isFalse();
    }
}
