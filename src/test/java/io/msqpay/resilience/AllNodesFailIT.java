package io.msqpay.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.msqpay.dsl.Answer;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Fault;
import io.msqpay.dsl.FaultyNode;
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
                "msqpay.http.rate-limit-per-minute=0");
        merchant = server.merchant();
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
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
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

        await().atMost(Duration.ofSeconds(15)).until(() -> {
            long start = System.nanoTime();
            Answer refused = merchant.status(id);
            // Without an open breaker the pauses between the tries alone take more than a second.
            return refused.status() == 503
                    && Duration.ofNanos(System.nanoTime() - start).toMillis() < 300;
        });
        first.heal();
        second.heal();
        await().atMost(Duration.ofSeconds(6)).until(() -> merchant.status(id).status() == 200);
    }

    @Test
    void findsATransactionWhoseAnswerWasLostInsteadOfSigningASecond() {
        long before = Anvil.shared().transactionCount(operator());
        first.fail(new Fault.LoseAnswer(), SEND);
        second.fail(new Fault.LoseAnswer(), SEND);

        Answer created = merchant.create("7");

        assertThat(created.status()).as(created.body().toString()).isEqualTo(201);
        assertThat(Anvil.shared().transactionCount(operator())).isEqualTo(before + 1);
        assertThat(Anvil.shared().receipt(created.text("txHash")).path("status").asText())
                .isEqualTo("0x1");
    }

    @Test
    void saysThatNothingWasSentWhenTheNodesRefuseConnections() {
        long before = Anvil.shared().pendingTransactionCount(operator());
        first.fail(new Fault.RpcError(-32603, "internal error"), SEND);
        second.fail(new Fault.RpcError(-32603, "internal error"), SEND);

        Answer answer = merchant.create("7");

        assertThat(answer.status()).isIn(503, 504);
        assertThat(Anvil.shared().pendingTransactionCount(operator())).isEqualTo(before);
    }

    private Address operator() {
        return new Address(deployed.operator().getAddress());
    }
}
