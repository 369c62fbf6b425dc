package io.msqpay.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.msqpay.dsl.Answer;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.PaymentServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A server with a folder of an integrator's own routes. */
@ExtendWith(OutputCaptureExtension.class)
class ExtensionIT {

    private static final String TELL = """
            - route:
                id: afterCreate
                description: Tells of created payments
                from:
                  uri: direct:afterCreate
                  steps:
                    - log:
                        id: tell
                        message: "The shop hears of ${variable.paymentId}"
            """;

    @TempDir
    private Path folder;

    @Test
    void goesOnWithWhatWorksAndReportsWhatDoesNot(CapturedOutput output) throws IOException {
        Files.writeString(folder.resolve("tell.camel.yaml"), TELL);
        Path broken = Files.writeString(
                folder.resolve("broken.camel.yaml"),
                TELL.replace("afterCreate", "onError").replace("- log:", "- blog:"));

        try (PaymentServer server = PaymentServer.on(Deployed.on(Anvil.shared()), "msqpay.routes-dir=" + folder)) {
            Answer created = server.merchant().create("1");

            assertThat(created.status()).isEqualTo(201);
            await().untilAsserted(() -> assertThat(output.getOut())
                    .contains("The shop hears of " + created.text("paymentId"))
                    .contains("\"logger\":\"io.msqpay.routes.afterCreate\""));
        }
        assertThat(output.getOut())
                .contains("holds a file that cannot be loaded: Unknown node id: blog in file:" + broken
                        + ", line 7, column 11; the server goes on without that file");
    }
}
