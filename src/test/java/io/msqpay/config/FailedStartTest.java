package io.msqpay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.msqpay.MsqpayServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.NestedExceptionUtils;

@ExtendWith(OutputCaptureExtension.class)
final class FailedStartTest {

    private static final String HINT = "The server does not start; docs/configuration.md explains every variable";

    private static final Map<String, String> TEN_MISTAKES = Map.of(
            "PORT", "hunter2",
            "POLYGON_RPC_URL", "ftp://me:hunter2@node.example",
            "MSQPAY_CONTRACT_ADDRESS", "0xhunter2",
            "MSQPAY_TOKENS", "hunter2",
            "MSQPAY_OPERATOR_PRIVATE_KEY", "hunter2",
            "MSQPAY_RELAYER_KIND", "hunter2",
            "MSQPAY_API_KEYS", "hunter2",
            "CORS_ALLOWED_ORIGINS", "hunter2",
            "RATE_LIMIT_PER_MINUTE", "hunter2",
            "MSQPAY_RELAYER_TIMEOUT", "hunter2");

    @Test
    void tenMistakesAreTenErrorsOfTheLogAndNothingElseIsSaid(CapturedOutput output) {
        Map<String, String> variables = new TreeMap<>(TEN_MISTAKES);
        variables.put("LOGGING_STRUCTURED_FORMAT_CONSOLE", "");

        Throwable failure = startFailure(variables);

        List<String> lines = ((ConfigurationException) NestedExceptionUtils.getRootCause(failure)).problems();
        assertThat(lines)
                .extracting(line -> line.substring(0, line.indexOf(' ')))
                .containsExactlyInAnyOrderElementsOf(TEN_MISTAKES.keySet());
        assertThat(lines).allSatisfy(line -> assertThat(output.getAll().lines())
                .filteredOn(logged -> logged.contains("ERROR") && logged.endsWith(line))
                .hasSize(1));
        assertThat(output.getAll()).doesNotContain("hunter2", "\tat ", "BeanCreationException");
    }

    @Test
    void theServersStructuredLogHoldsNoSecretAndNoStackTraceEither(CapturedOutput output) {
        startFailure(TEN_MISTAKES);

        List<String> records =
                output.getAll().lines().filter(line -> line.startsWith("{")).toList();
        assertThat(records).hasSize(TEN_MISTAKES.size() + 1).allSatisfy(record -> assertThat(record)
                .contains("\"level\":\"ERROR\"")
                .doesNotContain("hunter2", "stack_trace", "\\n"));
        assertThat(records)
                .filteredOn(record ->
                        record.contains("POLYGON_RPC_URL (msqpay.chain.rpc-urls) must be an http:// or https:// URL"))
                .hasSize(1);
    }

    @Test
    void theWebServerIsNeverCreated() {
        Throwable cause = NestedExceptionUtils.getRootCause(startFailure(Map.of()));

        assertThat(cause).isInstanceOf(ConfigurationException.class);
        assertThat(Arrays.stream(cause.getStackTrace()).map(StackTraceElement::getMethodName))
                .contains("getWebServerFactory")
                .doesNotContain("getWebServer");
    }

    @Test
    void theProcessEndsWithTheExitCodeOfAConfigurationError() {
        ConfigurationException failure = new ConfigurationException(List.of("PORT is odd"));

        assertThat(failure.getExitCode()).isEqualTo(78);
        assertThat(failure).hasMessage("PORT is odd");
    }

    @Test
    void aPortThatIsInUseIsAProblemOfTheConfigurationToo(CapturedOutput output) throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            Map<String, String> variables = withoutMistakes();
            variables.put("PORT", Integer.toString(taken.getLocalPort()));

            startFailure(variables);
        }

        assertThat(messages(output))
                .containsExactly("PORT (server.port) names a port that is in use: free it or choose another", HINT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "not: [a list | expected ',' or ']', but got <stream end> in file:%s, line 2, column 1",
                "- route:\\n    from:\\n      uri: direct:a\\n      steps:\\n        - tolog: b | Unknown node id: tolog in file:%s, line 5, column 11"
            })
    void aFileThatHoldsNoRoutesIsNamedWithTheLineAtFault(
            String content, String reason, @TempDir Path folder, CapturedOutput output) throws IOException {
        Path file = Files.writeString(folder.resolve("broken.camel.yaml"), content.replace("\\n", "\n") + "\n");
        Map<String, String> variables = withoutMistakes();
        variables.put("MSQPAY_ROUTES_DIR", folder.toString());
        variables.put("MSQPAY_ROUTESREQUIRED", "true");

        startFailure(variables);

        assertThat(messages(output))
                .containsExactly(
                        "MSQPAY_ROUTES_DIR (msqpay.routes-dir) holds a file that cannot be loaded: "
                                + reason.formatted(file),
                        HINT);
    }

    @Test
    void theServerHasNoPrefixSinceItsContractNamesRoutesPlainly(CapturedOutput output) throws IOException {
        Map<String, String> variables = withoutMistakes();
        variables.put("MSQPAY_ROUTESPREFIX", "shop.");

        startFailure(variables);

        assertThat(messages(output))
                .containsExactly(
                        "msqpay.routes-prefix cannot be set while msqpay.http.enabled is true: the REST contract calls routes by their plain names",
                        HINT);
    }

    @Test
    void otherFailuresAreLeftToSpring() {
        assertThat(new ConfigurationFailureReporter(null).reportException(new IllegalStateException(new Error())))
                .isFalse();
    }

    @Test
    void thePortOfAnApplicationThatEmbedsTheRoutesIsNotOurBusiness() {
        try (GenericApplicationContext embedding = new GenericApplicationContext()) {
            assertThat(new ConfigurationFailureReporter(embedding).reportException(new PortInUseException(8080)))
                    .isFalse();
        }
    }

    @Test
    void withoutProblemThereIsNoFailure() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ConfigurationException(List.of()));
    }

    private static Map<String, String> withoutMistakes() {
        return new TreeMap<>(Map.of(
                "PORT", "0",
                "POLYGON_RPC_URL", "http://127.0.0.1:9",
                "MSQPAY_CONTRACT_ADDRESS", "0x26cF480E1f20f3e24cEf4e4aDe5b5EE62993c55F",
                "MSQPAY_TOKENS", "USDC=0x8A791620dd6260079BF849Dc5567aDC3F2FdC318",
                "MSQPAY_OPERATOR_PRIVATE_KEY", "2".repeat(64),
                "MSQPAY_API_KEYS", "shop=secret"));
    }

    /** What the structured log says, all of it on the level of errors. */
    private static List<String> messages(CapturedOutput output) {
        return output.getAll()
                .lines()
                .filter(line -> line.startsWith("{"))
                .map(FailedStartTest::json)
                .peek(record -> assertThat(record.at("/log/level").asText()).isEqualTo("ERROR"))
                .map(record -> record.path("message").asText())
                .toList();
    }

    private static JsonNode json(String line) {
        try {
            return new ObjectMapper().readTree(line);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Throwable startFailure(Map<String, String> variables) {
        Throwable failure = catchThrowable(
                () -> SpringApplication.exit(Start.start(MsqpayServer.class, WebApplicationType.SERVLET, variables)));
        assertThat(failure).isNotNull();
        return failure;
    }
}
