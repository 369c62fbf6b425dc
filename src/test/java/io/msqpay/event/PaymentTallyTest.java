package io.msqpay.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.msqpay.chain.NodeUnavailableException;
import io.msqpay.contract.MsqpayContract;
import io.msqpay.event.PaymentTally.Counted;
import io.msqpay.payment.Address;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.Hash;
import org.web3j.protocol.core.methods.response.EthLog;
import org.web3j.protocol.core.methods.response.EthLog.LogResult;

class PaymentTallyTest {

    private final PaymentTally tally =
            new PaymentTally(new MsqpayContract(new Address("0x26cF480E1f20f3e24cEf4e4aDe5b5EE62993c55F")), 1000);

    @Test
    void countsWhatTheContractTellsOfPayments() {
        tally.count(
                logs(
                        "PaymentCreated(bytes32,address,address,uint256,uint48,bytes32)",
                        "PaymentCreated(bytes32,address,address,uint256,uint48,bytes32)",
                        "PaymentConfirmed(bytes32,address,address,address,uint256)",
                        "RoleGranted(bytes32,address,address)"),
                number(7));
        tally.count(logs("PaymentFailed(bytes32,address)"), number(8));

        assertThat(tally.counted()).isEqualTo(new Counted(2, 1, 1));
    }

    @Test
    void beginsBehindTheFirstBlockItHearsOf() {
        assertThat(tally.firstBlock(number(100))).isEqualTo(101);
        assertThat(tally.lastBlock(number(100))).isEqualTo(100);
    }

    @Test
    void goesOnBehindTheLastBlockThatWasCounted() {
        tally.firstBlock(number(100));
        tally.count(List.of(), number(105));

        assertThat(tally.firstBlock(number(110))).isEqualTo(106);
        assertThat(tally.lastBlock(number(110))).isEqualTo(110);
    }

    @Test
    void asksForNoMoreBlocksThanConfiguredAndForFewerWhenTheyAreRefused() {
        tally.firstBlock(number(100));

        assertThat(tally.lastBlock(number(1_000_000))).isEqualTo(1100);
        assertThat(tally.narrow(number(101), number(1100))).as("the first time").isTrue();
        assertThat(tally.lastBlock(number(1_000_000))).isEqualTo(600);
        assertThat(tally.narrow(number(101), number(600))).isFalse();
        assertThat(tally.lastBlock(number(1_000_000))).isEqualTo(350);
        assertThatThrownBy(() -> tally.narrow(number(101), number(101)))
                .as("one block")
                .isInstanceOf(NodeUnavailableException.class);
    }

    @Test
    void asksForMoreBlocksAgainWhenSomeWereCounted() {
        tally.firstBlock(number(100));
        tally.narrow(number(101), number(1100));

        tally.count(List.of(), number(600));

        assertThat(tally.lastBlock(number(1_000_000))).isEqualTo(600 + 562);
    }

    @Test
    void aNodeThatLagsBehindHasNothingNew() {
        tally.firstBlock(number(100));

        assertThat(tally.firstBlock(number(90))).isGreaterThan(tally.lastBlock(number(90)));
    }

    private static BigInteger number(long value) {
        return BigInteger.valueOf(value);
    }

    private static List<LogResult<?>> logs(String... events) {
        return Stream.of(events)
                .<LogResult<?>>map(event -> {
                    EthLog.LogObject log = new EthLog.LogObject();
                    log.setTopics(List.of(Hash.sha3String(event)));
                    return log;
                })
                .toList();
    }
}
