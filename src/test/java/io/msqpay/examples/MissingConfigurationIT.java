package io.msqpay.examples;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.msqpay.config.ConfigurationException;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.PaymentServer;
import org.junit.jupiter.api.Test;

/** What an example must know and is not told stops it at load, by name, and not at the first payment. */
class MissingConfigurationIT {

    @Test
    void isNamedWithItsFile() {
        Deployed deployed = Deployed.on(Anvil.shared());

        assertThatThrownBy(() -> PaymentServer.on(
                        deployed, "msqpay.routes-dir=routes/extensions/examples", "msqpay.routes-required=true"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageMatching("(?s).*no value is configured for \\{\\{fraud-check.key}} in [^\\n]*"
                        + "examples/fraud-check/refuse-fraud.camel.yaml, line \\d+.*")
                .hasMessageMatching("(?s).*no value is configured for \\{\\{ledger.folder}} in [^\\n]*"
                        + "examples/ledger/write-into-ledger.camel.yaml, line \\d+.*")
                .hasMessageMatching("(?s).*no value is configured for \\{\\{kafka.brokers}} in [^\\n]*"
                        + "examples/kafka/write-to-kafka.camel.yaml, line \\d+.*")
                .hasMessageMatching("(?s).*no value is configured for \\{\\{webhook.secret}} in [^\\n]*"
                        + "examples/webhook/post-to-webhook.camel.yaml, line \\d+.*");
    }
}
