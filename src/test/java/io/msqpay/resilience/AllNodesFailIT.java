package io.msqpay.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.msqpay.chain.WaitingTransactions;
import io.msqpay.dsl.Answer;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Fault;
import io.msqpay.dsl.FaultyNode;
import io.msqpay.dsl.Measurements;
import io.msqpay.dsl.Merchant;
import io.msqpay.dsl.PaymentServer;
import io.msqpay.payment.Address;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two nodes before one chain, both failing; a fresh server each time, since breakers remember. */
class AllNodesFailIT {

    private static final String READ = "eth_call";
    private static final String SEND = "eth_sendRawTransaction";
    private static final String UNKNOWN = "0x" + "ab".repeat(32);

    private Deployed deployed;
    private FaultyNode first;
    private FaultyNode second;
    private PaymentServer server;
    private Merchant merchant;

    @BeforeEach
    void start() {
        deployed = Deployed.on(Anvil.shared());
        first = FaultyNode.before(Anvil.shared());
        second = FaultyNode.before(Anvil.shared());
        server = PaymentServer.on(
                deployed,
                "msqpay.chain.rpc-urls=" + first.url() + "," + second.url(),
                "msqpay.chain.timeout=500ms",
                "msqpay.chain.replace-after=600ms",
                "msqpay.http.rate-limit-per-minute=0");
        merchant = server.merchant();
        // At start it looks whether an earlier process has left something, which would count as a try.
        WaitingTransactions waiting = server.context().getBean(WaitingTransactions.class);
        await().until(() -> !waiting.mayWait());
        second.resetCalls();
    }

    @AfterEach
    void stop() {
        server.close();
        first.close();
        second.close();
    }

    static Stream<Fault> outages() {
        return NodeFailuresIT.outages();
    }

    @ParameterizedTest
    @MethodSource("outages")
    void answers503WithinABoundedTimeWhenAllNodesHaveAnOutage(Fault outage) {
        first.fail(outage);
        second.fail(outage);

        long start = System.nanoTime();
        Answer answer = merchant.status(UNKNOWN);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text("error")).isEqualTo("ServiceUnavailable");
        assertThat(answer.header("Retry-After")).isNotNull();
        // Four tries at two nodes with their time limit, and three pauses of 1.4 s in all.
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertThat(took).isLessThan(Duration.ofSeconds(16));
        Measurements.add("nodes", "all: " + outage, answer.status(), second.calls(READ), took.toMillis());
    }

    @Test
    void triesThreeTimesMoreBeforeItGivesUp() {
        first.fail(new Fault.HttpStatus(503));
        second.fail(new Fault.HttpStatus(503));

        merchant.status(UNKNOWN);

        assertThat(second.calls(READ)).isEqualTo(4);
    }

    @Test
    void answersAtOnceWhileBreakersAreOpenAndRecoversWithoutHelp() {
        String id = merchant.create("1").text("paymentId");
        first.fail(new Fault.Refuse());
        second.fail(new Fault.Refuse());

        await().until(() -> {
            long start = System.nanoTime();
            Answer refused = merchant.status(id);
            // Without an open breaker the pauses between the tries alone take more than a second.
            return refused.status() == 503
                    && Duration.ofNanos(System.nanoTime() - start).toMillis() < 300;
        });
        long refused = System.nanoTime();
        assertThat(merchant.status(id).status()).isEqualTo(503);
        Measurements.add("nodes", "all, breakers open", 503, 0, millisSince(refused));
        first.heal();
        second.heal();
        long healed = System.nanoTime();
        await().until(() -> merchant.status(id).status() == 200);
        Measurements.add("nodes", "all recover", 200, 1, millisSince(healed));
    }

    @Test
    void findsATransactionWhoseAnswerWasLostInsteadOfSigningASecond() {
        long before = Anvil.shared().transactionCount(operator());
        first.fail(new Fault.LoseAnswer(), SEND);
        second.fail(new Fault.LoseAnswer(), SEND);

        long start = System.nanoTime();
        Answer created = merchant.create("7");

        Measurements.add("nodes", "all lose answers to sends", created.status(), sends(), millisSince(start));
        assertThat(created.status()).as(created.body().toString()).isEqualTo(201);
        assertThat(Anvil.shared().transactionCount(operator())).isEqualTo(before + 1);
        assertThat(Anvil.shared().receipt(created.text("txHash")).path("status").asText())
                .isEqualTo("0x1");
    }

    @Test
    void saysThatNothingWasSentWhenNoNodeCanBeReached() {
        long before = Anvil.shared().pendingTransactionCount(operator());
        first.fail(new Fault.Refuse());
        second.fail(new Fault.Refuse());

        Answer answer = merchant.create("7");

        assertThat(answer.status()).isEqualTo(503);
        first.heal();
        second.heal();
        assertThat(sends()).isZero();
        assertThat(Anvil.shared().pendingTransactionCount(operator())).isEqualTo(before);
    }

    @Test
    void aSendThatNoNodeConfirmsAndNoneShowsIsUnknownAndLandsOnceWhenNodesRecover() {
        long before = Anvil.shared().transactionCount(operator());
        first.fail(new Fault.RpcError(-32603, "internal error"), SEND);
        second.fail(new Fault.RpcError(-32603, "internal error"), SEND);

        long start = System.nanoTime();
        Answer answer = merchant.create("7");

        Measurements.add("nodes", "all, sends only", answer.status(), sends(), millisSince(start));
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(504);
        assertThat(Anvil.shared().pendingTransactionCount(operator())).isEqualTo(before);

        first.heal();
        second.heal();
        await().until(() -> merchant.follow(answer).status() == 200);
        assertThat(Anvil.shared().transactionCount(operator())).isEqualTo(before + 1);
        assertThat(Anvil.shared()
                        .receipt(answer.text("relayTxHash"))
                        .path("status")
                        .asText())
                .isEqualTo("0x1");
    }

    private int sends() {
        return first.calls(SEND) + second.calls(SEND);
    }

    private static long millisSince(long start) {
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }

    private Address operator() {
        return new Address(deployed.operator().getAddress());
    }
}
