package io.msqpay.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.msqpay.dsl.Answer;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Merchant;
import io.msqpay.dsl.Payer;
import io.msqpay.dsl.PaymentServer;
import io.msqpay.dsl.ServerProcess;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server remembers nothing that matters: the next one answers every question as the first did, byte for byte. */
class RestartIT {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final String KEY = "restart-1";

    private static Anvil anvil;
    private static Deployed deployed;
    private static Map<String, String> questions;
    private static Map<String, Reply> before;

    /** All that a client can see of an answer, but the time and what is left of the rate limit, which each process counts. */
    private record Reply(int status, Map<String, List<String>> headers, String body) {}

    @BeforeAll
    static void askTheFirst() throws Exception {
        anvil = Anvil.start();
        deployed = Deployed.on(anvil);
        try (PaymentServer first = PaymentServer.on(deployed)) {
            questions = questions(first.merchant());
            before = ask(first.url());
        }
        assertThat(before.values().stream().map(Reply::status)).contains(200, 400, 401, 404, 409, 422);
    }

    @AfterAll
    static void stop() {
        anvil.close();
    }

    @Test
    void theNextServerAnswersAsTheFirst() throws Exception {
        try (PaymentServer second = PaymentServer.on(deployed)) {
            assertThat(ask(second.url())).isEqualTo(before);
        }
    }

    /** As one that takes further jars: a class of theirs is a bean in a file of routes, without which there is no start. */
    @Test
    void thePackagedServerInAProcessOfItsOwnAnswersAsTheFirst(@TempDir Path folder) throws Exception {
        String entry = Further.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(folder.resolve("further.jar")))) {
            jar.putNextEntry(new JarEntry(entry));
            jar.write(Files.readAllBytes(Path.of("target/test-classes", entry)));
        }
        Files.writeString(
                folder.resolve("further.camel.yaml"),
                "- beans:\n    - name: further\n      type: " + Further.class.getName() + "\n");
        Map<String, String> environment = new TreeMap<>(deployed.environment());
        environment.put("MSQPAY_ROUTES_DIR", folder.toString());
        environment.put("MSQPAY_ROUTESREQUIRED", "true");
        try (ServerProcess second = ServerProcess.startWith(folder, environment).awaitReady()) {
            assertThat(ask(second.url())).isEqualTo(before);
        }
    }

    /** What the server's own jar does not have. */
    public static final class Further {}

    /** Paths to read, and requests (as {@code path body}) that may be repeated. Each payment is in another state. */
    private static Map<String, String> questions(Merchant merchant) {
        Payer payer = Payer.ready(deployed, BigInteger.valueOf(1000));
        Merchant keyed = merchant.withIdempotencyKey(KEY);
        Answer original = keyed.create("7");
        String pending = original.text("paymentId");
        String paid = merchant.create("8").text("paymentId");
        Answer relayed = merchant.payGasless(paid, payer);
        String cancelled = merchant.create("9").text("paymentId");
        merchant.relay(cancelled, "fail");
        // A request to sign is valid for ten minutes, or as long as the payment: that moment does not depend on the
        // clock.
        String brief = merchant.create("10", body -> body.put("expiresIn", 300)).text("paymentId");
        Payer poor = Payer.of(deployed);
        Answer prepared = merchant.prepareGasless(brief, poor.address());
        String signature = poor.sign(prepared.body().path("typedData"));

        Map<String, String> all = new LinkedHashMap<>();
        for (String id : List.of(pending, paid, cancelled, "0x" + "5".repeat(64), "0x5")) {
            all.put("/payments/" + id + "/status", null);
            all.put("/payments/" + id + "/status?at=finalized", null);
        }
        all.put(original.header("Location"), null);
        all.put("/payments/" + paid + "/relay/" + relayed.text("relayId"), null);
        all.put("/payments/" + cancelled + "/relay/" + relayed.text("relayId"), null);
        all.put("/payments/" + brief + "/gasless?from=" + payer.address(), null);
        all.put("/config", null);
        all.put("/openapi.json", null);
        all.put("/payments/create", create(merchant, "7"));
        all.put("/payments/create?", create(merchant, "8"));
        all.put("/payments/" + paid + "/relay", "{\"action\":\"fail\"}");
        all.put("/payments/" + brief + "/gasless", submit(poor, prepared, signature));
        all.put("/payments/" + brief + "/gasless?", submit(payer, prepared, signature));
        return all;
    }

    private static String create(Merchant merchant, String amount) {
        return "{\"merchantId\":\"" + merchant.address() + "\",\"amount\":\"" + amount + "\",\"currency\":\"USDC\"}";
    }

    private static String submit(Payer payer, Answer prepared, String signature) {
        return "{\"from\":\"" + payer.address() + "\",\"userSignature\":\"" + signature
                + "\",\"nonce\":\"0\",\"deadline\":" + prepared.body().path("deadline") + "}";
    }

    private static Map<String, Reply> ask(String url) throws IOException, InterruptedException {
        Map<String, Reply> replies = new LinkedHashMap<>();
        for (Map.Entry<String, String> question : questions.entrySet()) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + question.getKey()))
                    .header("X-Request-Id", "the-same")
                    .header("X-API-Key", Merchant.API_KEY)
                    .header("Idempotency-Key", KEY);
            if (question.getValue() != null) {
                request.header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(question.getValue()));
            }
            HttpResponse<byte[]> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            Map<String, List<String>> headers = new TreeMap<>(response.headers().map());
            headers.remove("date");
            headers.remove("ratelimit");
            replies.put(
                    question.getKey(),
                    new Reply(
                            response.statusCode(), headers, new String(response.body(), StandardCharsets.ISO_8859_1)));
        }
        return replies;
    }
}
