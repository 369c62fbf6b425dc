package io.msqpay.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.web3j.protocol.core.methods.response.EthBlock;
import org.web3j.utils.Numeric;

class NodeComparisonTest {

    private static final long NOW = 1_900_000_000;

    private final AtomicLong time = new AtomicLong(Long.MAX_VALUE - 5);
    private final NodeComparison comparison =
            new NodeComparison(List.of("node-1", "node-2"), Duration.ofSeconds(15), time::get);

    @Test
    void nodesAreTrustedUntilTheyHaveBeenCompared() {
        assertTrusted("node-1", "node-2");
    }

    @Test
    void aNodeFurtherBehindThanTheLimitIsNotTrusted() {
        compare(NOW - 16, NOW);

        assertLate("node-1");
        assertTrusted("node-2");
    }

    @Test
    void aNodeAtTheLimitIsTrusted() {
        compare(NOW - 15, NOW);

        assertTrusted("node-1", "node-2");
    }

    @Test
    void aNodeThatHasCaughtUpIsTrustedAgain() {
        compare(NOW - 16, NOW);
        compare(NOW, NOW);

        assertTrusted("node-1", "node-2");
    }

    @Test
    void saysWhatHasChangedAndOnlyThen() {
        assertThat(compare(NOW, NOW)).isNull();
        assertThat(compare(NOW, NOW + 20)).contains("node-1").contains("15 s");
        assertThat(compare(NOW, NOW + 30)).isNull();
        assertThat(compare(NOW + 30, NOW + 30)).isEqualTo("No node lags behind any more");
    }

    @Test
    void aLateNodeStaysLateWhenTheBetterOneFails() {
        compare(NOW - 16, NOW);
        comparison.record("node-1", block(NOW - 10));
        comparison.record("node-1", block(NOW - 16));
        comparison.compare();

        assertLate("node-1");
    }

    @Test
    void aNodeThatDoesNotTellStaysWhatItWas() {
        compare(NOW - 16, NOW);
        comparison.record("node-2", block(NOW));
        comparison.compare();

        assertLate("node-1");
        comparison.compare();
        assertLate("node-1");
        assertTrusted("node-2");
    }

    @Test
    void aChainThatGoesBackIsBelievedAfterTenMinutes() {
        compare(NOW, NOW);
        compare(NOW - 100, NOW - 100);
        assertLate("node-1");

        time.addAndGet(Duration.ofMinutes(10).toNanos() + 1);
        compare(NOW - 100, NOW - 100);

        assertTrusted("node-1", "node-2");
    }

    @Test
    void oneNodeIsNotCompared() {
        assertThat(comparison.hasSeveral()).isTrue();
        assertThat(new NodeComparison(List.of("node-1"), Duration.ofSeconds(15)).hasSeveral())
                .isFalse();
    }

    private String compare(long first, long second) {
        comparison.record("node-1", block(first));
        comparison.record("node-2", block(second));
        return comparison.compare();
    }

    private void assertLate(String node) {
        assertThatThrownBy(() -> comparison.requireUpToDate(node)).isInstanceOf(NodeUnavailableException.class);
    }

    private void assertTrusted(String... nodes) {
        for (String node : nodes) {
            assertThatNoException().isThrownBy(() -> comparison.requireUpToDate(node));
        }
    }

    private static EthBlock.Block block(long timestamp) {
        EthBlock.Block block = new EthBlock.Block();
        block.setTimestamp(Numeric.encodeQuantity(BigInteger.valueOf(timestamp)));
        return block;
    }
}
