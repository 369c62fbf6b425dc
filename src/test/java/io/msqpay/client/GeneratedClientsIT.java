package io.msqpay.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Merchant;
import io.msqpay.dsl.Payer;
import io.msqpay.dsl.PaymentServer;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.web3j.utils.Numeric;

/** Others generate clients from the REST contract. These compile, and a payment goes through them from its creation to its end. */
class GeneratedClientsIT {

    private static final Path CONTRACT = Path.of("src/main/resources/openapi/payments.yaml");
    private static final Path JAVA_CLIENT = Path.of("target/generated-clients/java/src/main/java");
    private static final Map<String, String> NOTHING = Map.of();

    private static Deployed deployed;
    private static PaymentServer server;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        deployed = Deployed.on(Anvil.shared());
        server = PaymentServer.on(deployed);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aTypeScriptClientSellsAndPays() throws Exception {
        Payer payer = Payer.ready(deployed, BigInteger.valueOf(1_000_000));
        NodeWorkspace workspace = NodeWorkspace.in(folder);
        workspace.copy("generated-client.ts");

        workspace.run(
                NOTHING,
                "node_modules/openapi-typescript/bin/cli.js",
                CONTRACT.toAbsolutePath().toString(),
                "--output",
                "payments.d.ts");
        workspace.run(
                NOTHING,
                "node_modules/typescript/bin/tsc",
                "--strict",
                "--skipLibCheck",
                "--target",
                "es2022",
                "--module",
                "nodenext",
                "--types",
                "node",
                "generated-client.ts");
        JsonNode seen = workspace.print(
                Map.of(
                        "SERVER",
                        server.url(),
                        "API_KEY",
                        Merchant.API_KEY,
                        "MERCHANT",
                        server.merchant().address().value(),
                        "PAYER_KEY",
                        Numeric.toHexStringWithPrefixZeroPadded(
                                payer.account().getEcKeyPair().getPrivateKey(), 64)),
                "generated-client.js");

        assertPaid(seen, payer);
    }

    @Test
    void aJavaClientSellsAndPays() throws Exception {
        Payer payer = Payer.ready(deployed, BigInteger.valueOf(1_000_000));
        compileJavaClient();
        try (URLClassLoader classes = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            @SuppressWarnings("unchecked") // what GeneratedClient says it is
            Function<Map<String, String>, Function<Function<JsonNode, String>, JsonNode>> client = (Function<
                            Map<String, String>, Function<Function<JsonNode, String>, JsonNode>>)
                    classes.loadClass("GeneratedClient").getConstructor().newInstance();

            JsonNode seen = client.apply(Map.of(
                            "SERVER",
                            server.url(),
                            "API_KEY",
                            Merchant.API_KEY,
                            "MERCHANT",
                            server.merchant().address().value(),
                            "PAYER",
                            payer.address().value()))
                    .apply(payer::sign);

            assertPaid(seen, payer);
        }
    }

    /** What the client saw is what the chain holds. */
    private static void assertPaid(JsonNode seen, Payer payer) {
        Deployed.Payment payment = deployed.payment(seen.path("paymentId").asText());
        assertThat(payment.status()).isEqualTo(Deployed.Status.CONFIRMED);
        assertThat(payment.payer()).isEqualTo(payer.address());
        assertThat(seen.path("replayed")).isEqualTo(seen.path("paymentId"));
        assertThat(seen.path("relay").asText()).isEqualTo("success");
        assertThat(seen.path("paid").asText()).isEqualTo("confirmed");
        assertThat(seen.path("payer").asText().toLowerCase(Locale.ROOT))
                .isEqualTo(payer.address().value().toLowerCase(Locale.ROOT));
        assertThat(seen.path("errors"))
                .extracting(JsonNode::asText)
                .containsExactly("Conflict", "ValidationError", "Conflict");
        assertThat(seen.path("fields")).extracting(JsonNode::asText).containsExactly("amount");
    }

    private void compileJavaClient() throws IOException {
        assertThat(JAVA_CLIENT)
                .as("generated by mvn verify, or alone by mvn openapi-generator:generate@generate-java-client")
                .isDirectory();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null);
                Stream<Path> generated = Files.walk(JAVA_CLIENT)) {
            List<Path> sources = Stream.concat(
                            generated.filter(file -> file.toString().endsWith(".java")),
                            Stream.of(Path.of("src/test/clients/GeneratedClient.java")))
                    .toList();
            boolean compiled = compiler.getTask(
                            messages,
                            manager,
                            null,
                            List.of(
                                    "-proc:none",
                                    "-d",
                                    folder.toString(),
                                    "-cp",
                                    System.getProperty("java.class.path")),
                            null,
                            manager.getJavaFileObjectsFromPaths(sources))
                    .call();
            assertThat(compiled).as(messages.toString()).isTrue();
        }
    }
}
