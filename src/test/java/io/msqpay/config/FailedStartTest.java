package io.msqpay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.msqpay.MsqpayServer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.NestedExceptionUtils;

@ExtendWith(OutputCaptureExtension.class)
final class FailedStartTest {

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
    void otherFailuresAreLeftToSpring() {
        assertThat(new ConfigurationFailureReporter().reportException(new IllegalStateException(new Error())))
                .isFalse();
    }

    @Test
    void withoutProblemThereIsNoFailure() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ConfigurationException(List.of()));
    }

    private static Throwable startFailure(Map<String, String> variables) {
        Throwable failure = catchThrowable(
                () -> SpringApplication.exit(Start.start(MsqpayServer.class, WebApplicationType.SERVLET, variables)));
        assertThat(failure).isNotNull();
        return failure;
    }
}
