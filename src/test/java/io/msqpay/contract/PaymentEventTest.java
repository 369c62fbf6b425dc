package io.msqpay.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.msqpay.payment.Address;
import io.msqpay.payment.PaymentEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.web3j.crypto.Hash;
import org.web3j.protocol.core.methods.response.Log;

/** Logs as nodes give them; what real ones tell is for PaymentEventsIT. */
class PaymentEventTest {

    private static final String CONTRACT = "0x26cF480E1f20f3e24cEf4e4aDe5b5EE62993c55F";
    private static final String WORD = "0".repeat(24) + "2b".repeat(20);

    private final MsqpayContract contract = new MsqpayContract(new Address(CONTRACT));

    @Test
    void aLogThatFitsIsAnEvent() {
        PaymentEvent event = contract.paymentEvent(created()).orElseThrow();

        assertThat(event.id()).isEqualTo("0x" + "6f".repeat(32) + ":3");
        assertThat(event.expiresAt()).isEqualTo(255);
        assertThat(event).hasToString("PaymentCreated " + event.id());
    }

    @Test
    void otherEventsOfTheContractAreNone() {
        Log log = created();
        log.setTopics(List.of(Hash.sha3String("RoleGranted(bytes32,address,address)")));
        assertThat(contract.paymentEvent(log)).isEmpty();
        log.setTopics(List.of());
        assertThat(contract.paymentEvent(log)).isEmpty();
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                of("another contract", log -> log.setAddress("0x8A791620dd6260079BF849Dc5567aDC3F2FdC318")),
                of("no contract", log -> log.setAddress(null)),
                of("removed", log -> log.setRemoved(true)),
                of("too few topics", log -> log.setTopics(log.getTopics().subList(0, 3))),
                of("too many topics", log -> {
                    List<String> topics = new ArrayList<>(log.getTopics());
                    topics.addAll(Collections.nCopies(1, "0x" + WORD));
                    log.setTopics(topics);
                }),
                of("a topic that is no address", log -> {
                    List<String> topics = new ArrayList<>(log.getTopics());
                    topics.set(2, "0x" + "f".repeat(64));
                    log.setTopics(topics);
                }),
                of("too little data", log -> log.setData("0x" + WORD)),
                of("no data", log -> log.setData(null)),
                of("no block", log -> log.setBlockNumber(null)),
                of("a block beyond all chains", log -> log.setBlockNumber("0xffffffffff")),
                of("a place that is no number", log -> log.setLogIndex("three")),
                of("no hash", log -> log.setBlockHash(null)),
                of("no transaction", log -> log.setTransactionHash("0x")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrong")
    void aLogThatTheContractCannotHaveWrittenIsNotBelieved(String name, Consumer<Log> change) {
        Log log = created();
        change.accept(log);

        assertThatThrownBy(() -> contract.paymentEvent(log)).isInstanceOf(MalformedAnswerException.class);
    }

    private static Arguments of(String name, Consumer<Log> change) {
        return Arguments.of(name, change);
    }

    private static Log created() {
        Log log = new Log();
        log.setAddress(CONTRACT.toLowerCase(java.util.Locale.ROOT));
        log.setTopics(List.of(
                Hash.sha3String("PaymentCreated(bytes32,address,address,uint256,uint48,bytes32)"),
                "0x" + "1a".repeat(32),
                "0x" + WORD,
                "0x" + WORD));
        log.setData("0x" + "0".repeat(63) + "5" + "0".repeat(62) + "ff" + "4d".repeat(32));
        log.setTransactionHash("0x" + "5e".repeat(32));
        log.setBlockHash("0x" + "6f".repeat(32));
        log.setBlockNumber("0x2a");
        log.setLogIndex("0x3");
        return log;
    }
}
