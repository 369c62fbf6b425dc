package io.msqpay.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.msqpay.contract.ForwarderContract;
import io.msqpay.dsl.Answer;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Fault;
import io.msqpay.dsl.FaultyNode;
import io.msqpay.dsl.Merchant;
import io.msqpay.dsl.PaymentServer;
import io.msqpay.dsl.ServerProcess;
import io.msqpay.payment.Address;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Health as probes and people ask for it, of a whole server whose chain falls ill. */
@ExtendWith(OutputCaptureExtension.class)
class HealthIT {

    private static final BigInteger ETHER = BigInteger.TEN.pow(18);

    private static Anvil anvil;
    private static Deployed deployed;
    private static FaultyNode node;
    private static PaymentServer server;
    private static Merchant client;

    @BeforeAll
    static void start() {
        anvil = Anvil.start();
        deployed = Deployed.on(anvil);
        node = FaultyNode.before(anvil);
        server = PaymentServer.on(deployed, node, "msqpay.health.interval=1s", "msqpay.http.rate-limit-per-minute=0");
        client = server.merchant();
    }

    @AfterAll
    static void stop() {
        server.close();
        node.close();
        anvil.close();
    }

    @AfterEach
    void heal() {
        node.heal();
        await().until(() -> client.get("/health").status() == 200);
    }

    private static Map<String, String> components(Merchant of) {
        Map<String, String> states = new TreeMap<>();
        of.get("/health")
                .body()
                .path("components")
                .properties()
                .forEach(component -> states.put(
                        component.getKey(), component.getValue().path("status").asText()));
        return states;
    }

    private static void assertSays(Answer answer, int status, String word) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body().toString()).isEqualTo("{\"status\":\"" + word + "\"}");
    }

    private static void becomes(String component, String state) {
        await().untilAsserted(() -> assertThat(components(client)).containsEntry(component, state));
    }

    @Test
    void tellsOfEverythingThatPaymentsNeed() {
        assertThat(components(client))
                .containsOnlyKeys(
                        "camelHealth",
                        "camelLivenessState",
                        "camelReadinessState",
                        "chain",
                        "contract",
                        "livenessState",
                        "operator",
                        "readinessState")
                .values()
                .containsOnly("UP");
        assertSays(client.get("/health/ready"), 200, "UP");
        assertSays(client.get("/health/live"), 200, "UP");
    }

    @Test
    void isNotReadyWhileTheChainIsOutOfReachButNeedsNoRestart(CapturedOutput output) {
        node.fail(new Fault.Refuse());

        becomes("chain", "DOWN");
        becomes("contract", "DOWN");
        becomes("operator", "DEGRADED");
        assertSays(client.get("/health/ready"), 503, "DOWN");
        assertSays(client.get("/health/live"), 200, "UP");
        assertThat(output).contains("The health of the chain is DOWN: No node of the chain");
        node.heal();
        becomes("chain", "UP");
        assertThat(output).contains("The health of the chain is UP again");
    }

    @Test
    void answersSoonWhileTheNodeHangs() {
        node.fail(new Fault.Hang());

        becomes("chain", "DOWN");
        for (int i = 0; i < 5; i++) {
            long start = System.nanoTime();
            assertThat(client.get("/health").status()).isEqualTo(503);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void isNotReadyOnAChainWithoutTheContract() {
        node.fail(new Fault.WrongResult("\"0x\""), "eth_call");

        becomes("contract", "DOWN");
        becomes("chain", "DOWN");
        assertSays(client.get("/health/ready"), 503, "DOWN");
    }

    @Test
    void isNotReadyOnAnotherChain(CapturedOutput output) {
        String here = anvil.rpc(
                        "eth_call",
                        Map.of("to", deployed.forwarder().value(), "data", new ForwarderContract().eip712Domain()),
                        "latest")
                .asText();
        String elsewhere = here.replace(word(31337), word(80002));

        node.fail(new Fault.WrongResult('"' + elsewhere + '"'), "eth_call");

        becomes("chain", "DOWN");
        assertSays(client.get("/health/ready"), 503, "DOWN");
        assertThat(output).contains("The health of the chain is DOWN: a node is on chain 80002 instead of 31337");
    }

    private static String word(long number) {
        return String.format("%064x", number);
    }

    @Test
    void isNotReadyWhenTheChainStandsStill() {
        try (PaymentServer strict =
                PaymentServer.on(deployed, "msqpay.health.interval=50ms", "msqpay.health.max-block-age=3s")) {
            Merchant strictClient = strict.merchant();
            await().until(() -> strictClient.get("/health/ready").status() == 503);
            assertThat(components(strictClient)).containsEntry("chain", "DOWN").containsEntry("contract", "UP");

            anvil.mine();

            await().until(() -> strictClient.get("/health/ready").status() == 200);
        }
    }

    @Test
    void isDegradedButReadyWhenTheOperatorCannotPayForGas() {
        Address operator = new Address(deployed.operator().getAddress());
        BigInteger before = anvil.balance(operator);
        anvil.setBalance(operator, ETHER.divide(BigInteger.valueOf(11)));
        try {
            becomes("operator", "DEGRADED");
            assertThat(client.get("/health").status()).isEqualTo(503);
            assertThat(client.get("/health").text("status")).isEqualTo("DEGRADED");
            assertSays(client.get("/health/ready"), 200, "DEGRADED");
            assertThat(client.status("0x" + "1".repeat(64)).status()).isEqualTo(404);
        } finally {
            anvil.setBalance(operator, before);
        }
    }

    @Test
    void isNotReadyWhenARouteDoesNotRun() throws Exception {
        CamelContext camel = server.context().getBean(CamelContext.class);

        camel.getRouteController().stopRoute("createPayment");
        try {
            assertThat(components(client)).containsEntry("camelReadinessState", "OUT_OF_SERVICE");
            assertSays(client.get("/health/ready"), 503, "OUT_OF_SERVICE");
        } finally {
            camel.getRouteController().startRoute("createPayment");
        }
    }

    @Test
    void isNotReadyUntilItsRoutesRunAndTheChainHasBeenSeen() {
        try (FaultyNode silent = FaultyNode.before(anvil)) {
            silent.fail(new Fault.Hang());
            Map<String, String> environment = new TreeMap<>(deployed.environment());
            environment.put("POLYGON_RPC_URL", silent.url());
            environment.put("MSQPAY_CHAIN_TIMEOUT", "30s");
            try (ServerProcess starting = ServerProcess.start(environment)) {
                Merchant early = starting.merchant();

                await().ignoreExceptions().until(() -> early.get("/health").status() == 503);
                await().until(() -> early.get("/health/live").status() == 200);
                assertSays(early.get("/health/ready"), 503, "OUT_OF_SERVICE");

                silent.heal();
                starting.awaitReady();
                assertSays(early.get("/health/ready"), 200, "UP");
                assertThat(starting.lines())
                        .as("who asks early is answered, and nobody warned")
                        .noneMatch(line -> line.contains("HealthIndicator"));
            }
        }
    }

    @Test
    void asksNobodyMoreOftenThanConfigured() {
        try (FaultyNode counting = FaultyNode.before(anvil);
                PaymentServer calm = PaymentServer.on(deployed, counting, "msqpay.health.interval=1h")) {
            counting.resetCalls();

            assertThat(IntStream.range(0, 100)
                            .parallel()
                            .mapToObj(i -> calm.merchant().get("/health").status()))
                    .containsOnly(200);
            // The server looks after waiting transactions meanwhile, by the account's nonces.
            assertThat(counting.calls().keySet()).isSubsetOf("eth_getTransactionCount");
        }
    }

    @Test
    void holdsNoAddressAndNoUrl() {
        node.fail(new Fault.Refuse());
        becomes("chain", "DOWN");

        assertThat(client.get("/health").body().toString())
                .doesNotContain("0x", "http", "127.0.0.1", "reason", "details");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actuator",
                "/actuator/health",
                "/beans",
                "/conditions",
                "/configprops",
                "/env",
                "/heapdump",
                "/info",
                "/loggers",
                "/mappings",
                "/prometheus",
                "/sbom",
                "/sbom/application",
                "/scheduledtasks",
                "/shutdown",
                "/startup",
                "/threaddump",
                "/camel",
                "/camelroutes"
            })
    void noOtherActuatorEndpointIsOnThePublicPort(String path) {
        assertThat(client.get(path).status()).isEqualTo(404);
        assertThat(client.call("POST", path).status()).isEqualTo(404);
    }
}
