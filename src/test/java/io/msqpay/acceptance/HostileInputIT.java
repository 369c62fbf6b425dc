package io.msqpay.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.msqpay.dsl.Answer;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Fault;
import io.msqpay.dsl.FaultyNode;
import io.msqpay.dsl.Merchant;
import io.msqpay.dsl.PaymentServer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Input that must do nothing but get a clear answer, and every row of the error table. */
class HostileInputIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String UNKNOWN = "0x" + "1".repeat(64);
    private static final String VALID =
            "{\"merchantId\":\"0x70997970C51812dc3A010C7d01b50e0d17dc79C8\",\"amount\":\"1\",\"currency\":\"USDC\"}";

    private static Anvil anvil;
    private static Deployed deployed;
    private static FaultyNode node;
    private static PaymentServer server;
    private static Merchant merchant;

    private long blockBefore;

    @BeforeAll
    static void start() {
        anvil = Anvil.start();
        deployed = Deployed.on(anvil);
        node = FaultyNode.before(anvil);
        server = PaymentServer.on(
                deployed,
                node,
                "msqpay.http.rate-limit-per-minute=0",
                "msqpay.api-keys=test=" + Merchant.API_KEY + ",reader=only-create:create");
        merchant = server.merchant();
    }

    @AfterAll
    static void stop() {
        server.close();
        node.close();
        anvil.close();
    }

    @AfterEach
    void nothingElseReachedTheChain() {
        assertThat(node.calls().keySet())
                .isSubsetOf(Set.of(
                        "eth_call",
                        "eth_getBlockByNumber",
                        "eth_estimateGas",
                        "eth_gasPrice",
                        "eth_getTransactionByHash",
                        "eth_getTransactionReceipt",
                        "eth_getBalance",
                        "eth_getTransactionCount",
                        "eth_sendRawTransaction"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "OPERATION: ETH_ACCOUNTS",
                "operation: ETH_SEND_TRANSACTION",
                "TO_ADDRESS: 0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
                "DATA: 0x00",
                "VALUE: 1",
                "AT_BLOCK: 0",
                "ID: x",
                "ERROR_CODE: 3",
                "CamelHttpUri: http://127.0.0.1:1",
                "CamelHttpResponseCode: 299",
                "camelhttpmethod: DELETE",
                "paymentId: 0x2222222222222222222222222222222222222222222222222222222222222222"
            })
    void controlHeadersDoNothingAndAreNotEchoed(String header) throws IOException {
        blockBefore = anvil.blockNumber();
        String name = header.substring(0, header.indexOf(':'));
        String value = header.substring(header.indexOf(':') + 2);

        String answer = raw("GET /payments/" + UNKNOWN + "/status?" + name + "=" + value.replace(" ", "%20")
                + " HTTP/1.1\r\nHost: x\r\n" + header + "\r\nX-Echo: echo-me\r\nConnection: close\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 404")
                .contains("Payment not found")
                .doesNotContain("echo-me", "X-Echo");
        assertThat(answer.toLowerCase()).doesNotContain("\r\n" + name.toLowerCase() + ":");
        assertThat(anvil.blockNumber()).isEqualTo(blockBefore);
    }

    static List<String> brokenBodies() {
        return List.of(
                "",
                "{",
                "null",
                "[]",
                "\"text\"",
                VALID + VALID,
                VALID.replace("{", "{\"amount\":\"2\","),
                "[".repeat(5000),
                "{\"metadata\":" + "{\"a\":".repeat(2000) + "1" + "}".repeat(2000) + "}",
                VALID.replace("\"1\"", "1"),
                VALID.replace("\"1\"", "\"1e3\""),
                VALID.replace("\"1\"", "\"\u0661\""),
                VALID.replace(
                        "\"1\"", "\"115792089237316195423570985008687907853269984665640564039457584007913129639936\""),
                VALID.replace("c79C8", "c79c8"),
                VALID.replace("USDC", "EUR"),
                VALID.replace("}", ",\"expiresIn\":1e3}"),
                VALID.replace("}", ",\"surprise\":1}"));
    }

    @ParameterizedTest
    @MethodSource("brokenBodies")
    void brokenJsonIsRefusedAndChangesNothing(String body) {
        blockBefore = anvil.blockNumber();

        Answer answer = merchant.post("/payments/create", body, "application/json");

        assertError(answer, 400, "ValidationError");
        assertThat(anvil.blockNumber()).isEqualTo(blockBefore);
    }

    @Test
    void tenMegabytesAreTooMuch() {
        assertError(
                merchant.post("/payments/create", "{\"a\":\"" + "x".repeat(10_000_000) + "\"}", "application/json"),
                413,
                "PayloadTooLarge");
    }

    @ParameterizedTest
    @CsvSource({
        "/payments/0x11111111111111111111111111111111111111111111111111111111111111111/status,400",
        "/payments/..%2f..%2fconfig/status,400",
        "/payments/%00/status,400",
        "/payments//status,404",
        "/payments/../config,404",
        "/nothing,404"
    })
    void pathTricksLeadNowhere(String path, int status) throws IOException {
        String answer = raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 " + status);
        JsonNode body = JSON.readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4));
        assertThat(body.has("error") && body.has("message") && body.has("requestId"))
                .isTrue();
    }

    @Test
    void everyRowOfTheErrorTableHasTheDocumentedShape() {
        String id = merchant.create("1").text("paymentId");
        assertError(merchant.withApiKey("wrong").create("1"), 401, "Unauthorized");
        assertError(merchant.withApiKey("only-create").relay(id, "confirm"), 403, "Forbidden");
        assertError(merchant.status(UNKNOWN), 404, "NotFound");
        assertError(merchant.call("DELETE", "/payments/" + UNKNOWN + "/status"), 405, "MethodNotAllowed");
        assertError(merchant.post("/payments/create", VALID, "text/plain"), 415, "UnsupportedMediaType");
        merchant.relay(id, "confirm");
        assertError(merchant.relay(id, "confirm"), 409, "Conflict");
        node.fail(new Fault.RpcError(3, "execution reverted"), "eth_estimateGas");
        assertError(merchant.create("1"), 422, "ContractReverted");
        node.heal();
        try (PaymentServer limited = PaymentServer.on(deployed, "msqpay.http.rate-limit-per-minute=2")) {
            limited.merchant().status(UNKNOWN);
            limited.merchant().status(UNKNOWN);
            Answer refused = limited.merchant().status(UNKNOWN);
            assertError(refused, 429, "TooManyRequests");
            assertThat(refused.header("Retry-After")).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"eth_call"})
    void garbageOfANodeIs503(String method) {
        node.fail(new Fault.Garbage(), method);
        try {
            Answer answer = merchant.status(UNKNOWN);
            assertError(answer, 503, "ServiceUnavailable");
            assertThat(answer.header("Retry-After")).isNotNull();
        } finally {
            node.heal();
        }
    }

    @Test
    void theRequestIdIsHonouredAndEchoedUnlessItIsNone() throws IOException {
        assertThat(merchant.withHeader("X-Request-Id", "my-id.1")
                        .status(UNKNOWN)
                        .text("requestId"))
                .isEqualTo("my-id.1");
        String answer = raw("GET /payments/" + UNKNOWN
                + "/status HTTP/1.1\r\nHost: x\r\nX-Request-Id: <script>\r\nConnection: close\r\n\r\n");
        assertThat(answer).doesNotContain("<script>");
    }

    private static void assertError(Answer answer, int status, String name) {
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(status);
        assertThat(answer.text("error")).isEqualTo(name);
        assertThat(answer.text("message")).isNotBlank().doesNotContain("Exception", "io.msqpay", "java.");
        assertThat(answer.text("requestId")).isEqualTo(answer.header("X-Request-Id"));
        assertThat(PaymentFlowIT.members(answer)).isSubsetOf("error", "message", "details", "requestId");
    }

    private static String raw(String request) throws IOException {
        URI url = URI.create(server.url());
        try (Socket socket = new Socket("127.0.0.1", url.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
