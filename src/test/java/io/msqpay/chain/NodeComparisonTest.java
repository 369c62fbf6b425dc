package io.msqpay.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.msqpay.gasless.ForwarderDomain;
import io.msqpay.payment.Address;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.Utf8String;
import org.web3j.abi.datatypes.generated.Bytes1;
import org.web3j.abi.datatypes.generated.Bytes32;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.protocol.core.methods.response.EthBlock;
import org.web3j.utils.Numeric;

class NodeComparisonTest {

    private static final long NOW = 1_900_000_000;
    private static final ForwarderDomain DOMAIN =
            new ForwarderDomain("MSQPayForwarder", "1", 137, new Address("0x4a5Dd56Be16ccBcB0C9B48e23C2173eD602F8D02"));

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

        assertRefused("node-1");
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
        assertThat(compare(NOW, NOW + 20)).isEqualTo("Nodes that are not asked; behind by more than 15 s: node-1");
        assertThat(compare(NOW, NOW + 30)).isNull();
        comparison.prove("node-2", DOMAIN, "0x");
        assertThat(compare(NOW + 30, NOW + 30)).isEqualTo("Nodes that are not asked; on another chain: node-2");
        comparison.prove("node-2", DOMAIN, answer(DOMAIN));
        assertThat(compare(NOW + 30, NOW + 30)).isEqualTo("All nodes are asked again");
    }

    @Test
    void aLateNodeStaysLateWhenTheBetterOneFails() {
        compare(NOW - 16, NOW);
        comparison.record("node-1", block(NOW - 10));
        comparison.record("node-1", block(NOW - 16));
        comparison.compare();

        assertRefused("node-1");
    }

    @Test
    void aNodeThatDoesNotTellStaysWhatItWas() {
        compare(NOW - 16, NOW);
        comparison.record("node-2", block(NOW));
        comparison.compare();

        assertRefused("node-1");
        comparison.compare();
        assertRefused("node-1");
        assertTrusted("node-2");
    }

    @Test
    void aChainThatGoesBackIsBelievedAfterTenMinutes() {
        compare(NOW, NOW);
        compare(NOW - 100, NOW - 100);
        assertRefused("node-1");

        time.addAndGet(Duration.ofMinutes(10).toNanos() + 1);
        compare(NOW - 100, NOW - 100);

        assertTrusted("node-1", "node-2");
    }

    @Test
    void asksForProofOfAllNodesAndTrustsThoseThatGiveIt() {
        comparison.requireProof();
        assertRefused("node-1");
        assertRefused("node-2");

        comparison.prove("node-1", DOMAIN, answer(DOMAIN));

        assertTrusted("node-1");
        assertRefused("node-2");
        assertThat(comparison.isUnproven("node-1")).isFalse();
        assertThat(comparison.isUnproven("node-2")).isTrue();
        assertThat(comparison.strangers()).as("it may just be down").isEmpty();
    }

    @Test
    void doesNotTrustANodeOfAnotherChain() {
        comparison.prove(
                "node-1",
                DOMAIN,
                answer(new ForwarderDomain(DOMAIN.name(), DOMAIN.version(), 80002, DOMAIN.verifyingContract())));
        comparison.prove("node-2", DOMAIN, null);

        assertRefused("node-1");
        assertRefused("node-2");
        assertThat(comparison.strangers()).containsExactly("node-1", "node-2");
    }

    @Test
    void asksForNoProofWhereThereIsOneNode() {
        NodeComparison one = new NodeComparison(List.of("node-1"), Duration.ofSeconds(15));
        one.requireProof();

        assertThatNoException().isThrownBy(() -> one.requireTrusted("node-1"));
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

    private void assertRefused(String node) {
        assertThatThrownBy(() -> comparison.requireTrusted(node)).isInstanceOf(NodeUnavailableException.class);
    }

    private void assertTrusted(String... nodes) {
        for (String node : nodes) {
            assertThatNoException().isThrownBy(() -> comparison.requireTrusted(node));
        }
    }

    private static String answer(ForwarderDomain domain) {
        return "0x"
                + FunctionEncoder.encodeConstructor(List.of(
                        new Bytes1(new byte[1]),
                        new Utf8String(domain.name()),
                        new Utf8String(domain.version()),
                        new Uint256(domain.chainId()),
                        new org.web3j.abi.datatypes.Address(
                                domain.verifyingContract().value()),
                        new Bytes32(new byte[32]),
                        new DynamicArray<>(Uint256.class, List.of())));
    }

    private static EthBlock.Block block(long timestamp) {
        EthBlock.Block block = new EthBlock.Block();
        block.setTimestamp(Numeric.encodeQuantity(BigInteger.valueOf(timestamp)));
        return block;
    }
}
