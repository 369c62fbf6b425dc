package io.msqpay.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.msqpay.config.MsqpayAutoConfiguration;
import io.msqpay.config.MsqpayProperties;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The edge as a client meets it: a real server with stub routes behind the real contract. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        classes = HttpEdgeTest.Server.class,
        properties = {
            "msqpay.api-keys=all=k,shop=c:create",
            "msqpay.jwt.issuer=http://127.0.0.1:1/unreachable",
            "msqpay.jwt.audience=msqpay",
            "msqpay.http.rate-limit-per-minute=100000",
            "msqpay.http.trusted-proxies=127.0.0.1,::1",
            "msqpay.http.cors-allowed-origins=https://shop.example",
            "camel.component.platform-http.header-filter-strategy=#restHeaderFilterStrategy",
            "camel.component.platform-http.server-request-validation=false",
            "camel.rest.client-request-validation=true",
            "camel.main.routes-include-pattern=classpath:io/msqpay/http/payments-api.camel.yaml",
            "spring.web.resources.add-mappings=false",
            "logging.level.org.springframework.web.servlet.mvc.support.DefaultHandlerExceptionResolver=ERROR",
            "logging.level.org.springframework.web.servlet.PageNotFound=ERROR",
            "management.endpoints.web.base-path=/"
        })
class HttpEdgeTest {

    private static final String ID = "0x8f5f3d1c6b8e3b5a4f1e0c2d9a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f0a9b";
    private static final String STATUS = "/payments/" + ID + "/status";
    private static final String CREATE =
            "{\"merchantId\":\"0x70997970C51812dc3A010C7d01b50e0d17dc79C8\",\"amount\":\"1\",\"currency\":\"USDC\"}";

    @LocalServerPort
    private int port;

    @Autowired
    private Seen seen;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeEach
    void forget() {
        seen.requests().clear();
    }

    @Test
    void aRouteReceivesTheParsedBodyAndTheDeclaredParametersOnly() throws Exception {
        HttpResponse<String> answer = post("/payments/create?OPERATION=ETH_ACCOUNTS", CREATE, "Idempotency-Key", "o-1");

        assertThat(answer.statusCode()).isEqualTo(201);
        Request request = seen.only();
        assertThat(request.operation()).isEqualTo("createPayment");
        assertThat(request.headers()).containsOnlyKeys("Idempotency-Key", "X-Request-Id");
        assertThat(request.body()).isInstanceOf(Map.class);
        assertThat(request.thread()).as("Tomcat's own thread does the work").contains("-exec-");
    }

    @Test
    void anAnswerHasItsDocumentedHeadersOnly() throws Exception {
        HttpResponse<String> answer = post("/payments/create", CREATE, "Idempotency-Key", "o-1");

        assertThat(answer.headers().map().keySet())
                .map(String::toLowerCase)
                .contains("content-type", "content-length", "location", "x-request-id", "x-content-type-options")
                .doesNotContain("server", "x-powered-by", "idempotency-key", "internal", "transfer-encoding");
        assertThat(answer.headers().allValues("X-Request-Id")).hasSize(1);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/json");
        assertThat(answer.body()).isEqualTo("{\"answer\":\"ü\"}");
    }

    @Test
    void anAnswerIsNotStoredUnlessItsRouteSaysSo() throws Exception {
        assertThat(post("/payments/create", CREATE).headers().allValues("Cache-Control"))
                .containsExactly("no-store");
        assertThat(post("/payments/create", "{}").headers().allValues("Cache-Control"))
                .containsExactly("no-store");
        assertThat(get("/nothing").headers().allValues("Cache-Control")).containsExactly("no-store");
        assertThat(get(STATUS).headers().allValues("Cache-Control")).containsExactly("public, max-age=60");
    }

    @Test
    void anAnswerTellsWhatIsLeftOfTheLimitsOfTheClientBehindTheProxy() throws Exception {
        HttpResponse<String> first =
                send(request(STATUS).header("X-Forwarded-For", "198.51.100.9").GET());
        HttpResponse<String> second = post("/payments/create", CREATE, "X-Forwarded-For", "6.6.6.6, 198.51.100.9");

        assertThat(first.headers().allValues("RateLimit-Policy")).containsExactly("\"address\";q=100000;w=60");
        assertThat(first.headers().allValues("RateLimit")).containsExactly("\"address\";r=99999;t=1");
        assertThat(second.headers().firstValue("RateLimit").orElseThrow())
                .startsWith("\"address\";r=9999")
                .contains(", \"key\";r=");
        assertThat(second.headers().firstValue("RateLimit-Policy").orElseThrow())
                .endsWith(", \"key\";q=1000000;w=60");
        assertThat(seen.requests()).hasSize(2);
    }

    @Test
    void hostileNamesReachNoRouteAndAreNotEchoed() throws Exception {
        String hostile = "OPERATION=EVIL&operation=EVIL&TO_ADDRESS=EVIL&CamelHttpUri=EVIL&CamelHttpServletRequest=EVIL"
                + "&id=EVIL&paymentId=EVIL&PAYMENTID=EVIL&X-Request-Id=EVIL&org.restlet.x=EVIL&camel.x=EVIL&breadcrumbId=EVIL";
        StringBuilder request = new StringBuilder("GET " + STATUS + "?" + hostile + " HTTP/1.1\r\nHost: a\r\n");
        for (String name : List.of(
                "OPERATION",
                "operation",
                "TO_ADDRESS",
                "DATA",
                "VALUE",
                "id",
                "ID",
                "paymentId",
                "PaymentID",
                "relayId",
                "at",
                "txHash",
                "CamelHttpUri",
                "camelhttppath",
                "CamelHttpResponseCode",
                "CamelHttpChunked",
                "CamelHttpMethod",
                "CamelHttpServletRequest",
                "Content-Encoding-X",
                "Location",
                "Cache-Control",
                "Retry-After",
                "Idempotency-Replayed")) {
            request.append(name).append(": EVIL\r\n");
        }
        String answer = raw(request + "Connection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200").doesNotContain("EVIL");
        assertThat(seen.only().headers()).containsOnlyKeys("paymentId", "at", "X-Request-Id");
        assertThat(seen.only().headers()).containsEntry("paymentId", ID).containsEntry("at", "latest");
        assertThat(seen.only().headers().toString()).doesNotContain("EVIL");
    }

    @Test
    void aRefusedAccessTokenIsToldWhatItLacks() throws Exception {
        HttpResponse<String> none = send(request("/payments/create").POST(BodyPublishers.ofString(CREATE)));
        assertError(none, 401, "Unauthorized");
        assertThat(none.headers().allValues("WWW-Authenticate")).containsExactly("Bearer realm=\"msqpay\"");

        HttpResponse<String> malformed = send(request("/payments/create")
                .header("Authorization", "Bearer hunter2")
                .POST(BodyPublishers.ofString(CREATE)));
        assertError(malformed, 401, "Unauthorized");
        assertThat(malformed.headers().allValues("WWW-Authenticate"))
                .containsExactly("Bearer realm=\"msqpay\", error=\"invalid_token\"");
        assertThat(malformed.body()).doesNotContain("hunter2");
        assertThat(seen.requests()).isEmpty();
    }

    @Test
    void anIssuerThatCannotBeAskedIsAnOutageAndNoRefusal() throws Exception {
        String token = "eyJhbGciOiJSUzI1NiIsImtpZCI6InNpZ25lciJ9.eyJzdWIiOiJzaG9wIn0.c2lnbmF0dXJl";

        HttpResponse<String> answer = send(request("/payments/create")
                .header("Authorization", "Bearer " + token)
                .POST(BodyPublishers.ofString(CREATE)));

        assertError(answer, 503, "ServiceUnavailable");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(send(request(STATUS)
                                .header("Authorization", "Bearer " + token)
                                .GET())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aRefusedRequestRunsNoRoute() throws Exception {
        assertError(post("/payments/create", "{}"), 400, "ValidationError");
        assertError(send(request("/payments/create").POST(BodyPublishers.ofString(CREATE))), 401, "Unauthorized");
        assertError(
                send(request("/payments/" + ID + "/relay")
                        .header("X-API-Key", "c")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"action\":\"fail\"}"))),
                403,
                "Forbidden");
        assertError(get("/payments/0x12/status"), 400, "ValidationError");
        assertError(get(STATUS + "?at=pending"), 400, "ValidationError");
        assertThat(seen.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "multipart/form-data",
                "application/json; charset=utf-16",
                "application/json; charset=bogus",
                "application/x-java-serialized-object",
                "x"
            })
    void aBodyOfAnotherTypeIsRefusedInTheDocumentedShape(String type) throws Exception {
        assertError(
                send(request("/payments/create")
                        .header("X-API-Key", "k")
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofString("merchantId=1&OPERATION=ETH_ACCOUNTS"))),
                415,
                "UnsupportedMediaType");
        assertThat(seen.requests()).isEmpty();
    }

    @Test
    void aContentTypeOnAReadDoesNotColorTheAnswer() throws Exception {
        HttpResponse<String> answer = send(request(STATUS)
                .header("Content-Type", "text/html; charset=utf-16")
                .GET());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
                .isIn("application/json", "application/json;charset=UTF-8");
        assertThat(answer.body()).isEqualTo("{\"answer\":\"ü\"}");
    }

    @Test
    void aMediaTypeInAcceptThatIsNotOnOfferDoesNotMatter() throws Exception {
        assertThat(send(request(STATUS).header("Accept", "text/html").GET()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void compressedBodiesAreRefused() throws Exception {
        assertError(post("/payments/create", CREATE, "Content-Encoding", "gzip"), 415, "UnsupportedMediaType");
    }

    @Test
    void bodiesUpToTheLimitAreReadAndLargerOnesRefused() throws Exception {
        String filler = "{\"x\":\"" + "y".repeat(65536 - 8) + "\"}";
        assertThat(filler).hasSize(65536);

        assertError(post("/payments/create", filler), 400, "ValidationError");
        assertError(post("/payments/create", filler + " "), 413, "PayloadTooLarge");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLargeUploadGetsItsAnswerInsteadOfAReset(boolean lengthKnown) throws Exception {
        byte[] large = new byte[10 << 20];

        assertError(
                send(request("/payments/create")
                        .header("X-API-Key", "k")
                        .header("Content-Type", "application/json")
                        .POST(
                                lengthKnown
                                        ? BodyPublishers.ofByteArray(large)
                                        : BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(large)))),
                413,
                "PayloadTooLarge");
    }

    @Test
    void aChunkedBodyIsReadLikeAnyOther() throws Exception {
        byte[] body = CREATE.getBytes(StandardCharsets.UTF_8);
        HttpResponse<String> answer = send(request("/payments/create")
                .header("X-API-Key", "k")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body))));

        assertThat(answer.statusCode()).isEqualTo(201);
    }

    @Test
    void aKnownPathWithAnotherMethodSaysWhichMethodsItTakes() throws Exception {
        HttpResponse<String> answer = send(request(STATUS).DELETE());
        assertError(answer, 405, "MethodNotAllowed");
        assertThat(answer.headers().firstValue("Allow").orElseThrow()).contains("GET");

        HttpResponse<String> create = get("/payments/create");
        assertError(create, 405, "MethodNotAllowed");
        assertThat(create.headers().firstValue("Allow").orElseThrow()).contains("POST");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/payments/create/x",
                "/payments/create/",
                "/payments",
                STATUS + "/",
                STATUS + "/x",
                "/payments/" + ID + "/relay/",
                "/payments/" + ID + "/relay/1/x",
                "/config/",
                "/config/x",
                "/nothing"
            })
    void whatLiesBesideOrBelowAKnownPathIsNotFoundWhateverTheMethod(String path) throws Exception {
        for (String method : List.of("GET", "POST", "PUT", "DELETE", "OPTIONS", "PURGE")) {
            HttpResponse<String> answer = send(request(path).method(method, BodyPublishers.noBody()));

            assertError(answer, 404, "NotFound");
            assertThat(answer.headers().firstValue("Allow")).as(method).isEmpty();
        }
        assertThat(seen.requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/payments/create, POST",
        "/payments/1/status, 'GET, HEAD'",
        "/payments/1/gasless, 'GET, HEAD, POST'",
        "/payments/1/relay, POST",
        "/payments/1/relay/1, 'GET, HEAD'",
        "/config, 'GET, HEAD'",
        "/, 'GET, HEAD'",
        "/docs, 'GET, HEAD'",
        "/docs/initializer.js, 'GET, HEAD'",
        "/openapi.json, 'GET, HEAD'",
        "/health, 'GET, HEAD'",
        "/health/ready, 'GET, HEAD'"
    })
    void aKnownPathNamesTheMethodsItTakes(String path, String methods) throws Exception {
        for (String method : List.of("GET", "POST", "PUT", "DELETE", "PATCH", "PURGE")) {
            if (!methods.contains(method)) {
                HttpResponse<String> answer = send(request(path).method(method, BodyPublishers.noBody()));

                assertError(answer, 405, "MethodNotAllowed");
                assertThat(answer.headers().firstValue("Allow")).as(method).contains(methods);
            }
        }
    }

    @Test
    void headIsGetWithoutBody() throws Exception {
        HttpResponse<String> answer = send(request(STATUS).method("HEAD", BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(seen.only().operation()).isEqualTo("getPaymentStatus");
    }

    @Test
    void optionsListsTheMethods() throws Exception {
        HttpResponse<String> answer = send(request(STATUS).method("OPTIONS", BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Allow").orElseThrow()).contains("GET");
        assertThat(seen.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing",
                "/payments",
                "/payments/",
                "/payments/x/y/z",
                "/error",
                "/%70ayments/x/y/z",
                STATUS + "/more",
                "/config/more",
                "/webjars/swagger-ui/index.html",
                "/docs/ui/nothing.js",
                "/docs/ui/",
                "/docs/..%5c..%5capplication.yaml.js"
            })
    void unknownPathsAreNotFound(String path) throws Exception {
        String answer = raw("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        assertThat(answer).as(path).matches("(?s)HTTP/1.1 (404|400) .*");
        assertShape(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /payments/a%2Fb/status HTTP/1.1\r\nHost: a",
                "GET /payments/%00/status HTTP/1.1\r\nHost: a",
                "GET /payments/%zz/status HTTP/1.1\r\nHost: a",
                "GET /payments/../../etc/passwd HTTP/1.1\r\nHost: a",
                "GET /payments/..%2f/status HTTP/1.1\r\nHost: a",
                "GET /payments/" + ID + "0/status HTTP/1.1\r\nHost: a",
                "GET /payments/" + ID + ";x=y/status HTTP/1.1\r\nHost: a",
                "GET /payments//status HTTP/1.1\r\nHost: a",
                "GET //payments/create HTTP/1.1\r\nHost: a",
                "GET /%70ayments/" + ID + "/status HTTP/1.1\r\nHost: a",
                "GET /payments/<script>/status HTTP/1.1\r\nHost: a",
                "GET /payments/{x}/status HTTP/1.1\r\nHost: a",
                "GET /payments/\u00e9/status HTTP/1.1\r\nHost: a",
                "GET " + STATUS + " HTTP/1.1",
                "GET " + STATUS + " HTTP/1.1\r\nHost: a\r\nHost: b",
                "GET " + STATUS + " HTTP/1.1\r\nHost: a b",
                "GET " + STATUS + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xyz",
                "POST /payments/create HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2",
                "POST /payments/create HTTP/1.1\r\nHost: a\r\nContent-Length: -1",
                "TRACE /payments/create HTTP/1.1\r\nHost: a",
                "FOO /payments/create HTTP/1.1\r\nHost: a",
                "NONSENSE",
                "GET / HTTP/9.9"
            })
    void malformedRequestsAreRefusedInTheDocumentedShape(String head) throws Exception {
        String answer = raw(head + "\r\nConnection: close\r\n\r\n");

        assertThat(answer).matches("(?s)HTTP/1.1 (4\\d\\d|50[15]) .*");
        assertShape(answer);
        assertThat(seen.requests()).isEmpty();
    }

    @Test
    void headersBeyondAnyMeasureAreRefusedInTheDocumentedShape() throws Exception {
        String answer = raw(
                "GET " + STATUS + " HTTP/1.1\r\nHost: a\r\nX: " + "y".repeat(20_000) + "\r\nConnection: close\r\n\r\n");

        assertThat(answer).matches("(?s)HTTP/1.1 4\\d\\d .*");
        assertShape(answer);
    }

    @Test
    void aBrokenChunkedBodyIsRefused() throws Exception {
        String answer =
                raw("POST /payments/create HTTP/1.1\r\nHost: a\r\nX-API-Key: k\r\nContent-Type: application/json\r\n"
                        + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400");
        assertShape(answer);
    }

    @Test
    void aRequestIdIsEchoedIfItIsHarmless() throws Exception {
        assertThat(send(request(STATUS).header("X-Request-Id", "abc.1_2-3").GET())
                        .headers()
                        .firstValue("X-Request-Id"))
                .contains("abc.1_2-3");
        assertThat(seen.only().headers()).containsEntry("X-Request-Id", "abc.1_2-3");
        assertThat(send(request(STATUS).header("X-Request-Id", "a b").GET())
                        .headers()
                        .firstValue("X-Request-Id"))
                .isPresent()
                .get()
                .isNotEqualTo("a b");
    }

    @Test
    void anExceptionThatNoRouteHandlesSaysNothingAboutItself() throws Exception {
        seen.failure = new IllegalStateException("jdbc:secret");

        HttpResponse<String> answer = get(STATUS);
        assertError(answer, 500, "InternalError");
        assertThat(answer.body()).doesNotContain("secret", "Exception");
    }

    @Test
    void browsersOfAllowedOriginsMayCall() throws Exception {
        HttpResponse<String> answer =
                send(request(STATUS).header("Origin", "https://shop.example").GET());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("https://shop.example");
        assertThat(answer.headers().firstValue("Access-Control-Expose-Headers").orElseThrow())
                .contains(
                        "Location",
                        "Idempotency-Replayed",
                        "X-Request-Id",
                        "Retry-After",
                        "RateLimit",
                        "RateLimit-Policy",
                        "WWW-Authenticate");
    }

    @Test
    void preflightNamesTheHeadersThatMayBeSent() throws Exception {
        String answer = raw("OPTIONS /payments/create HTTP/1.1\r\nHost: a\r\nOrigin: https://shop.example\r\n"
                + "Access-Control-Request-Method: POST\r\n"
                + "Access-Control-Request-Headers: content-type,x-api-key,idempotency-key,last-event-id,x-request-id\r\n"
                + "Connection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200").contains("Access-Control-Allow-Headers");
        assertThat(seen.requests()).isEmpty();
    }

    @Test
    void foreignOriginsAreRefusedInTheDocumentedShape() throws Exception {
        assertError(
                send(request(STATUS).header("Origin", "https://evil.example").GET()), 403, "Forbidden");
        String answer = raw("OPTIONS /payments/create HTTP/1.1\r\nHost: a\r\nOrigin: https://evil.example\r\n"
                + "Access-Control-Request-Method: POST\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 403");
        assertShape(answer);
        assertThat(seen.requests()).isEmpty();
    }

    @Test
    void theRootLeadsToTheDocumentation() throws Exception {
        HttpResponse<String> answer = get("/");

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location").orElseThrow()).endsWith("/docs");
    }

    @Test
    void theDocumentationNeedsNothingFromElsewhere() throws Exception {
        HttpResponse<String> page = get("/docs");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self';");
        assertThat(page.body()).doesNotContain("http://", "https://", "<script>", "style=");
        for (String asset : page.body().replaceAll("\\s+", " ").split("(?:src|href)=\"")) {
            String path = asset.substring(0, Math.max(0, asset.indexOf('"')));
            if (path.startsWith("docs/")) {
                HttpResponse<String> file = get("/" + path);
                assertThat(file.statusCode()).as(path).isEqualTo(200);
                assertThat(file.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/docs",
                "/openapi.json",
                STATUS,
                "/health/live",
                "/nothing",
                "/payments/x/y/z",
                "/docs/ui/nothing.js"
            })
    void everyAnswerTellsBrowsersToBeCareful(String path) throws Exception {
        HttpResponse<String> answer = get(path);

        assertThat(answer.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(answer.headers().allValues("Referrer-Policy")).containsExactly("no-referrer");
        assertThat(answer.headers().allValues("Content-Security-Policy"))
                .singleElement()
                .asString()
                .startsWith("default-src 'none'; " + (path.equals("/docs") ? "script-src 'self'" : "frame-ancestors"))
                .contains("frame-ancestors 'none'");
    }

    @Test
    void theContractIsServedAsYamlAndJson() throws Exception {
        assertThat(get("/openapi.yaml").body()).startsWith("openapi: 3.0.3");
        assertThat(new ObjectMapper()
                        .readTree(get("/openapi.json").body())
                        .at("/paths/~1payments~1create/post/operationId")
                        .asText())
                .isEqualTo("createPayment");
    }

    @Test
    void healthHasTheTwoProbesBelowItAndNothingElse() throws Exception {
        ObjectMapper json = new ObjectMapper();

        JsonNode summary = json.readTree(get("/health").body());
        assertThat(summary.path("status").asText()).isEqualTo("UP");
        assertThat(summary.path("groups").toString()).isEqualTo("[\"live\",\"ready\"]");
        assertThat(summary.path("components").propertyStream().map(Map.Entry::getKey))
                .containsExactlyInAnyOrder(
                        "camelHealth", "camelLivenessState", "camelReadinessState", "livenessState", "readinessState");
        assertThat(summary.path("components"))
                .allSatisfy(component ->
                        assertThat(component.fieldNames()).toIterable().containsExactly("status"));
        for (String probe : List.of("/health/live", "/health/ready")) {
            assertThat(json.readTree(get(probe).body())).as(probe).isEqualTo(json.readTree("{\"status\":\"UP\"}"));
        }
        for (String other : List.of("/health/x", "/health/liveness", "/health/live/x")) {
            assertError(get(other), 404, "NotFound");
        }
    }

    @Test
    void theErrorPageItselfIsNoSecret() throws Exception {
        assertError(get("/error"), 404, "NotFound");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path).GET());
    }

    private HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = request(path)
                .header("X-API-Key", "k")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            InputStream in = socket.getInputStream();
            in.transferTo(answer);
            return answer.toString(StandardCharsets.UTF_8);
        }
    }

    private static void assertError(HttpResponse<String> answer, int status, String name) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonNode error = new ObjectMapper().readTree(answer.body());
        assertThat(error.path("error").asText()).isEqualTo(name);
        assertThat(error.path("message").asText()).isNotBlank();
        assertThat(answer.headers().firstValue("X-Request-Id"))
                .contains(error.path("requestId").asText());
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/json");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    private static void assertShape(String answer) throws IOException {
        int end = answer.indexOf("\r\n\r\n");
        String head = answer.substring(0, end);
        String body = answer.substring(end + 4);
        if (head.toLowerCase(java.util.Locale.ROOT).contains("transfer-encoding: chunked")) {
            body = body.substring(body.indexOf("\r\n") + 2, body.lastIndexOf("\r\n0\r\n"));
        }
        JsonNode error = new ObjectMapper().readTree(body);
        assertThat(error.path("error").asText()).as(answer).isNotBlank();
        assertThat(error.path("message").asText()).isNotBlank();
        assertThat(head)
                .contains("X-Request-Id: " + error.path("requestId").asText())
                .doesNotContainIgnoringCase("\r\nserver:");
        assertThat(answer).doesNotContainIgnoringCase("tomcat").doesNotContain("Exception", "<html");
    }

    /** What a stub route got; header names without Camel's own bookkeeping of the test. */
    record Request(String operation, Map<String, Object> headers, Object body, String thread) {}

    static final class Seen {

        private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
        private volatile RuntimeException failure;

        Queue<Request> requests() {
            return requests;
        }

        Request only() {
            assertThat(requests).hasSize(1);
            return requests.peek();
        }

        void see(String operation, Exchange exchange) {
            requests.add(new Request(
                    operation,
                    new java.util.TreeMap<>(exchange.getMessage().getHeaders()),
                    exchange.getMessage().getBody(),
                    Thread.currentThread().getName()));
            RuntimeException thrown = failure;
            failure = null;
            if (thrown != null) {
                throw thrown;
            }
            exchange.getMessage().setHeader("Internal", "must not leave");
            exchange.getMessage().setHeader("Location", "/somewhere");
            if (operation.equals("getPaymentStatus")) {
                exchange.getMessage().setHeader("Cache-Control", "public, max-age=60");
            }
            exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, operation.equals("createPayment") ? 201 : 200);
            exchange.getMessage().setBody("{\"answer\":\"ü\"}");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = MsqpayAutoConfiguration.class)
    @EnableConfigurationProperties(MsqpayProperties.class)
    @Import(HttpEdgeConfiguration.class)
    static class Server {

        @Bean
        Seen seen() {
            return new Seen();
        }

        @Bean
        RouteBuilder stubs(Seen seen) {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    for (String operation : List.of(
                            "createPayment",
                            "listPaymentEvents",
                            "getPaymentStatus",
                            "getPaymentEvents",
                            "prepareGasless",
                            "submitGasless",
                            "relayPayment",
                            "getRelayStatus",
                            "getConfig")) {
                        from("direct:" + operation)
                                .routeId(operation)
                                .process(exchange -> seen.see(operation, exchange));
                    }
                }
            };
        }
    }
}
