package io.msqpay.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.msqpay.dsl.PaymentServer;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
@DisabledOnOs(OS.WINDOWS)
class ReadmeIT {

    private static final Markdown WALK = Markdown.read("README.md").section("A payment, end to end");
    private static final Pattern PORT = Pattern.compile("localhost:\\d+");
    private static final Pattern CHAIN = Pattern.compile("CHAIN=http://127\\.0\\.0\\.1:\\d+");

    /** Ids, hashes and times, which are different in every run. */
    private static final Set<String> FLEETING =
            Set.of("paymentId", "txHash", "relayTxHash", "relayId", "createdAt", "confirmedAt", "expiresAt");

    @Test
    void theDocumentedCommandsAreThePrintedOnesAndEndInAConfirmedPayment(CapturedOutput output) throws IOException {
        try (PaymentServer server = PaymentServer.dev()) {
            String printed = printedCommands(output.getOut());
            String documented = String.join("", WALK.blocks("sh"));

            assertThat(neutral(documented)).isEqualTo(neutral(printed));

            String chain =
                    CHAIN.matcher(printed).results().findFirst().orElseThrow().group();
            List<JsonNode> answers = run(CHAIN.matcher(
                            PORT.matcher(documented).replaceAll(server.url().substring("http://".length())))
                    .replaceAll(chain));

            assertThat(answers).map(ReadmeIT::lasting).isEqualTo(documentedAnswers());
            assertThat(answers.get(3).path("status").asText()).isEqualTo("confirmed");
        }
    }

    private static List<JsonNode> documentedAnswers() {
        return WALK.blocks("json").stream()
                .map(ReadmeIT::parse)
                .map(ReadmeIT::lasting)
                .toList();
    }

    /** Keeps the names of fleeting members, and all of the others. */
    private static JsonNode lasting(JsonNode answer) {
        ObjectNode copy = answer.deepCopy();
        FLEETING.stream().filter(copy::has).forEach(name -> copy.put(name, "any"));
        return copy;
    }

    private static String printedCommands(String output) {
        return output.substring(output.indexOf("Create a payment"))
                .lines()
                .filter(line -> line.startsWith("  "))
                .map(line -> line.substring(2) + "\n")
                .collect(Collectors.joining());
    }

    private static String neutral(String commands) {
        return CHAIN.matcher(PORT.matcher(commands).replaceAll("localhost:PORT"))
                .replaceAll("CHAIN=URL");
    }

    private static List<JsonNode> run(String commands) throws IOException {
        Process shell = new ProcessBuilder("bash", "-c", commands)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (MappingIterator<JsonNode> answers =
                new ObjectMapper().readerFor(JsonNode.class).readValues(shell.inputReader())) {
            return answers.readAll();
        }
    }

    private static JsonNode parse(String json) {
        try {
            return new ObjectMapper().readTree(json);
        } catch (IOException e) {
            throw new IllegalStateException(json, e);
        }
    }
}
