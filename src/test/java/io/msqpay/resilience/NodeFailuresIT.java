package io.msqpay.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.msqpay.dsl.Answer;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Fault;
import io.msqpay.dsl.FaultyNode;
import io.msqpay.dsl.Measurements;
import io.msqpay.dsl.Merchant;
import io.msqpay.dsl.Payer;
import io.msqpay.dsl.PaymentServer;
import io.msqpay.dsl.SilentPort;
import io.msqpay.payment.Address;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two nodes before one chain, the first failing in every way a node can fail. */
class NodeFailuresIT {

    private static final String READ = "eth_call";
    private static final String SEND = "eth_sendRawTransaction";
    private static final String UNKNOWN = "0x" + "ab".repeat(32);

    private static final Duration TIMEOUT = Duration.ofMillis(500);

    private static Deployed deployed;
    private static FaultyNode first;
    private static FaultyNode second;
    private static PaymentServer server;
    private static Merchant merchant;

    @BeforeAll
    static void start() {
        deployed = Deployed.on(Anvil.shared());
        first = FaultyNode.before(Anvil.shared());
        second = FaultyNode.before(Anvil.shared());
        server = PaymentServer.on(
                deployed,
                "msqpay.chain.rpc-urls=" + first.url() + "," + second.url(),
                "msqpay.chain.timeout=" + TIMEOUT.toMillis() + "ms",
                "msqpay.http.rate-limit-per-minute=0");
        merchant = server.merchant();
    }

    @AfterAll
    static void stop() {
        server.close();
        first.close();
        second.close();
    }

    @AfterEach
    void healNodes() {
        first.heal();
        second.heal();
        String id = merchant.create("1").text("paymentId");
        await().until(() -> {
            first.resetCalls();
            return merchant.status(id).status() == 200 && first.calls(READ) == 1;
        });
        first.resetCalls();
        second.resetCalls();
    }

    static Stream<Fault> outages() {
        return Stream.of(
                new Fault.Refuse(),
                new Fault.Reset(),
                new Fault.Hang(),
                new Fault.HttpStatus(500),
                new Fault.HttpStatus(429),
                new Fault.Garbage(),
                new Fault.RpcError(-32603, "internal error"),
                new Fault.RpcError(-32005, "limit exceeded"),
                new Fault.RpcError(-32000, "header not found"));
    }

    @ParameterizedTest
    @MethodSource("outages")
    void goesOnWithTheSecondNodeWhenTheFirstHasAnOutage(Fault outage) {
        String id = merchant.create("1").text("paymentId");
        // Its block may come after the answer.
        await().until(() -> merchant.status(id).status() == 200);
        second.resetCalls();
        first.fail(outage);

        long start = System.nanoTime();
        Answer answer = merchant.status(id);
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(second.calls(READ)).isEqualTo(1);
        assertThat(took).as("no pause before the next node").isLessThan(TIMEOUT.plusSeconds(3));
        Measurements.add("nodes", "first: " + outage, answer.status(), 1, took.toMillis());
    }

    @Test
    void staysWithTheNodeThatWorksAndComesBackToTheFirstWhenItHasRecovered() {
        String id = merchant.create("1").text("paymentId");
        first.fail(new Fault.HttpStatus(500));
        await().until(() -> {
            first.resetCalls();
            return merchant.status(id).status() == 200 && first.calls(READ) == 0;
        });
        second.resetCalls();
        for (int i = 0; i < 10; i++) {
            assertThat(merchant.status(id).status()).isEqualTo(200);
        }
        assertThat(second.calls(READ)).as("one call for each read").isEqualTo(10);
        assertThat(first.calls(READ)).as("a look now and then, if at all").isLessThanOrEqualTo(1);

        first.heal();

        long start = System.nanoTime();
        await().until(() -> {
            first.resetCalls();
            return merchant.status(id).status() == 200 && first.calls(READ) == 1;
        });
        Measurements.add("nodes", "first recovers", 200, 1, millisSince(start));
        second.resetCalls();
        assertThat(merchant.status(id).status()).isEqualTo(200);
        assertSecondIsNotAsked();
    }

    @Test
    void goesOnWithTheSecondNodeWhenThePacketsOfTheFirstVanish() throws IOException {
        String id = merchant.create("1").text("paymentId");
        try (SilentPort nobody = new SilentPort();
                PaymentServer behind = PaymentServer.on(
                        deployed,
                        "msqpay.chain.rpc-urls=" + nobody.url() + "," + second.url(),
                        "msqpay.chain.timeout=" + TIMEOUT.toMillis() + "ms")) {
            long start = System.nanoTime();
            Answer answer = behind.merchant().status(id);
            Duration took = Duration.ofNanos(System.nanoTime() - start);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(took).isLessThan(TIMEOUT.plusSeconds(3));
            Measurements.add("nodes", "first: packets vanish", answer.status(), 1, took.toMillis());
        }
    }

    @Test
    void aSendGoesOnWithTheSecondNodeAndLandsOnce() {
        long before = Anvil.shared().transactionCount(operator());
        first.fail(new Fault.HttpStatus(503), SEND);

        Answer created = merchant.create("1");

        assertThat(created.status()).isEqualTo(201);
        assertThat(second.calls(SEND)).isEqualTo(1);
        assertThat(Anvil.shared().transactionCount(operator())).isEqualTo(before + 1);
    }

    @Test
    void aSendWhoseAnswerTheFirstNodeLosesIsSuccessAndLandsOnce() {
        long before = Anvil.shared().transactionCount(operator());
        first.failNext(1, new Fault.LoseAnswer(), SEND);

        long start = System.nanoTime();
        Answer created = merchant.create("1");

        Measurements.add("nodes", "first loses the answer to a send", created.status(), 2, millisSince(start));
        assertThat(created.status()).isEqualTo(201);
        assertThat(first.calls(SEND) + second.calls(SEND)).isEqualTo(2);
        assertThat(Anvil.shared().transactionCount(operator())).isEqualTo(before + 1);
        assertThat(Anvil.shared().receipt(created.text("txHash")).path("status").asText())
                .isEqualTo("0x1");
    }

    @Test
    void whatANodeSaysAboutATransactionIsNotAskedOfTheNext() {
        long before = Anvil.shared().transactionCount(operator());
        first.fail(new Fault.RpcError(-32000, "insufficient funds for gas * price + value"), SEND);
        for (int i = 0; i < 12; i++) {
            Answer answer = merchant.create("1");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.text("message")).contains("cannot pay for gas");
        }

        assertThat(first.calls(SEND)).isEqualTo(12);
        assertSecondIsNotAsked();
        assertThat(Anvil.shared().pendingTransactionCount(operator())).isEqualTo(before);
    }

    @Test
    void aRevertOfTheContractIsAskedForOnce() {
        String id = merchant.create("1").text("paymentId");
        Payer poor = Payer.of(deployed);
        Answer prepared = merchant.prepareGasless(id, poor.address());
        String signature = poor.sign(prepared.body().get("typedData"));
        first.resetCalls();
        second.resetCalls();

        for (int i = 1; i <= 12; i++) {
            assertThat(merchant.submitGasless(id, prepared, signature).status()).isEqualTo(422);
        }

        // Payment, nonce, and the dry runs of forwarder and contract.
        assertThat(first.calls(READ)).isEqualTo(12 * 4);
        assertSecondIsNotAsked();
    }

    /** But for its latest block now and then, to compare it with that of the first. */
    private static void assertSecondIsNotAsked() {
        assertThat(second.calls().keySet()).isSubsetOf("eth_getBlockByNumber");
    }

    private static Address operator() {
        return new Address(deployed.operator().getAddress());
    }

    private static long millisSince(long start) {
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }
}
