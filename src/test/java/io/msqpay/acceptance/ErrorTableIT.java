package io.msqpay.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.msqpay.dsl.Answer;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Fault;
import io.msqpay.dsl.FaultyNode;
import io.msqpay.dsl.Merchant;
import io.msqpay.dsl.Payer;
import io.msqpay.dsl.PaymentServer;
import io.msqpay.error.RelayerRejectedException;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.AdviceWith;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Every row of the error table, as a client meets it and as the served API contract describes it. */
@ExtendWith(OutputCaptureExtension.class)
class ErrorTableIT {

    private static final String UNKNOWN = "0x" + "1".repeat(64);
    private static final String WORDS_OF_A_BUG = "the-words-of-a-bug";

    private static Anvil anvil;
    private static Deployed deployed;
    private static FaultyNode node;
    private static PaymentServer server;
    private static PaymentServer broken;
    private static Merchant merchant;
    private static JsonNode contract;

    @BeforeAll
    static void start() throws Exception {
        anvil = Anvil.start();
        deployed = Deployed.on(anvil);
        node = FaultyNode.before(anvil);
        server = PaymentServer.on(
                deployed,
                node,
                "msqpay.http.rate-limit-per-minute=0",
                "msqpay.relayer.timeout=1s",
                "msqpay.api-keys=test=" + Merchant.API_KEY + ",shop=may-create:create");
        merchant = server.merchant();
        contract = merchant.get("/openapi.json").body();
        broken = PaymentServer.on(deployed, "msqpay.http.rate-limit-per-minute=4");
        breakOnPurpose(broken.context().getBean(CamelContext.class));
    }

    /** The two rows that a healthy server with the local relayer never shows. */
    private static void breakOnPurpose(CamelContext camel) throws Exception {
        AdviceWith.adviceWith(camel, "relayTransaction", route -> route.weaveById("send-to-relayer")
                .replace()
                .throwException(new RelayerRejectedException("The relayer refused the transaction: Relayer paused")));
        AdviceWith.adviceWith(camel, "getPaymentStatus", route -> route.weaveById("find-payment-for-status")
                .replace()
                .throwException(new IllegalStateException(WORDS_OF_A_BUG)));
    }

    @AfterAll
    static void stop() {
        broken.close();
        server.close();
        node.close();
        anvil.close();
    }

    @Test
    void aMalformedRequestIs400AndNamesEveryFieldAtFault() {
        Answer answer = merchant.create("01", body -> body.put("expiresIn", 59).put("note", "x"));

        assertError(answer, 400, "ValidationError", "createPayment");
        List<String> fields = new ArrayList<>();
        for (JsonNode detail : answer.body().path("details")) {
            List<String> members = new ArrayList<>();
            detail.fieldNames().forEachRemaining(members::add);
            assertThat(members).containsExactly("field", "message");
            fields.add(detail.path("field").asText());
        }
        assertThat(fields).containsExactlyInAnyOrder("amount", "expiresIn", "note");
        assertError(merchant.status("0x12"), 400, "ValidationError", "getPaymentStatus");
        assertError(merchant.relay(UNKNOWN, "refund"), 400, "ValidationError", "relayPayment");
        assertError(merchant.get("/payments/" + UNKNOWN + "/gasless"), 400, "ValidationError", "prepareGasless");
        assertError(
                merchant.post("/payments/" + UNKNOWN + "/gasless", "{}", "application/json"),
                400,
                "ValidationError",
                "submitGasless");
        assertError(merchant.get("/payments/events?fromBlock=-1"), 400, "ValidationError", "listPaymentEvents");
        assertError(merchant.relayStatus(UNKNOWN, "~"), 400, "ValidationError", "getRelayStatus");
    }

    @Test
    void aMissingOrWrongKeyIs401EvenWhenTheRequestIsMalformedToo() {
        for (Merchant stranger : List.of(merchant.withApiKey(null), merchant.withApiKey(Merchant.API_KEY + "x"))) {
            assertError(stranger.create("nonsense"), 401, "Unauthorized", "createPayment");
            assertError(stranger.relay(UNKNOWN, "nonsense"), 401, "Unauthorized", "relayPayment");
            assertError(stranger.get("/payments/events?finality=x"), 401, "Unauthorized", "listPaymentEvents");
        }
    }

    @Test
    void aWrongSignatureIs401OfItsOwnName() {
        String id = merchant.create("1").text("paymentId");
        Answer prepared = merchant.prepareGasless(id, Payer.of(deployed).address());

        Answer answer = merchant.submitGasless(id, prepared, "0x" + "11".repeat(65));

        assertError(answer, 401, "InvalidSignature", "submitGasless");
        assertThat(answer.text("message")).isEqualTo("Invalid signature");
    }

    @Test
    void aKeyWithoutTheScopeIs403() {
        Merchant shop = merchant.withApiKey("may-create");

        assertThat(shop.create("1").status()).isEqualTo(201);
        assertError(shop.relay(UNKNOWN, "confirm"), 403, "Forbidden", "relayPayment");
    }

    @Test
    void whatIsUnknownIs404() {
        assertError(merchant.status(UNKNOWN), 404, "NotFound", "getPaymentStatus");
        assertThat(merchant.status(UNKNOWN).text("message")).isEqualTo("Payment not found");
        assertError(merchant.prepareGasless(UNKNOWN, Payer.of(deployed).address()), 404, "NotFound", "prepareGasless");
        assertError(merchant.relay(UNKNOWN, "confirm"), 404, "NotFound", "relayPayment");
        assertError(merchant.relayStatus(UNKNOWN, UNKNOWN), 404, "NotFound", "getRelayStatus");
        assertShape(merchant.get("/payments"), 404, "NotFound");
        assertShape(merchant.get("/actuator/env"), 404, "NotFound");
    }

    @Test
    void whatHttpItselfForbidsHasTheSameShape() {
        Answer method = merchant.call("DELETE", "/payments/" + UNKNOWN + "/status");
        assertShape(method, 405, "MethodNotAllowed");
        assertThat(method.header("Allow")).contains("GET");
        String large = "{\"metadata\":{\"a\":\"" + "x".repeat(70_000) + "\"}}";
        assertError(
                merchant.post("/payments/create", large, "application/json"), 413, "PayloadTooLarge", "createPayment");
        assertError(
                merchant.post("/payments/create", "a=b", "application/x-www-form-urlencoded"),
                415,
                "UnsupportedMediaType",
                "createPayment");
    }

    @Test
    void whatContradictsTheContractIs409() {
        Merchant keyed = merchant.withIdempotencyKey("error-table");
        String id = keyed.create("1").text("paymentId");
        assertError(keyed.create("2"), 409, "Conflict", "createPayment");
        merchant.relay(id, "fail");
        assertError(merchant.relay(id, "confirm"), 409, "Conflict", "relayPayment");
        assertError(merchant.prepareGasless(id, Payer.of(deployed).address()), 409, "Conflict", "prepareGasless");
    }

    @Test
    void whatTheContractRefusesIs422WithItsReason() {
        String id = merchant.create("1").text("paymentId");

        Answer answer = merchant.payGasless(id, Payer.of(deployed));

        assertError(answer, 422, "ContractReverted", "submitGasless");
        assertThat(answer.text("message")).startsWith("ERC20InsufficientAllowance(");
        Answer own = merchant.withAddress(deployed.msqpay()).create("1");
        assertError(own, 422, "ContractReverted", "createPayment");
        assertThat(own.text("message")).startsWith("InvalidMerchant(");
    }

    @Test
    void anImpatientClientGets429AndABugSaysNothing(CapturedOutput output) {
        Merchant unlucky = broken.merchant().withHeader("X-Request-Id", "bug-1");
        String id = unlucky.create("1").text("paymentId");

        Answer refused = unlucky.relay(id, "confirm");
        Answer bug = unlucky.status(id);
        unlucky.status(id);
        Answer tooMany = unlucky.status(id);

        assertError(refused, 502, "RelayerRejected", "relayPayment");
        assertThat(refused.text("message")).endsWith("Relayer paused");
        assertError(bug, 500, "InternalError", "getPaymentStatus");
        assertThat(bug.text("requestId")).isEqualTo("bug-1");
        assertThat(bug.body().toString()).doesNotContain(WORDS_OF_A_BUG);
        assertThat(output.getOut()).contains(WORDS_OF_A_BUG, "bug-1");
        assertError(tooMany, 429, "TooManyRequests", "getPaymentStatus");
        assertThat(Integer.parseInt(tooMany.header("Retry-After"))).isPositive();
    }

    @Test
    void aChainThatCannotBeAskedIs503AndSaysWhenToComeBack() {
        node.fail(new Fault.Refuse());
        try {
            Answer status = merchant.status(UNKNOWN);
            Answer create = merchant.create("1");

            assertError(status, 503, "ServiceUnavailable", "getPaymentStatus");
            assertError(create, 503, "ServiceUnavailable", "createPayment");
            assertThat(Integer.parseInt(status.header("Retry-After"))).isPositive();
            assertThat(Integer.parseInt(create.header("Retry-After"))).isPositive();
        } finally {
            node.heal();
            awaitRecovery();
        }
    }

    @Test
    void anOutcomeThatIsNotKnownInTimeIs504AndNamesTheRelay() {
        String id = merchant.create("1").text("paymentId");
        anvil.setAutomine(false);
        try {
            Answer answer = merchant.relay(id, "confirm");

            assertError(answer, 504, "GatewayTimeout", "relayPayment");
            assertThat(PaymentFlowIT.members(answer))
                    .containsExactly("error", "message", "relayId", "relayTxHash", "status", "requestId");
            assertThat(answer.text("status")).isEqualTo("pending");
            anvil.mine();
            assertThat(merchant.relayStatus(id, answer.text("relayId")).text("status"))
                    .isEqualTo("success");
        } finally {
            anvil.setAutomine(true);
        }
    }

    /** A create without a key cannot be repeated safely, so its caller must learn which payment it was. */
    @Test
    void aCreateWhoseFateIsUnknownSaysHowToFollowIt() {
        node.fail(new Fault.LoseAnswer(), "eth_sendRawTransaction", "eth_getTransactionByHash");
        Answer answer;
        try {
            answer = merchant.create("1");
        } finally {
            node.heal();
            awaitRecovery();
        }

        assertError(answer, 504, "GatewayTimeout", "createPayment");
        assertThat(merchant.get(answer.header("Location")).text("status")).isEqualTo("pending");
        assertThat(anvil.receipt(answer.text("relayTxHash")).path("status").asText())
                .isEqualTo("0x1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "A-z_0.9", "0123456789"})
    void aRequestIdThatCanBeTrustedIsEchoed(String id) {
        assertThat(merchant.withHeader("X-Request-Id", id).status(UNKNOWN).text("requestId"))
                .isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "<a>", "a/b", "\u00e4", "%0a", "a\tb"})
    void anyOtherRequestIdIsReplaced(String id) {
        Answer answer = merchant.withHeader("X-Request-Id", id).status(UNKNOWN);

        assertShape(answer, 404, "NotFound");
        assertThat(answer.text("requestId")).isNotEqualTo(id).matches("[0-9a-f-]{36}");
    }

    @Test
    void aRequestIdThatIsTooLongIsReplaced() {
        String longest = "x".repeat(128);

        assertThat(merchant.withHeader("X-Request-Id", longest).status(UNKNOWN).text("requestId"))
                .isEqualTo(longest);
        assertThat(merchant.withHeader("X-Request-Id", longest + "x")
                        .status(UNKNOWN)
                        .text("requestId"))
                .doesNotContain("x");
    }

    /** The shape, and that the API contract which this server gives out announces this error for this operation. */
    private static void assertError(Answer answer, int status, String name, String operation) {
        assertShape(answer, status, name);
        JsonNode response = resolve(operation(operation).path("responses").path(Integer.toString(status)));
        assertThat(response.isMissingNode())
                .as("%s documents %d", operation, status)
                .isFalse();
        JsonNode schema = resolve(response.at("/content/application~1json/schema"));
        List<String> names = new ArrayList<>();
        schema.at("/properties/error/enum").forEach(one -> names.add(one.asText()));
        assertThat(names).contains(name);
        schema.path("required").forEach(member -> assertThat(answer.body().has(member.asText()))
                .as(member.asText())
                .isTrue());
        assertThat(PaymentFlowIT.members(answer))
                .allSatisfy(member -> assertThat(schema.path("properties").has(member))
                        .as(member)
                        .isTrue());
        // WWW-Authenticate is for access tokens, which this server is not set up for.
        response.path("headers").fieldNames().forEachRemaining(header -> assertThat(answer.header(header) != null)
                .as(header)
                .isEqualTo(!header.equals("WWW-Authenticate")));
    }

    private static void assertShape(Answer answer, int status, String name) {
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(status);
        assertThat(answer.text("error")).isEqualTo(name);
        assertThat(answer.text("message"))
                .isNotBlank()
                .doesNotContain("Exception", "io.msqpay", "java.", "org.", "camel", anvil.url(), node.url());
        assertThat(answer.text("requestId")).isEqualTo(answer.header("X-Request-Id"));
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.body()).noneMatch(JsonNode::isNull);
    }

    private static JsonNode operation(String id) {
        for (JsonNode path : contract.path("paths")) {
            for (JsonNode operation : path) {
                if (id.equals(operation.path("operationId").asText())) {
                    return operation;
                }
            }
        }
        throw new IllegalArgumentException(id);
    }

    private static JsonNode resolve(JsonNode reference) {
        return reference.has("$ref")
                ? contract.at(reference.get("$ref").asText().substring(1))
                : reference;
    }

    /** Breakers remember a failing node for a while. */
    private static void awaitRecovery() {
        await().until(() -> merchant.status(UNKNOWN).status() == 404);
    }
}
