package io.msqpay.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.msqpay.dev.DemoAccount;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.PaymentServer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library jar in another application, which has none of what only the stand-alone server needs. */
class LibraryIT {

    /** What the optional dependencies bring. */
    private static final Pattern SERVER_ONLY = Pattern.compile(
            "/(spring-boot-(starter-)?actuator|micrometer-(core|jakarta|registry)|camel-micrometer|(camel-)?resilience4j-micrometer|camel-(opentelemetry2|telemetry)|opentelemetry-|prometheus-|json-schema-validator|swagger-ui|spring-security|nimbus-jose)[^/]*$");

    private static final Pattern TESTS_ONLY = Pattern.compile(
            "/(test-classes|camel-test[^/]*|spring-boot-(starter-)?test[^/]*|spring-test[^/]*|junit-[^/]*|mockito-[^/]*|assertj-[^/]*|awaitility[^/]*)$");

    @TempDir
    private Path folder;

    @Test
    void anApplicationCallsAnOperationAndAServerSeesThePayment() throws IOException, InterruptedException {
        Deployed deployed = Deployed.on(Anvil.shared());
        Path own = Path.of(Shop.class.getName().replace('.', '/') + ".class");
        Files.createDirectories(folder.resolve(own).getParent());
        Files.copy(Path.of("target/test-classes").resolve(own), folder.resolve(own));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath(),
                Shop.class.getName(),
                DemoAccount.MERCHANT.address().value()));
        deployed.properties().forEach((name, value) -> command.add("--" + name + "=" + value));
        command.add("--server.port=0");

        Process shop = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        List<String> lines = shop.inputReader().lines().toList();

        assertThat(shop.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(shop.exitValue()).as(String.join("\n", lines)).isZero();
        String created = lines.stream()
                .filter(line -> line.startsWith("Created: "))
                .findFirst()
                .orElseThrow();
        String id = created.replaceAll(".*\"paymentId\":\"(0x[0-9a-f]{64})\".*", "$1");
        try (PaymentServer server = PaymentServer.on(deployed)) {
            assertThat(server.merchant().status(id).text("status")).isEqualTo("pending");
        }
    }

    /** That of the tests, with the jar instead of the classes and without what the application would not have. */
    private String classPath() throws IOException {
        return Stream.concat(
                        Stream.of(folder.toString(), Hosts.libraryJar().toString()),
                        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                                .filter(entry -> !entry.endsWith("target" + File.separator + "classes"))
                                .filter(entry -> !SERVER_ONLY
                                        .matcher(entry.replace(File.separatorChar, '/'))
                                        .find())
                                .filter(entry -> !TESTS_ONLY
                                        .matcher(entry.replace(File.separatorChar, '/'))
                                        .find()))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
