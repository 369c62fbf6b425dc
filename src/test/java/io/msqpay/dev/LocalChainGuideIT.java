package io.msqpay.dev;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.msqpay.dsl.PaymentServer;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class LocalChainGuideIT {

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void thePrintedCommandsCreateAPaymentAndPayItWithoutGas(CapturedOutput output) throws IOException {
        try (PaymentServer server = PaymentServer.dev()) {
            assertThat(output).contains(server.url());

            List<JsonNode> answers = run(commands(output.getOut()));

            assertThat(answers).hasSize(4);
            assertThat(answers.get(0).path("status").asText()).isEqualTo("pending");
            assertThat(answers.get(1).path("status").asText()).isEqualTo("pending");
            assertThat(answers.get(2).path("relayTxHash").asText()).startsWith("0x");
            assertThat(answers.get(3).path("status").asText()).isEqualTo("confirmed");
            assertThat(answers.get(3).path("payer").asText())
                    .isEqualTo(DemoAccount.PAYER.address().value());
        }
    }

    private static String commands(String output) {
        return output.substring(output.indexOf("Create a payment"))
                .lines()
                .filter(line -> line.startsWith("  "))
                .collect(Collectors.joining("\n"));
    }

    private static List<JsonNode> run(String commands) throws IOException {
        Process shell = new ProcessBuilder("/bin/sh", "-c", commands)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (MappingIterator<JsonNode> answers =
                new ObjectMapper().readerFor(JsonNode.class).readValues(shell.inputReader())) {
            return answers.readAll();
        }
    }
}
