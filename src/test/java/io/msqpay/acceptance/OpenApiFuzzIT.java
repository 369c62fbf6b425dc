package io.msqpay.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Merchant;
import io.msqpay.dsl.PaymentServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests made of the contract and then damaged, sent to a running server; every answer is held against the contract. The same seed makes
 * the same requests: {@code -Dfuzz.seed}; more of them: {@code -Dfuzz.requests}.
 */
class OpenApiFuzzIT {

    private static final Logger LOG = LoggerFactory.getLogger(OpenApiFuzzIT.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> METHODS = Set.of("get", "post");

    /** What no schema of the contract allows, or what some layer may take for something else. */
    private static final List<String> ODD = List.of(
            "",
            " ",
            "0",
            "-1",
            "1e3",
            "null",
            "true",
            "[]",
            "{}",
            "0x",
            "0x0",
            "0x" + "f".repeat(64),
            "0x" + "f".repeat(65),
            "0X" + "0".repeat(64),
            "9".repeat(78),
            "1".repeat(79),
            "115792089237316195423570985008687907853269984665640564039457584007913129639936",
            "١٢٣",
            "\u0000",
            "../..",
            "%2e%2e%2f",
            "${sys:user.home}",
            "${header.OPERATION}",
            "{{msqpay.operator.private-key}}",
            "<script>",
            "' OR 1=1 --",
            "\uD83D\uDE00",
            "a".repeat(300));

    private static final List<String> CONTROLS =
            List.of("OPERATION", "operation", "TO_ADDRESS", "AT_BLOCK", "CamelHttpUri", "CamelHttpPath", "DATA", "ID");

    private final JsonNode contract = contract();
    private final Map<String, JsonSchema> schemas = new ConcurrentHashMap<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final long seed = Long.getLong("fuzz.seed", 20_261_123L);
    private final Random random = new Random(seed);
    private final List<String> paymentIds = new ArrayList<>(List.of("0x" + "11".repeat(32)));

    @Test
    void everyAnswerIsInTheContract() throws Exception {
        int requests = Integer.getInteger("fuzz.requests", 1_000);
        Map<String, Integer> statuses = new TreeMap<>();
        try (PaymentServer server = PaymentServer.on(
                Deployed.on(Anvil.shared()),
                "msqpay.http.rate-limit-per-minute=0",
                // Streams are looked at when they are over.
                "msqpay.streams.max-duration=100ms")) {
            Merchant merchant = server.merchant();
            for (int i = 0; i < 20; i++) {
                paymentIds.add(merchant.create("1").text("paymentId"));
            }
            List<Operation> operations = operations();
            for (int i = 0; i < requests; i++) {
                Operation operation = operations.get(random.nextInt(operations.size()));
                HttpRequest request = request(server.url(), operation);
                HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
                statuses.merge(
                        operation.definition().path("operationId").asText() + " " + answer.statusCode(),
                        1,
                        Integer::sum);
                check(operation, answer, "seed " + seed + ", request " + i + ": " + request);
            }
        }
        LOG.info("{} requests, seed {}: {}", requests, seed, statuses);
        assertThat(statuses)
                .as("the fuzz gets behind the validation")
                .containsKeys(
                        "createPayment 201",
                        "listPaymentEvents 200",
                        "getPaymentStatus 200",
                        "getPaymentEvents 200",
                        "prepareGasless 200",
                        "submitGasless 401",
                        "relayPayment 200",
                        "getRelayStatus 404");
    }

    private void check(Operation operation, HttpResponse<String> answer, String request) throws IOException {
        assertThat(answer.statusCode()).as(request).isLessThan(500);
        JsonNode declared = resolve(operation.definition().path("responses").path(String.valueOf(answer.statusCode())));
        // A path that no longer is this operation's is answered before any operation is found.
        boolean elsewhere = Set.of(400, 404, 405).contains(answer.statusCode()) && declared.isMissingNode();
        assertThat(declared.isMissingNode() && !elsewhere)
                .as(request + " has the undocumented status " + answer.statusCode())
                .isFalse();
        if (answer.statusCode() == 204) {
            return;
        }
        if (declared.path("content").has("text/event-stream")) {
            checkEvents(answer, request);
            return;
        }
        JsonNode schema = elsewhere
                ? JSON.createObjectNode().put("$ref", "#/components/schemas/" + errorSchema())
                : declared.at("/content/application~1json/schema");
        if (schema.isMissingNode()) {
            return;
        }
        JsonNode body = JSON.readTree(answer.body());
        Set<ValidationMessage> broken = schemas.computeIfAbsent(schema.toString(), text -> compile(schema))
                .validate(body);
        assertThat(broken).as(request + " is answered " + answer.body()).isEmpty();
        assertThat(answer.headers().firstValue("X-Request-Id")).as(request).isPresent();
    }

    private void checkEvents(HttpResponse<String> answer, String request) throws IOException {
        assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                .as(request)
                .startsWith("text/event-stream");
        List<String> data = answer.body()
                .lines()
                .filter(line -> line.startsWith("data:"))
                .map(line -> line.substring("data:".length()))
                .toList();
        assertThat(data).as(request).isNotEmpty();
        JsonSchema status = schemas.computeIfAbsent(
                "status", name -> compile(JSON.createObjectNode().put("$ref", "#/components/schemas/PaymentStatus")));
        for (String state : data) {
            assertThat(status.validate(JSON.readTree(state)))
                    .as(request + " is answered " + state)
                    .isEmpty();
        }
    }

    private String errorSchema() {
        return contract.at("/components/schemas/ErrorBody").isMissingNode() ? "Error" : "ErrorBody";
    }

    private JsonSchema compile(JsonNode schema) {
        ObjectNode whole = JSON.createObjectNode();
        whole.set("components", contract.path("components"));
        whole.putArray("allOf").add(schema);
        return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(whole);
    }

    private record Operation(String path, String method, JsonNode item, JsonNode definition) {}

    private List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        contract.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(entry -> {
                    if (METHODS.contains(entry.getKey()) && path.getKey().startsWith("/payments")) {
                        operations.add(new Operation(path.getKey(), entry.getKey(), path.getValue(), entry.getValue()));
                    }
                }));
        return operations;
    }

    private HttpRequest request(String server, Operation operation) throws JsonProcessingException {
        String path = operation.path();
        List<String> query = new ArrayList<>();
        HttpRequest.Builder request = HttpRequest.newBuilder().timeout(Duration.ofSeconds(30));
        for (JsonNode declared : List.of(
                operation.item().path("parameters"), operation.definition().path("parameters"))) {
            for (JsonNode reference : declared) {
                JsonNode parameter = resolve(reference);
                String name = parameter.path("name").asText();
                boolean required = parameter.path("required").asBoolean();
                String value = value(name, resolve(parameter.path("schema")));
                switch (parameter.path("in").asText()) {
                    case "path" -> path = path.replace("{" + name + "}", encoded(value.isEmpty() ? "x" : value));
                    case "query" -> {
                        if (required ? !chance(10) : chance(2)) {
                            query.add(name + "=" + encoded(value));
                        }
                    }
                    default -> {
                        if (chance(2) && value.chars().allMatch(c -> c >= ' ' && c < 127)) {
                            request.header(name, value);
                        }
                    }
                }
            }
        }
        if (chance(5)) {
            query.add(oneOf(CONTROLS) + "=" + encoded(oneOf(ODD)));
        }
        if (chance(5)) {
            request.header(oneOf(CONTROLS), "ETH_ACCOUNTS");
        }
        if (!chance(10)) {
            request.header("X-API-Key", chance(10) ? "wrong" : Merchant.API_KEY);
        }
        URI uri = URI.create(server + path + (query.isEmpty() ? "" : "?" + String.join("&", query)));
        if (operation.definition().has("requestBody")) {
            request.header("Content-Type", chance(20) ? "text/plain" : "application/json");
            JsonNode schema =
                    resolve(operation.definition().path("requestBody")).at("/content/application~1json/schema");
            return request.uri(uri)
                    .POST(BodyPublishers.ofString(damaged(body(resolve(schema)))))
                    .build();
        }
        return request.uri(uri).GET().build();
    }

    /** The schema's own example, with members left out, added or of another type now and then. */
    private ObjectNode body(JsonNode schema) {
        ObjectNode body = JSON.createObjectNode();
        schema.path("properties").properties().forEach(property -> {
            JsonNode type = resolve(
                    property.getValue().has("allOf") ? property.getValue().at("/allOf/0") : property.getValue());
            if (chance(12)) {
                return;
            }
            if (chance(12)) {
                body.set(property.getKey(), odd());
            } else if (type.has("enum")) {
                body.set(property.getKey(), oneOf(type.path("enum")));
            } else if (schema.path("example").has(property.getKey())) {
                body.set(property.getKey(), schema.path("example").path(property.getKey()));
            }
        });
        if (chance(15)) {
            body.set(oneOf(List.of("extra", "paymentId", "callData", "__proto__")), odd());
        }
        return body;
    }

    private String damaged(ObjectNode body) throws JsonProcessingException {
        String text = JSON.writeValueAsString(body);
        if (chance(20)) {
            return text.substring(0, random.nextInt(text.length()));
        }
        if (chance(20)) {
            return text.replaceFirst("\\{", "{\"amount\":\"7\",");
        }
        return text;
    }

    private JsonNode odd() {
        return switch (random.nextInt(6)) {
            case 0 -> JSON.nullNode();
            case 1 -> JSON.getNodeFactory().numberNode(random.nextLong());
            case 2 -> JSON.getNodeFactory().numberNode(random.nextDouble());
            case 3 -> JSON.createArrayNode().add(1).addObject().put("a", 1);
            case 4 -> JSON.createObjectNode().put("a", oneOf(ODD));
            default -> JSON.getNodeFactory().textNode(oneOf(ODD));
        };
    }

    private String value(String name, JsonNode schema) {
        if (chance(6)) {
            return oneOf(ODD);
        }
        if (name.equals("paymentId")) {
            return oneOf(paymentIds);
        }
        if (schema.has("enum")) {
            return oneOf(schema.path("enum")).asText();
        }
        return schema.path("example").asText("0x" + "22".repeat(32));
    }

    private <T> T oneOf(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private JsonNode oneOf(JsonNode values) {
        return values.get(random.nextInt(values.size()));
    }

    /** True once in so many times. */
    private boolean chance(int of) {
        return random.nextInt(of) == 0;
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? resolve(contract.at(node.path("$ref").asText().substring(1))) : node;
    }

    private static JsonNode contract() {
        try {
            return new YAMLMapper().readTree(OpenApiFuzzIT.class.getResource("/openapi/payments.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
