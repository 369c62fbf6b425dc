package io.msqpay.dsl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.msqpay.dev.DemoAccount;
import io.msqpay.payment.Address;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnvilIT {

    private static final Address SENDER = DemoAccount.OPERATOR.address();

    @Test
    void holdsBlocksBackUntilOneIsMined() {
        try (Anvil anvil = Anvil.start(Anvil.NO_MINING)) {
            String hash = send(anvil);

            assertThat(anvil.receipt(hash).isNull()).isTrue();
            assertThat(anvil.pendingTransactionCount(SENDER)).isEqualTo(1);
            assertThat(anvil.transactionCount(SENDER)).isZero();

            anvil.mine();
            assertThat(anvil.receipt(hash).get("status").textValue()).isEqualTo("0x1");
            assertThat(anvil.transactionCount(SENDER)).isEqualTo(1);
        }
    }

    @Test
    void switchesMiningWhileItRuns() {
        try (Anvil anvil = Anvil.start()) {
            anvil.setAutomine(false);
            String hash = send(anvil);
            assertThat(anvil.receipt(hash).isNull()).isTrue();

            anvil.setIntervalMining(1);
            await().until(() -> !anvil.receipt(hash).isNull());
            anvil.setIntervalMining(0);
            anvil.setAutomine(true);

            assertThat(anvil.receipt(send(anvil)).isNull()).isFalse();
        }
    }

    @Test
    void movesItsClock() {
        try (Anvil anvil = Anvil.start()) {
            long before = anvil.timestamp();

            anvil.increaseTime(Duration.ofHours(1));
            assertThat(anvil.timestamp()).isBetween(before + 3600, before + 3660);

            anvil.setNextBlockTimestamp(before + 10_000);
            anvil.mine();
            assertThat(anvil.timestamp()).isEqualTo(before + 10_000);
        }
    }

    @Test
    void goesBackToASnapshot() {
        try (Anvil anvil = Anvil.start(Anvil.chainId(80002))) {
            String snapshot = anvil.snapshot();
            anvil.mine(3);
            anvil.setBalance(SENDER, BigInteger.TEN);
            assertThat(anvil.blockNumber()).isEqualTo(3);
            assertThat(anvil.balance(SENDER)).isEqualTo(BigInteger.TEN);

            anvil.revert(snapshot);

            assertThat(anvil.blockNumber()).isZero();
            assertThat(anvil.balance(SENDER)).isGreaterThan(BigInteger.TEN);
            assertThat(anvil.rpc("eth_chainId").textValue()).isEqualTo("0x13882");
            assertThatThrownBy(() -> anvil.revert("0x77")).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void repeatsTheNodesErrors() {
        assertThatThrownBy(() -> Anvil.shared().rpc("eth_noSuchMethod"))
                .isInstanceOf(Anvil.RpcException.class)
                .hasMessageContaining("eth_noSuchMethod");
    }

    private static String send(Anvil anvil) {
        return anvil.rpc("eth_sendTransaction", Map.of("from", SENDER.value(), "to", SENDER.value(), "value", "0x1"))
                .textValue();
    }
}
