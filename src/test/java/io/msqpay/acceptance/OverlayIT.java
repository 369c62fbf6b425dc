package io.msqpay.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.msqpay.config.ConfigurationException;
import io.msqpay.dsl.Answer;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Merchant;
import io.msqpay.dsl.Notes;
import io.msqpay.dsl.PaymentServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Operations of an integrator beside those of the server: each is like one of ours. */
@ExtendWith(OutputCaptureExtension.class)
class OverlayIT {

    private static final String MERCHANT = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
    private static final String NOTES = "/merchants/" + MERCHANT + "/notes";

    @TempDir
    private static Path folder;

    private static Deployed deployed;
    private static PaymentServer server;
    private static Merchant merchant;

    @BeforeAll
    static void start() throws IOException {
        deployed = Deployed.on(Anvil.shared());
        write(folder, "notes.openapi.yaml", Notes.CONTRACT);
        write(folder, "notes.camel.yaml", Notes.ROUTES);
        write(Files.createDirectory(folder.resolve("more")), "hello.openapi.yaml", Notes.HELLO);
        write(folder.resolve("more"), "hello.camel.yaml", Notes.HELLO_ROUTE);
        write(folder, "broken.openapi.yaml", Notes.HELLO.replace("/hello", "/payments/hello/status"));
        write(
                folder,
                "unanswered.openapi.yaml",
                Notes.HELLO.replace("/hello", "/bye").replace("sayHello", "sayBye"));
        server = PaymentServer.on(
                deployed,
                "msqpay.routes-dir=" + folder,
                "msqpay.http.cors-allowed-origins=https://shop.example",
                "msqpay.api-keys=all=" + Merchant.API_KEY + ",relays=only-relays:relay");
        merchant = server.merchant();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void isServedWithItsParametersAndNothingElse() {
        Answer listed = merchant.withHeader("X-Other", "x").get(NOTES + "?limit=3");

        assertThat(listed.status()).isEqualTo(200);
        assertThat(listed.body().asText())
                .startsWith("Asked for 3 notes of " + MERCHANT)
                .doesNotContainIgnoringCase("X-Other")
                .contains("limit", "merchantId");
        assertThat(merchant.get(NOTES).body().asText()).startsWith("Asked for 10 notes");
        assertThat(listed.header("X-Total")).isEqualTo("3");
        assertThat(listed.header("X-Secret")).as("is not documented").isNull();
        assertThat(listed.header("X-Request-Id")).isNotBlank();
        assertThat(listed.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void isCheckedBeforeItsRouteRuns() {
        assertThat(merchant.get(NOTES + "?limit=0").text("message")).isEqualTo("limit must be at least 1");
        assertThat(merchant.get(NOTES + "?limit=many").text("message"))
                .isEqualTo("limit must be a whole number, written without fraction or exponent");
        assertThat(merchant.get(NOTES + "?limit=1&limit=2").text("message")).isEqualTo("limit must be given once");
        assertThat(merchant.get("/merchants/0x1/notes").text("error")).isEqualTo("ValidationError");
        Answer unknown = add("{\"text\":\"x\",\"more\":1}");
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.text("message")).isEqualTo("more is not a known field");
        assertThat(add("{\"text\":\"" + "x".repeat(21) + "\"}").text("message"))
                .isEqualTo("text must have at most 20 characters");
        assertThat(add("{").status()).isEqualTo(400);
        assertThat(merchant.post(NOTES, "text=x", "application/x-www-form-urlencoded")
                        .status())
                .isEqualTo(415);
        assertThat(merchant.post(NOTES, "{\"text\":\"" + "x".repeat(70000) + "\"}", "application/json")
                        .status())
                .isEqualTo(413);
        Answer added = add("{\"text\":\"x\"}");
        assertThat(added.status()).isEqualTo(201);
        assertThat(added.text("text")).isEqualTo("x");
    }

    @Test
    void needsAKeyAndTheScopeThatItAsksFor() {
        assertThat(merchant.withApiKey(null).get(NOTES).text("error")).isEqualTo("Unauthorized");
        assertThat(merchant.withApiKey("guessed").get(NOTES).status()).isEqualTo(401);
        assertThat(merchant.withApiKey("only-relays").get(NOTES).status()).isEqualTo(200);
        Answer forbidden = merchant.withApiKey("only-relays").post(NOTES, "{\"text\":\"x\"}", "application/json");
        assertThat(forbidden.status()).isEqualTo(403);
        assertThat(forbidden.text("error")).isEqualTo("Forbidden");
        assertThat(merchant.withApiKey(null).get("/hello").body().asText()).isEqualTo("Hello");
    }

    @Test
    void failsInTheDocumentedShape() {
        Answer refused = add("{\"text\":\"refuse\"}");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("message")).isEqualTo("This one is refused");
        Answer broken = add("{\"text\":\"break\"}");
        assertThat(broken.status()).isEqualTo(500);
        assertThat(broken.text("error")).isEqualTo("InternalError");
        assertThat(broken.body().toString()).doesNotContain("secret");
        assertThat(merchant.get("/merchants/" + MERCHANT).text("error")).isEqualTo("NotFound");
        Answer method = merchant.call("DELETE", NOTES);
        assertThat(method.status()).isEqualTo(405);
        assertThat(method.text("error")).isEqualTo("MethodNotAllowed");
        assertThat(method.header("Allow")).isEqualTo("GET, HEAD, POST");
        assertThat(merchant.call("HEAD", NOTES).status()).isEqualTo(200);
    }

    @Test
    void isInTheDocumentsWithOurs() throws IOException {
        assertThat(merchant.get("/openapi.json").body().at("/paths").has("/merchants/{merchantId}/notes"))
                .isTrue();
        assertThat(merchant.get("/openapi.json").body().at("/paths").has("/hello"))
                .isTrue();
        assertThat(merchant.get("/openapi.json").body().at("/paths").has("/bye"))
                .isFalse();
        assertThat(merchant.get("/openapi.yaml").body().asText())
                .contains("operationId: \"listNotes\"")
                .contains("operationId: \"createPayment\"");
        assertThat(merchant.get("/docs").status()).isEqualTo(200);
    }

    @Test
    void isLimitedCountedAndLogged(CapturedOutput output) {
        Answer listed = merchant.get(NOTES);

        assertThat(listed.header("RateLimit-Policy")).contains("\"address\";q=60", "\"key\";q=600");
        await().untilAsserted(() -> {
            assertThat(merchant.get("/metrics").body().asText())
                    .containsPattern("http_server_requests_seconds_count\\{[^}]*operation=\"listNotes\"");
            assertThat(output.getOut()).contains("\"message\":\"listNotes 200 ");
        });
    }

    @Test
    void isOpenToTheSameBrowsers() {
        Answer preflight = merchant.withHeader("Origin", "https://shop.example")
                .withHeader("Access-Control-Request-Method", "POST")
                .withHeader("Access-Control-Request-Headers", "content-type,x-api-key,x-note-source")
                .call("OPTIONS", NOTES);

        assertThat(preflight.status()).isEqualTo(200);
        assertThat(preflight.header("Access-Control-Allow-Headers")).containsIgnoringCase("x-note-source");
        assertThat(merchant.withHeader("Origin", "https://shop.example")
                        .get(NOTES)
                        .header("Access-Control-Expose-Headers"))
                .contains("X-Total", "Idempotency-Replayed");
    }

    @Test
    void oursAreWhatTheyWere() {
        Answer created = merchant.create("5");

        assertThat(created.status()).isEqualTo(201);
        assertThat(merchant.follow(created).status()).isEqualTo(200);
        assertThat(merchant.withApiKey(null).get("/config").status()).isEqualTo(200);
    }

    @Test
    void whatIsWrongIsReportedAndKeepsNoOtherOut(CapturedOutput output) {
        try (PaymentServer again = PaymentServer.on(deployed, "msqpay.routes-dir=" + folder)) {
            assertThat(again.merchant().get("/hello").status()).isEqualTo(200);
        }
        assertThat(output.getOut())
                .contains(
                        "MSQPAY_ROUTES_DIR (msqpay.routes-dir) holds a file that cannot be loaded: /payments/hello/status takes requests to /payments/{paymentId}/status in file:"
                                + folder.resolve("broken.openapi.yaml")
                                + ", line 6; the server goes on without that file")
                .contains("there is no route that answers direct:sayBye in the folder in file:"
                        + folder.resolve("unanswered.openapi.yaml") + ", line 8");
        assertThatThrownBy(
                        () -> PaymentServer.on(deployed, "msqpay.routes-dir=" + folder, "msqpay.routes-required=true"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("broken.openapi.yaml")
                .hasMessageContaining("unanswered.openapi.yaml");
    }

    private static Answer add(String body) {
        return merchant.post(NOTES, body, "application/json");
    }

    private static void write(Path folder, String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
