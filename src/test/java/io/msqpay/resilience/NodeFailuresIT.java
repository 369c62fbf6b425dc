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
                "msqpay.chain.timeout=500ms",
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
        await().atMost(Duration.ofSeconds(15)).until(() -> {
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
        second.resetCalls();
        first.fail(outage);

        assertThat(merchant.status(id).status()).isEqualTo(200);
        assertThat(second.calls(READ)).isEqualTo(1);
    }

    @Test
    void doesNotRetryFailOverOrBreakOnAnswersAboutTheRequest() {
        Answer created = merchant.create("1");
        assertThat(merchant.relay(created.text("paymentId"), "confirm").status())
                .isEqualTo(200);
        first.resetCalls();
        second.resetCalls();
        first.fail(new Fault.RpcError(3, "execution reverted"), "eth_estimateGas");
        for (int i = 0; i < 12; i++) {
            Answer answer = merchant.create("1");
            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.text("error")).isEqualTo("ContractReverted");
        }

        assertThat(first.calls("eth_estimateGas")).isEqualTo(12);
        assertThat(second.calls()).isEmpty();
    }
}
