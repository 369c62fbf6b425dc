package io.msqpay.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.msqpay.payment.Address;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.RestClientRequestValidator.ValidationError;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

class OpenApiRequestValidatorTest {

    private static final String ID = "0x8f5f3d1c6b8e3b5a4f1e0c2d9a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f0a9b";
    private static final String MERCHANT = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
    private static final String VALID =
            "{\"merchantId\":\"" + MERCHANT + "\",\"amount\":\"1000000\",\"currency\":\"USDC\"}";

    private final OpenApiRequestValidator validator = new OpenApiRequestValidator(
            new ServedContract(OpenApiContract.load()),
            new Callers(
                    new ConfiguredApiKeys(List.of(
                            ApiKey.parse("all=k"),
                            ApiKey.parse("shop=c:create"),
                            ApiKey.parse("own=o:create:" + MERCHANT))),
                    null),
            new ErrorResponder());
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @Test
    void aValidRequestArrivesAsMap() throws IOException {
        MockHttpServletRequest request = post("/payments/create", VALID);
        request.addHeader("Idempotency-Key", "order-1");

        assertThat(validate(request)).isNull();
        assertThat(exchange.getMessage().getBody())
                .isEqualTo(Map.of("merchantId", MERCHANT, "amount", "1000000", "currency", "USDC"));
        assertThat(exchange.getMessage().getHeader("Idempotency-Key")).isEqualTo("order-1");
    }

    @Test
    void numbersArriveExact() throws IOException {
        validate(
                post(
                        "/payments/create",
                        with(
                                "\"expiresIn\":60,\"metadata\":{\"a\":1.10,\"b\":123456789012345678901234567890,\"c\":3000000000}")));

        Map<?, ?> body = exchange.getMessage().getBody(Map.class);
        assertThat(body.get("expiresIn")).isEqualTo(60);
        assertThat(body.get("metadata"))
                .isEqualTo(Map.of(
                        "a",
                        new BigDecimal("1.10"),
                        "b",
                        new BigInteger("123456789012345678901234567890"),
                        "c",
                        3_000_000_000L));
    }

    @Test
    void nothingButDeclaredParametersTravelsOn() throws IOException {
        MockHttpServletRequest request = get("/payments/" + ID + "/status");
        request.addHeader("OPERATION", "ETH_SEND_TRANSACTION");
        request.addHeader("From", MERCHANT);
        request.addHeader("paymentId", "0x00");
        request.addParameter("paymentId", "0x01");
        request.addParameter("to_address", MERCHANT);
        exchange.getMessage().setHeader("OPERATION", "ETH_SEND_TRANSACTION");
        exchange.getMessage().setHeader("CamelHttpQuery", "x=y");

        assertThat(validate(request)).isNull();
        assertThat(exchange.getMessage().getHeaders().keySet())
                .containsExactlyInAnyOrder("paymentId", "at", "X-Request-Id");
        assertThat(exchange.getMessage().getHeader("paymentId")).isEqualTo(ID);
        assertThat(exchange.getMessage().getHeader("at")).isEqualTo("latest");
    }

    @ParameterizedTest
    @CsvSource({"POST,/payments/create,401", "POST,/payments/ID/relay,401"})
    void anOperationThatNeedsAKeyRefusesToRunWithoutOne(String method, String path, int status) throws IOException {
        MockHttpServletRequest request = request(method, path.replace("ID", ID), "not even JSON");

        assertThat(error(request, status).get("error").asText()).isEqualTo("Unauthorized");
        MockHttpServletRequest wrong = request(method, path.replace("ID", ID), "not even JSON");
        wrong.addHeader("X-API-Key", "wrong");
        assertThat(error(wrong, status).get("message").asText()).isEqualTo("The API key is not known");
    }

    @Test
    void theRouteLearnsForWhomAKeyMayAct() throws IOException {
        MockHttpServletRequest request = request("POST", "/payments/create", VALID);
        request.addHeader("X-API-Key", "o");

        assertThat(validate(request)).isNull();
        assertThat(exchange.getVariable("merchants")).isEqualTo(Set.of(new Address(MERCHANT)));

        assertThat(validate(post("/payments/create", VALID))).isNull();
        assertThat(exchange.getVariable("merchants")).isNull();
    }

    @Test
    void aKeyWithoutTheScopeIsForbidden() throws IOException {
        MockHttpServletRequest request = request("POST", "/payments/" + ID + "/relay", "{\"action\":\"confirm\"}");
        request.addHeader("X-API-Key", "c");

        JsonNode error = error(request, 403);
        assertThat(error.get("error").asText()).isEqualTo("Forbidden");
        assertThat(error.get("message").asText()).contains("relay");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "application/json; charset=utf-16",
                "application/jsonx",
                "nonsense"
            })
    void aBodyThatIsNotJsonByItsTypeIsRefused(String contentType) throws IOException {
        MockHttpServletRequest request = post("/payments/create", VALID);
        request.setContentType(contentType);

        assertThat(error(request, 415).get("error").asText()).isEqualTo("UnsupportedMediaType");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"application/json", "application/json;charset=UTF-8", "Application/JSON; charset=\"utf-8\""})
    void jsonMayNameItsOneCharset(String contentType) throws IOException {
        MockHttpServletRequest request = post("/payments/create", VALID);
        request.setContentType(contentType);

        assertThat(validate(request)).isNull();
    }

    @Test
    void anEmptyBodyIsAnInvalidRequest() throws IOException {
        assertThat(problems(post("/payments/create", ""))).isEqualTo(Map.of("body", "is required"));
    }

    static List<String> malformed() {
        return List.of(
                "{",
                "not json",
                VALID + "x",
                VALID + VALID,
                "{\"amount\":\"1\",\"amount\":\"2\"}",
                "{\"metadata\":{\"a\":NaN}}",
                "{\"amount\":'1'}",
                "{\"metadata\":" + "[".repeat(40) + "]".repeat(40) + "}",
                "{\"metadata\":{\"n\":" + "1".repeat(200) + "}}",
                "\uFEFF" + VALID,
                "{\"a\":1,}",
                "// comment\n" + VALID);
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void malformedJsonIsRefusedAsAWhole(String body) throws IOException {
        assertThat(problems(post("/payments/create", body))).containsOnlyKeys("body");
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() throws IOException {
        MockHttpServletRequest request = post("/payments/create", "");
        request.setContent(new byte[] {'"', (byte) 0xff, '"'});

        assertThat(problems(request)).isEqualTo(Map.of("body", "is not valid UTF-8"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"text\"", "null", "1", "true"})
    void aBodyThatIsNoObjectIsRefused(String body) throws IOException {
        assertThat(problems(post("/payments/create", body))).isEqualTo(Map.of("body", "must be a JSON object"));
    }

    @Test
    void allProblemsAreListedInAStableOrder() throws IOException {
        JsonNode error = error(post("/payments/create", "{\"amount\":1,\"expiresIn\":59,\"note\":\"SECRET\"}"), 400);

        assertThat(error.get("error").asText()).isEqualTo("ValidationError");
        assertThat(StreamSupport.stream(error.get("details").spliterator(), false)
                        .map(detail -> detail.get("field").asText()))
                .containsExactly("amount", "currency", "expiresIn", "merchantId", "note");
        assertThat(error.toString()).doesNotContain("SECRET");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"0\"",
                "\"01\"",
                "\"-1\"",
                "\"1.0\"",
                "\"1e3\"",
                "\"\"",
                "\"1\\n\"",
                "\" 1\"",
                "\"\u0661\"",
                "\"0x10\"",
                "1",
                "1.0",
                "null",
                "true",
                "[]",
                "\"1 USDC\""
            })
    void anAmountThatIsNotADecimalStringIsRefused(String amount) throws IOException {
        String body = "{\"merchantId\":\"" + MERCHANT + "\",\"amount\":" + amount + ",\"currency\":\"USDC\"}";

        assertThat(problems(post("/payments/create", body))).containsOnlyKeys("amount");
    }

    @Test
    void anAmountMayHave78Digits() throws IOException {
        String body = "{\"merchantId\":\"" + MERCHANT + "\",\"amount\":\"" + "1".repeat(78) + "\",\"currency\":\"U\"}";

        assertThat(validate(post("/payments/create", body))).isNull();
        assertThat(problems(post("/payments/create", body.replace("\"111", "\"1111"))))
                .containsOnlyKeys("amount");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"59", "2592001", "1800.0", "1e3", "1.8e3", "\"1800\"", "-1800", "null", "99999999999999999999"})
    void aLifetimeThatIsNotAPlainIntegerInRangeIsRefused(String seconds) throws IOException {
        assertThat(problems(post("/payments/create", with("\"expiresIn\":" + seconds))))
                .containsOnlyKeys("expiresIn");
    }

    @ParameterizedTest
    @ValueSource(strings = {"60", "1800", "2592000"})
    void aLifetimeInRangeIsAccepted(String seconds) throws IOException {
        assertThat(validate(post("/payments/create", with("\"expiresIn\":" + seconds))))
                .isNull();
    }

    @Test
    void metadataThatHasNoCanonicalFormIsRefused() throws IOException {
        assertThat(problems(post("/payments/create", with("\"metadata\":{\"a\":{\"b\":[\"\\ud800\"]},\"n\":1e999}"))))
                .containsOnlyKeys("metadata.a.b.0", "metadata.n");
    }

    @Test
    void metadataMustBeAnObject() throws IOException {
        assertThat(problems(post("/payments/create", with("\"metadata\":[1]"))))
                .isEqualTo(Map.of("metadata", "must be a JSON object"));
    }

    @Test
    void namesOfUnknownFieldsAreMadeHarmless() throws IOException {
        Map<String, String> problems =
                problems(post("/payments/create", with("\"a\\r\\nb\":1,\"" + "x".repeat(500) + "\":1")));

        assertThat(problems).containsOnlyKeys("a??b", "x".repeat(100));
    }

    @Test
    void aRequestWithHundredsOfProblemsGetsAShortAnswer() throws IOException {
        StringBuilder members = new StringBuilder("\"x\":1");
        for (int i = 0; i < 500; i++) {
            members.append(",\"f").append(i).append("\":1");
        }

        assertThat(problems(post("/payments/create", with(members.toString())))).hasSize(50);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x12", "12", "ID0", "0X", "ID%00", "ID;a=b", "%30x"})
    void aMalformedPaymentIdIsNamed(String id) throws IOException {
        assertThat(problems(get("/payments/" + id.replace("ID", ID) + "/status")))
                .isEqualTo(Map.of("paymentId", "must be 0x and 64 hex digits"));
    }

    @ParameterizedTest
    @CsvSource({"at,Latest", "at,0x1", "at,''", "txHash,0x", "txHash,''"})
    void aQueryParameterOutOfItsSchemaIsNamed(String name, String value) throws IOException {
        MockHttpServletRequest request = get("/payments/" + ID + "/status");
        request.addParameter(name, value);

        assertThat(problems(request)).containsOnlyKeys(name);
    }

    @Test
    void whatAParameterMustBeIsSaid() throws IOException {
        MockHttpServletRequest status = get("/payments/" + ID + "/status");
        status.addParameter("at", "pending");
        MockHttpServletRequest create = post("/payments/create", VALID);
        create.addHeader("Idempotency-Key", "");

        assertThat(problems(status)).isEqualTo(Map.of("at", "must be one of latest, safe, finalized"));
        assertThat(problems(create))
                .isEqualTo(Map.of("Idempotency-Key", "must be 1 to 255 printable ASCII characters"));
    }

    @Test
    void aParameterGivenTwiceIsRefused() throws IOException {
        MockHttpServletRequest request = get("/payments/" + ID + "/status");
        request.addParameter("at", "safe", "finalized");

        assertThat(problems(request)).isEqualTo(Map.of("at", "must be given once"));
    }

    @Test
    void unknownQueryParametersAreIgnored() throws IOException {
        MockHttpServletRequest request = get("/payments/" + ID + "/status");
        request.addParameter("utm_source", "x");

        assertThat(validate(request)).isNull();
    }

    @Test
    void aRequiredQueryParameterIsAskedFor() throws IOException {
        assertThat(problems(get("/payments/" + ID + "/gasless"))).isEqualTo(Map.of("from", "is required"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\u00e9", "a\tb"})
    void anIdempotencyKeyBeyondPrintableAsciiIsRefused(String key) throws IOException {
        MockHttpServletRequest request = post("/payments/create", VALID);
        request.addHeader("Idempotency-Key", key);

        assertThat(problems(request)).containsOnlyKeys("Idempotency-Key");
    }

    @Test
    void anIdempotencyKeyMayHave255Characters() throws IOException {
        MockHttpServletRequest request = post("/payments/create", VALID);
        request.addHeader("Idempotency-Key", "k".repeat(255));
        assertThat(validate(request)).isNull();

        MockHttpServletRequest longer = post("/payments/create", VALID);
        longer.addHeader("Idempotency-Key", "k".repeat(256));
        assertThat(problems(longer)).containsOnlyKeys("Idempotency-Key");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nonce|0",
                "nonce|\"00\"",
                "nonce|\"-1\"",
                "deadline|\"1799999999\"",
                "deadline|1.5",
                "deadline|-1",
                "deadline|281474976710656",
                "gas|200000",
                "userSignature|\"0x\"",
                "from|\"0x00\"",
                "data|\"0x\""
            })
    void aGaslessRequestOutOfItsSchemaIsNamed(String field, String value) throws IOException {
        Map<String, String> members = new TreeMap<>(Map.of(
                "from",
                "\"" + MERCHANT + "\"",
                "userSignature",
                "\"0x" + "a".repeat(130) + "\"",
                "nonce",
                "\"0\"",
                "deadline",
                "1799999999"));
        assertThat(validate(post("/payments/" + ID + "/gasless", json(members))))
                .isNull();

        members.put(field, value);
        assertThat(problems(post("/payments/" + ID + "/gasless", json(members))))
                .containsOnlyKeys(field);
    }

    @Test
    void anUnknownActionIsRefused() throws IOException {
        assertThat(problems(post("/payments/" + ID + "/relay", "{\"action\":\"refund\"}")))
                .isEqualTo(Map.of("action", "must be one of confirm, fail"));
    }

    @Test
    void aRelayIdThatCouldLeadElsewhereIsRefused() throws IOException {
        for (String relayId : List.of("..", "%2e%2e", "a.b", "a%2Fb", "-a", "a".repeat(129))) {
            assertThat(problems(get("/payments/" + ID + "/relay/" + relayId))).containsOnlyKeys("relayId");
        }
    }

    @Test
    void anAnswerNamesTheRequestAndItsOwnContentType() throws IOException {
        MockHttpServletRequest request = get("/payments/0x/status");
        request.addHeader("X-Request-Id", "abc.1");

        assertThat(error(request, 400).get("requestId").asText()).isEqualTo("abc.1");
        assertThat(exchange.getMessage().getHeader("Content-Type")).isEqualTo("application/json");
        assertThat(exchange.getProperty(Exchange.CHARSET_NAME)).isEqualTo("UTF-8");
    }

    private static String with(String members) {
        return VALID.substring(0, VALID.length() - 1) + "," + members + "}";
    }

    private static String json(Map<String, String> members) {
        StringBuilder json = new StringBuilder("{");
        members.forEach((name, value) -> json.append(json.length() > 1 ? "," : "")
                .append('"')
                .append(name)
                .append("\":")
                .append(value));
        return json.append('}').toString();
    }

    private static MockHttpServletRequest get(String path) {
        return new MockHttpServletRequest("GET", path);
    }

    private static MockHttpServletRequest post(String path, String body) {
        MockHttpServletRequest request = request("POST", path, body);
        request.addHeader("X-API-Key", "k");
        return request;
    }

    private static MockHttpServletRequest request(String method, String path, String body) {
        MockHttpServletRequest request = new MockHttpServletRequest(method, path);
        request.setContentType("application/json");
        request.setContent(body.getBytes(StandardCharsets.UTF_8));
        return request;
    }

    private ValidationError validate(MockHttpServletRequest request) throws IOException {
        exchange.getMessage().setHeader(OpenApiRequestValidator.SERVLET_REQUEST, request);
        exchange.getMessage().setBody(request.getContentAsByteArray());
        return validator.validate(exchange, null);
    }

    private JsonNode error(MockHttpServletRequest request, int status) throws IOException {
        ValidationError error = validate(request);
        assertThat(error).isNotNull();
        assertThat(error.statusCode()).as(error.body()).isEqualTo(status);
        return new ObjectMapper().readTree(error.body());
    }

    private Map<String, String> problems(MockHttpServletRequest request) throws IOException {
        Map<String, String> problems = new TreeMap<>();
        error(request, 400)
                .get("details")
                .forEach(detail -> problems.put(
                        detail.get("field").asText(), detail.get("message").asText()));
        return problems;
    }
}
