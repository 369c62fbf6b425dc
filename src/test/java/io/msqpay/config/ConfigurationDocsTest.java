package io.msqpay.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class ConfigurationDocsTest {

    static final String RENEW = "mvn test -Dtest=ConfigurationDocsTest -Dupdate.docs=true";

    private static final Path PAGE = Path.of("docs", "configuration.md");

    @Test
    void thePageIsWhatTheCodeSays() throws IOException {
        String current = new ConfigurationPage().text();
        if (Boolean.getBoolean("update.docs")) {
            Files.writeString(PAGE, current);
        }

        assertThat(PAGE).as("missing; write it with: %s", RENEW).exists();
        assertThat(Files.readString(PAGE))
                .as("%s is stale; renew it with: %s", PAGE, RENEW)
                .isEqualTo(current);
    }
}
