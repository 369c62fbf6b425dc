package io.msqpay.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Fault;
import io.msqpay.dsl.FaultyNode;
import io.msqpay.payment.Address;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events of the past on a real chain, as lines and in a route. */
class ReplayEventsIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Address MERCHANT = new Address("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");

    private static Anvil anvil;
    private static Deployed deployed;
    private static FaultyNode node;
    private static long first;
    private static final List<String> IDS = new ArrayList<>();

    @BeforeAll
    static void start() {
        anvil = Anvil.start("--slots-in-an-epoch=1");
        deployed = Deployed.on(anvil);
        node = FaultyNode.before(anvil);
        first = anvil.blockNumber() + 1;
        for (int i = 1; i <= 3; i++) {
            String id = "0x" + ("0" + i).repeat(32);
            deployed.createPayment(id, MERCHANT, BigInteger.valueOf(i), anvil.timestamp() + 3600);
            IDS.add(id);
            anvil.mine(20);
        }
    }

    @AfterAll
    static void stop() {
        node.close();
        anvil.close();
    }

    @Test
    void printsALineForEachEventOfTheRangeAndNothingElse() throws IOException {
        Ended ended = run("--from", Long.toString(first), "--to", Long.toString(first + 30));

        assertThat(ended.code()).as(ended.text()).isZero();
        assertThat(ended.results()).hasSize(2);
        JsonNode event = JSON.readTree(ended.results().get(0));
        assertThat(event.get("type").textValue()).isEqualTo("PaymentCreated");
        assertThat(event.get("paymentId").textValue()).isEqualTo(IDS.get(0));
        assertThat(event.get("amount").textValue()).isEqualTo("1");
        assertThat(event.get("blockNumber").longValue()).isEqualTo(first);
        assertThat(event.get("retracted").booleanValue()).isFalse();
        assertThat(JSON.readTree(ended.results().get(1)).get("paymentId").textValue())
                .isEqualTo(IDS.get(1));
    }

    @Test
    void printsAllThereIsWithoutAnEndAndThoseOfOnePayment() {
        assertThat(run("--from", "0").results()).hasSize(3);
        assertThat(run("--from", "0", "--payment", IDS.get(2)).results())
                .singleElement()
                .asString()
                .contains(IDS.get(2));
    }

    @Test
    void asksForFewerBlocksWhereANodeWantsThat() {
        node.fail(
                new Fault.Some(
                        call -> !call.at("/params/0/fromBlock").equals(call.at("/params/0/toBlock")),
                        new Fault.RpcError(-32000, "block range is too large")),
                "eth_getLogs");
        try {
            assertThat(run("--from", Long.toString(first), "--to", Long.toString(first + 25))
                            .results())
                    .hasSize(2);
        } finally {
            node.heal();
        }
    }

    @Test
    void looksAgainWhileANodeFails() {
        node.failNext(4, new Fault.HttpStatus(500), "eth_getLogs");
        try {
            assertThat(run("--from", "0").results()).hasSize(3);
        } finally {
            node.heal();
        }
    }

    @Test
    void aRangeThatIsNotThereYetIsNotBegun() {
        Ended ended = run("--from", "0", "--to", "1000000");

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.results()).isEmpty();
        assertThat(ended.remarks()).singleElement().asString().startsWith("block 1000000 is not finalized yet");
    }

    @Test
    void wrongArgumentsAreSaid() {
        for (List<String> wrong : List.of(
                List.<String>of(),
                List.of("--from", "-1"),
                List.of("--from", "5", "--to", "4"),
                List.of("--from", "0", "--finality", "pending"),
                List.of("--from", "0", "--payment", "0x12"),
                List.of("--from", "0", "--deliver-to", "file:out"))) {
            assertThat(run(wrong.toArray(String[]::new)).code())
                    .as(wrong.toString())
                    .isEqualTo(2);
        }
    }

    @Test
    void aRouteOfTheIntegratorTakesTheEventsWhileItsConsumerRests(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("ledger.camel.yaml"), """
                - route:
                    id: writeIntoLedger
                    from:
                      uri: direct:writeIntoLedger
                      steps:
                        - setBody:
                            simple: "${body[paymentId]} ${variable.position}"
                        - to: "file:%s?fileName=ledger.txt&fileExist=Append&appendChars=\\\\n"
                - templatedRoute:
                    routeTemplateRef: paymentEvents
                    routeId: paymentEvents-ledger
                    parameters:
                      - name: consumer
                        value: ledger
                      - name: deliverTo
                        value: direct:writeIntoLedger
                      - name: fromBlock
                        value: "0"
                """.formatted(folder));

        Ended ended = run(
                Map.of("MSQPAY_ROUTES_DIR", folder.toString()),
                "--from",
                "0",
                "--deliver-to",
                "direct:writeIntoLedger");

        assertThat(ended.code()).as(ended.text()).isZero();
        assertThat(ended.results()).isEmpty();
        assertThat(Files.readAllLines(folder.resolve("ledger.txt")))
                .containsExactlyElementsOf(
                        IDS.stream().map(id -> id + " replayed").toList());
    }

    @Test
    void aRouteThatFailsEndsTheCommand(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("ledger.camel.yaml"), """
                - route:
                    id: refuseAll
                    errorHandler:
                      noErrorHandler: {}
                    from:
                      uri: direct:refuseAll
                      steps:
                        - throwException:
                            exceptionType: java.lang.IllegalStateException
                            message: full
                """);

        Ended ended =
                run(Map.of("MSQPAY_ROUTES_DIR", folder.toString()), "--from", "0", "--deliver-to", "direct:refuseAll");
        Ended lost = run("--from", "0", "--deliver-to", "direct:nowhere");

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.text()).contains("IllegalStateException");
        assertThat(lost.code()).isEqualTo(1);
        assertThat(lost.text()).contains("There is no route from direct:nowhere");
    }

    private static Ended run(String... options) {
        return run(Map.of(), options);
    }

    private static Ended run(Map<String, String> more, String... options) {
        Map<String, String> environment = new LinkedHashMap<>(deployed.environment());
        environment.put("POLYGON_RPC_URL", node.url());
        environment.putAll(more);
        return Ended.of(environment, "events", options);
    }
}
