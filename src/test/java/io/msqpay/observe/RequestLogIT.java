package io.msqpay.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.msqpay.dsl.Answer;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.EventStream;
import io.msqpay.dsl.Fault;
import io.msqpay.dsl.FaultyNode;
import io.msqpay.dsl.Merchant;
import io.msqpay.dsl.ServerProcess;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The log of the packaged server: JSON, a line for each request, and the request's id in all lines that belong to it. */
class RequestLogIT {

    private static final String UNKNOWN = "0x" + "1".repeat(64);
    private static final String PLANTED = "planted-secret";
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Anvil anvil;
    private static FaultyNode node;
    private static ServerProcess server;
    private static Merchant merchant;

    @BeforeAll
    static void start() {
        anvil = Anvil.start();
        Deployed deployed = Deployed.on(anvil);
        node = FaultyNode.before(anvil);
        Map<String, String> environment = new TreeMap<>(deployed.environment());
        environment.put("POLYGON_RPC_URL", node.url() + "/v2/" + PLANTED);
        environment.put("MSQPAY_API_KEYS", "test=" + Merchant.API_KEY + ",other=" + PLANTED + ":create");
        // Addresses of the documentation (RFC 5737) stand for clients behind a proxy, each with a limit of its own.
        environment.put("MSQPAY_HTTP_TRUSTEDPROXIES", "127.0.0.1,::1");
        environment.put("RATE_LIMIT_PER_MINUTE", "3");
        environment.put("MSQPAY_HTTP_KEYRATELIMITPERMINUTE", "0");
        environment.put("MSQPAY_HEALTH_INTERVAL", "1s");
        // More lines than usual, which are to hold no more secrets.
        environment.put("LOGGING_LEVEL_ROOT", "INFO");
        environment.put("MSQPAY_CHAIN_RECEIPTPOLLINTERVAL", "50ms");
        server = ServerProcess.start(environment).awaitReady();
        merchant = server.merchant();
    }

    @AfterAll
    static void stop() {
        server.close();
        node.close();
        anvil.close();
    }

    private static Merchant client(String requestId, String address) {
        return merchant.withHeader("X-Request-Id", requestId).withHeader("X-Forwarded-For", address);
    }

    private static List<JsonNode> lines() {
        return server.lines().stream().map(RequestLogIT::parse).toList();
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError("a line that is not JSON: " + line, e);
        }
    }

    private static List<JsonNode> requestLines(String requestId) {
        return lines().stream()
                .filter(line -> line.at("/log/logger").asText().equals("io.msqpay.requests"))
                .filter(line -> line.path("requestId").asText().equals(requestId))
                .toList();
    }

    /** The only line of a request. */
    private static JsonNode line(String requestId) {
        await().until(() -> !requestLines(requestId).isEmpty());
        assertThat(requestLines(requestId)).hasSize(1);
        return requestLines(requestId).get(0);
    }

    private static void assertLine(JsonNode line, String operation, int status, String error, String payment) {
        assertThat(line.at("/event/action").asText()).isEqualTo(operation);
        assertThat(line.at("/event/outcome").asText()).isEqualTo(status < 400 ? "success" : "failure");
        assertThat(line.at("/event/duration").asLong()).isPositive();
        assertThat(line.at("/http/response/status_code").asInt()).isEqualTo(status);
        assertThat(line.at("/error/code").asText(null)).isEqualTo(error);
        assertThat(line.at("/payment/id").asText(null)).isEqualTo(payment);
        assertThat(line.at("/ecs/version").asText()).isNotBlank();
    }

    @Test
    void aRequestThatIsServedIsOneLineWithItsPayment() {
        Answer created = client("served-1", "192.0.2.1").create("5");
        String id = created.text("paymentId");
        assertThat(created.status()).isEqualTo(201);
        assertThat(client("served-2", "192.0.2.1").status(id).status()).isEqualTo(200);

        assertLine(line("served-1"), "createPayment", 201, null, id);
        assertLine(line("served-2"), "getPaymentStatus", 200, null, id);
    }

    @Test
    void aStreamIsOneLineWhenItHasEnded() {
        String id = client("stream-0", "198.51.100.5").create("5").text("paymentId");
        try (EventStream events = EventStream.open(
                server.url() + "/payments/" + id + "/events",
                Map.of("X-Request-Id", "stream-1", "X-Forwarded-For", "198.51.100.5"))) {
            assertThat(events.next().status()).isEqualTo("pending");
            assertThat(requestLines("stream-1")).isEmpty();
            client("stream-2", "198.51.100.5").relay(id, "fail");
            assertThat(events.next().status()).isEqualTo("failed");
        }

        assertLine(line("stream-1"), "getPaymentEvents", 200, null, id);
        assertThat(line("stream-1").at("/event/duration").asLong())
                .isGreaterThan(line("stream-2").at("/event/duration").asLong());
        String requests = merchant.get("/metrics").body().asText();
        assertThat(requests.lines()
                        .filter(figure -> figure.startsWith("http_server_requests_seconds_count"))
                        .filter(figure -> figure.contains("operation=\"getPaymentEvents\""))
                        .filter(figure -> figure.contains("status=\"200\"")))
                .singleElement()
                .asString()
                .endsWith(" 1");
    }

    @ParameterizedTest
    @CsvSource({
        "400, ValidationError, getPaymentStatus",
        "401, Unauthorized, relayPayment",
        "403, Forbidden, relayPayment",
        "404, NotFound, getPaymentStatus",
        "413, PayloadTooLarge, relayPayment",
        "415, UnsupportedMediaType, relayPayment"
    })
    void aRequestThatIsRefusedIsOneLineWithTheErrorAsTheClientGotIt(int status, String error, String operation) {
        String requestId = "refused-" + status;
        Merchant client = client(requestId, "192.0.2." + (status - 300));

        Answer answer = refused(status, client);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text("error")).isEqualTo(error);
        assertLine(line(requestId), operation, status, error, UNKNOWN);
    }

    private static Answer refused(int status, Merchant client) {
        String relay = "/payments/" + UNKNOWN + "/relay";
        return switch (status) {
            case 400 -> client.status(UNKNOWN, "at=never");
            case 401 -> client.withApiKey(null).relay(UNKNOWN, "confirm");
            case 403 -> client.withApiKey(PLANTED).relay(UNKNOWN, "confirm");
            case 413 -> client.post(relay, "x".repeat(100_000), "application/json");
            case 415 -> client.post(relay, "x", "text/plain");
            default -> client.status(UNKNOWN);
        };
    }

    @Test
    void aClientOverItsLimitIsOneLineForEachRequest() {
        for (int i = 1; i <= 5; i++) {
            client("limited-" + i, "198.51.100.1").status(UNKNOWN);
        }

        assertLine(line("limited-3"), "getPaymentStatus", 404, "NotFound", UNKNOWN);
        assertLine(line("limited-4"), "getPaymentStatus", 429, "TooManyRequests", UNKNOWN);
        assertLine(line("limited-5"), "getPaymentStatus", 429, "TooManyRequests", UNKNOWN);
    }

    @Test
    void anOutageIsOneLineAndItsRetriesCarryTheRequestsIdToo() {
        node.fail(new Fault.HttpStatus(500));
        try {
            assertThat(client("outage", "198.51.100.2").status(UNKNOWN).status())
                    .isEqualTo(503);
        } finally {
            heal();
        }

        assertLine(line("outage"), "getPaymentStatus", 503, "ServiceUnavailable", UNKNOWN);
        assertThat(lines().stream()
                        .filter(line -> line.path("requestId").asText().equals("outage"))
                        .map(line -> line.path("message").asText()))
                .anyMatch(message -> message.contains("delivery attempt"));
    }

    /** The breaker must not carry one test's fault into the next. */
    private static void heal() {
        node.heal();
        await().until(() -> merchant.get("/health").status() == 200);
    }

    /** Waiting must not take the rest of the route to a thread that knows nothing of the request. */
    @Test
    void linesAfterAPauseInTheRouteCarryTheRequestsId() {
        String id = client("pause-0", "198.51.100.3").create("5").text("paymentId");
        anvil.setAutomine(false);
        try {
            CompletableFuture<Answer> relay = CompletableFuture.supplyAsync(
                    () -> client("pause-1", "198.51.100.3").relay(id, "confirm"));
            await().until(() ->
                    anvil.rpc("txpool_status").path("pending").asText().equals("0x1"));
            node.fail(new Fault.RpcError(-32005, "limit exceeded"), "eth_getTransactionByHash");
            await().until(() -> followed().count() >= 2);
            node.heal();
            anvil.mine();
            assertThat(relay.join().status()).isEqualTo(200);
        } finally {
            anvil.setAutomine(true);
            anvil.mine();
            heal();
        }

        assertThat(followed().map(line -> line.path("requestId").asText())).containsOnly("pause-1");
        assertLine(line("pause-1"), "relayPayment", 200, null, id);
    }

    private static Stream<JsonNode> followed() {
        return lines().stream().filter(line -> line.path("message").asText().contains("cannot be followed"));
    }

    @Test
    void whatNeverReachesTheApplicationIsOneLineToo() throws IOException {
        Function<String, Long> lines = status -> lines().stream()
                .filter(line -> line.at("/event/action").asText().equals("none"))
                .filter(line -> line.at("/http/response/status_code").asText().equals(status))
                .count();
        long before = lines.apply("400");

        try (Socket socket = new Socket("localhost", URI.create(server.url()).getPort())) {
            socket.getOutputStream()
                    .write(("GET /" + PLANTED + "%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        }

        await().until(() -> lines.apply("400") == before + 1);
    }

    @Test
    void probesAreNamedAfterWhatTheyAskFor() {
        client("probe", "192.0.2.1").get("/health");
        client("nowhere", "192.0.2.1").get("/" + PLANTED);

        assertLine(line("probe"), "/health", 200, null, null);
        assertLine(line("nowhere"), "none", 404, "NotFound", null);
    }

    @Test
    void noLineHoldsAKeyABodyAQueryOrAPath() {
        Merchant client = client("planted", "198.51.100.4").withApiKey(PLANTED);
        client.create("5", body -> body.putObject("metadata").put("note", PLANTED));
        client.create("5", body -> body.put(PLANTED, PLANTED));
        client.status(UNKNOWN, PLANTED + "=" + PLANTED);

        await().until(() -> requestLines("planted").size() == 3);
        assertThat(server.lines()).noneMatch(line -> line.contains(PLANTED) || line.contains(Merchant.API_KEY));
    }
}
