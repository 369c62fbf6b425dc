package io.msqpay.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.PaymentServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Seams that nobody waits for run on threads of their own, which know nothing of a request. */
@ExtendWith(OutputCaptureExtension.class)
class SeamLogIT {

    @Test
    void whatASeamLogsHasTheIdOfTheRequestThatCausedIt(CapturedOutput output) {
        try (PaymentServer server = PaymentServer.on(
                Deployed.on(Anvil.shared()),
                "logging.level.io.msqpay.routes.onError=DEBUG",
                "logging.level.io.msqpay.routes.afterCreate=DEBUG")) {
            server.merchant().withHeader("X-Request-Id", "seam-1").status("0x" + "ab".repeat(32));
            server.merchant().withHeader("X-Request-Id", "seam-2").create("1");
        }

        await().untilAsserted(() -> {
            assertThat(output.getOut().lines().filter(line -> line.contains("\"io.msqpay.routes.onError\"")))
                    .singleElement()
                    .asString()
                    .contains("\"requestId\":\"seam-1\"");
            assertThat(output.getOut().lines().filter(line -> line.contains("\"io.msqpay.routes.afterCreate\"")))
                    .singleElement()
                    .asString()
                    .contains("\"requestId\":\"seam-2\"");
        });
    }
}
