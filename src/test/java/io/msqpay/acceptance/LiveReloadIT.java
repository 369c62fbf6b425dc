package io.msqpay.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.msqpay.dsl.Answer;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Merchant;
import io.msqpay.dsl.Notes;
import io.msqpay.dsl.PaymentServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What an integrator changes in the folder while the server runs. */
@ExtendWith(OutputCaptureExtension.class)
class LiveReloadIT {

    private static final String REFUSE = """
            - route:
                id: beforeCreate
                description: Refuses every payment
                from:
                  uri: direct:beforeCreate
                  steps:
                    - throwException:
                        exceptionType: io.msqpay.error.PaymentRefusedException
                        message: first
            """;

    @TempDir
    private Path folder;

    private PaymentServer server;
    private Merchant merchant;

    @BeforeEach
    void start() {
        server = PaymentServer.on(
                Deployed.on(Anvil.shared()),
                "msqpay.routes-dir=" + folder,
                "msqpay.routes-reload=true",
                "msqpay.http.rate-limit-per-minute=0");
        merchant = server.merchant();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aRouteIsEditedBrokenCorrectedMovedAndDeleted(CapturedOutput output) throws IOException {
        assertThat(merchant.create("1").status()).isEqualTo(201);

        write("refuse.camel.yaml", REFUSE);
        awaitRefusal("first");
        write("refuse.camel.yaml", REFUSE.replace("first", "second"));
        awaitRefusal("second");

        write("refuse.camel.yaml", REFUSE.replace("throwException", "throwExeption"));
        awaitReport(
                output,
                "Unknown node id: throwExeption in file:" + folder.resolve("refuse.camel.yaml")
                        + ", line 7, column 11; what was there before goes on");
        assertThat(merchant.create("1").text("message")).isEqualTo("second");
        write("refuse.camel.yaml", REFUSE.replace("message: first", "message: \"{{NOT_SET}}\""));
        awaitReport(output, "no value is configured for {{NOT_SET}} in file:" + folder.resolve("refuse.camel.yaml"));
        assertThat(merchant.create("1").text("message")).isEqualTo("second");

        write("refuse.camel.yaml", REFUSE.replace("first", "third"));
        awaitRefusal("third");

        Path below = Files.createDirectory(folder.resolve("below")).resolve("other.camel.yaml");
        Files.move(folder.resolve("refuse.camel.yaml"), below);
        Files.writeString(below, REFUSE.replace("first", "fourth"));
        awaitRefusal("fourth");

        Files.delete(below);
        Files.delete(below.getParent());
        await().untilAsserted(() -> assertThat(merchant.create("1").status()).isEqualTo(201));
        write("refuse.camel.yaml", REFUSE);
        awaitRefusal("first");
    }

    @Test
    void anOperationIsAddedEditedBrokenCorrectedAndDeleted(CapturedOutput output) throws IOException {
        String path = "/merchants/" + merchant.address().value() + "/notes?limit=40";
        assertThat(merchant.get(path).status()).isEqualTo(404);

        write("notes.openapi.yaml", Notes.CONTRACT);
        awaitReport(output, "there is no route that answers direct:listNotes in the folder in file:");
        write("notes.camel.yaml", Notes.ROUTES);
        awaitStatus(path, 200);
        assertThat(merchant.get("/openapi.yaml").body().asText()).contains("listNotes");

        write("notes.openapi.yaml", Notes.CONTRACT.replace("maximum: 50", "maximum: 30"));
        awaitStatus(path, 400);

        write("notes.openapi.yaml", Notes.CONTRACT.replace("maximum: 50", "maximun: 50"));
        awaitReport(output, "maximun is unexpected in file:" + folder.resolve("notes.openapi.yaml") + ", line 25");
        assertThat(merchant.get(path).text("message")).isEqualTo("limit must be at most 30");

        write("notes.openapi.yaml", Notes.CONTRACT.replace("/notes:", "/memos:"));
        awaitStatus(path.replace("notes", "memos"), 200);
        Answer gone = merchant.get(path);
        assertThat(gone.status()).isEqualTo(404);
        assertThat(gone.text("error")).isEqualTo("NotFound");

        Files.delete(folder.resolve("notes.openapi.yaml"));
        Files.delete(folder.resolve("notes.camel.yaml"));
        awaitStatus(path.replace("notes", "memos"), 404);
        assertThat(merchant.get("/openapi.yaml").body().asText()).doesNotContain("listNotes");
        write("notes.openapi.yaml", Notes.CONTRACT);
        write("notes.camel.yaml", Notes.ROUTES);
        awaitStatus(path, 200);
    }

    @Test
    void anOperationWhoseRouteIsDeletedIsServedNoMore(CapturedOutput output) throws IOException {
        write("hello.openapi.yaml", Notes.HELLO);
        write("hello.camel.yaml", Notes.HELLO_ROUTE);
        awaitStatus("/hello", 200);

        Files.delete(folder.resolve("hello.camel.yaml"));

        awaitReport(output, "there is no route that answers direct:sayHello in the folder in file:");
        awaitStatus("/hello", 404);
        write("hello.camel.yaml", Notes.HELLO_ROUTE);
        awaitStatus("/hello", 200);
    }

    @Test
    void whoIsUnderWayIsAnswered() throws Exception {
        String slow = Notes.HELLO_ROUTE.replace("- setBody:", """
                - delay:
                            expression:
                              constant:
                                expression: "1500"
                        - setBody:""");
        write("hello.openapi.yaml", Notes.HELLO);
        write("hello.camel.yaml", slow);
        awaitStatus("/hello", 200);

        CompletableFuture<Answer> under = CompletableFuture.supplyAsync(() -> merchant.get("/hello"));
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<List<Integer>> others = CompletableFuture.supplyAsync(() -> statuses(stop));
        write("hello.openapi.yaml", Notes.HELLO.replace("description: Hello", "description: Good day"));
        write("hello.camel.yaml", slow.replace("expression: Hello", "expression: Good day"));

        // A route is replaced when nobody is under way in it.
        await().pollInterval(Duration.ofSeconds(4))
                .untilAsserted(
                        () -> assertThat(merchant.get("/hello").body().asText()).isEqualTo("Good day"));
        stop.set(true);
        assertThat(under.get(20, TimeUnit.SECONDS).body().asText()).isIn("Hello", "Good day");
        assertThat(others.get(20, TimeUnit.SECONDS)).hasSizeGreaterThan(10).containsOnly(200);
    }

    private List<Integer> statuses(AtomicBoolean stop) {
        List<Integer> statuses = new ArrayList<>();
        Merchant other = server.merchant();
        while (!stop.get()) {
            statuses.add(other.get("/config").status());
        }
        return statuses;
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private void awaitRefusal(String reason) {
        await().untilAsserted(() -> {
            Answer answer = merchant.create("1");
            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.text("message")).isEqualTo(reason);
        });
    }

    private void awaitStatus(String path, int status) {
        await().untilAsserted(() -> assertThat(merchant.get(path).status()).isEqualTo(status));
    }

    private static void awaitReport(CapturedOutput output, String line) {
        await().untilAsserted(() -> assertThat(output.getOut()).contains(line));
    }
}
