package io.msqpay.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.msqpay.chain.TransactionRejectedException.Reason;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WaitingTransactionsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final long NONE = 0;

    private final AtomicLong time = new AtomicLong(Long.MAX_VALUE - 5);
    private final WaitingTransactions waiting = new WaitingTransactions(PATIENCE, time::get);

    @Test
    void areStuckWhenNoneIsMinedForTooLong() {
        waiting.add(sent(7, 1));

        assertThat(areStuck(7, 8)).isFalse();
        time.addAndGet(PATIENCE.toNanos() - 1);
        assertThat(areStuck(7, 8)).isFalse();
        time.addAndGet(1);
        assertThat(areStuck(7, 8)).isTrue();
    }

    @Test
    void areNotStuckWhileTheyMoveOn() {
        waiting.add(sent(7, 1));
        waiting.add(sent(8, 1));
        areStuck(7, 9);
        time.addAndGet(PATIENCE.toNanos());

        assertThat(areStuck(8, 9)).isFalse();
        time.addAndGet(PATIENCE.toNanos());
        assertThat(areStuck(8, 9)).isTrue();
    }

    @Test
    void areNotStuckWhenNothingWaitedBefore() {
        assertThat(areStuck(7, 7)).isFalse();
        time.addAndGet(PATIENCE.toNanos());
        waiting.add(sent(7, 1));

        assertThat(areStuck(7, 8)).isFalse();
    }

    @Test
    void thoseOfOthersAreLookedAfterLaterThanTheirSenderWould() {
        assertThat(areStuck(7, 8)).isFalse();
        time.addAndGet(PATIENCE.toNanos());
        assertThat(areStuck(7, 8)).isTrue();
        assertThat(waiting.isAbandoned(nonce(7))).isFalse();

        time.addAndGet(PATIENCE.toNanos());
        assertThat(areStuck(7, 8)).isTrue();
        assertThat(waiting.isAbandoned(nonce(7))).isTrue();
    }

    @Test
    void oneThatNodesHaveForgottenIsStuckToo() {
        waiting.add(sent(7, 1));
        areStuck(7, 7);
        time.addAndGet(PATIENCE.toNanos());

        assertThat(areStuck(7, 7)).isTrue();
        time.addAndGet(PATIENCE.toNanos());
        assertThat(waiting.isAbandoned(nonce(7))).isFalse();
    }

    @Test
    void nodesNeedNotBeAskedOnceAllAreMined() {
        assertThat(waiting.mayWait()).as("left by an earlier process").isTrue();
        areStuck(7, 7);
        assertThat(waiting.mayWait()).isFalse();

        waiting.add(sent(7, 1));
        assertThat(waiting.mayWait()).isTrue();
        areStuck(8, 9);
        assertThat(waiting.mayWait()).as("somebody else's").isTrue();
        areStuck(9, 9);
        assertThat(waiting.mayWait()).isFalse();
    }

    @Test
    void keepTheirNoncesUntilTheyAreMined() {
        waiting.add(sent(7, 1));
        waiting.add(sent(8, 1));
        waiting.add(sent(10, 1));

        assertThat(waiting.free(nonce(6))).isEqualTo(6);
        assertThat(waiting.free(nonce(7))).isEqualTo(9);
        assertThat(waiting.free(nonce(10))).isEqualTo(11);
        areStuck(11, 11);
        assertThat(waiting.free(nonce(7))).isEqualTo(7);
    }

    @Test
    void areOfferedInTheOrderOfTheirNoncesWithThoseOfOthers() {
        waiting.add(sent(8, 1));
        waiting.add(sent(7, 1));
        waiting.add(sent(7, 2));

        assertThat(waiting.with(List.of(sent(9, 1), sent(6, 1), sent(8, 3))))
                .containsExactly(sent(6, 1), sent(7, 2), sent(8, 1), sent(9, 1));
    }

    @Test
    void areNotOfferedAllAtOnce() {
        LongStream.range(0, WaitingTransactions.MAX_OFFERS + 5L).forEach(nonce -> waiting.add(sent(nonce, 1)));

        assertThat(waiting.with(List.of()))
                .hasSize(WaitingTransactions.MAX_OFFERS)
                .startsWith(sent(0, 1));
    }

    @Test
    void areOfferedWhenTheFeeIsHigherOrNodesHaveForgottenThem() {
        SignedTransaction sent = sent(7, 1);

        assertThat(waiting.isWorthOffering(sent, sent(7, 2), new Object(), sent.hash(), nonce(8)))
                .as("raised")
                .isTrue();
        assertThat(waiting.isWorthOffering(sent, sent, new Object(), sent.hash(), nonce(8)))
                .as("the same")
                .isFalse();
        assertThat(waiting.isWorthOffering(sent, sent, new Object(), "0xearlier", nonce(8)))
                .as("nodes hold an earlier offer: the last one got lost")
                .isTrue();
        assertThat(waiting.isWorthOffering(sent, sent, null, sent.hash(), nonce(7)))
                .as("forgotten")
                .isTrue();
        assertThat(waiting.isWorthOffering(sent, sent(7, 2), null, sent.hash(), nonce(8)))
                .as("another content has the nonce")
                .isFalse();
    }

    @Test
    void aNonceThatIsGivenUpIsFreeUnlessItWasOfferedAgainMeanwhile() {
        waiting.add(sent(7, 1));
        waiting.forget(sent(7, 2));
        assertThat(waiting.free(nonce(7))).isEqualTo(8);

        waiting.forget(sent(7, 1));
        assertThat(waiting.free(nonce(7))).isEqualTo(7);
    }

    @Test
    void aRaisedOneIsKnownByTheHashOfTheFirstOffer() {
        SignedTransaction first = sent(7, 1);
        SignedTransaction second = waiting.inPlaceOf(first, sent(7, 2));
        SignedTransaction third = waiting.inPlaceOf(second, sent(7, 3));

        assertThat(first.firstHash()).isEqualTo(first.hash());
        assertThat(third.firstHash()).isEqualTo(first.hash());
        assertThat(third.hash()).isEqualTo(sent(7, 3).hash());
        assertThat(waiting.isRaised(second, third.fees())).isTrue();
        assertThat(waiting.isRaised(second, second.fees())).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void areWhatTheyWereWhenAReplacementIsRefused(Reason reason) {
        SignedTransaction before = sent(7, 1);
        SignedTransaction after = sent(7, 2);
        waiting.add(after);

        waiting.refused(before, reason);

        boolean takenBack = reason == Reason.OTHER || reason == Reason.INSUFFICIENT_FUNDS;
        assertThat(waiting.with(List.of())).containsExactly(takenBack ? before : after);
    }

    private boolean areStuck(long mined, long counted) {
        return waiting.areStuck(nonce(mined), nonce(counted));
    }

    private static SignedTransaction sent(long nonce, long fee) {
        return new SignedTransaction(
                "0x" + nonce + fee,
                "0x" + nonce + fee,
                nonce(nonce),
                "0x2",
                "0x",
                BigInteger.TEN,
                new Fees(BigInteger.valueOf(fee), BigInteger.valueOf(NONE)));
    }

    private static BigInteger nonce(long value) {
        return BigInteger.valueOf(value);
    }
}
