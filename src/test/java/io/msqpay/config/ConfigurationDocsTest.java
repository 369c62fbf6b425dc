package io.msqpay.config;

import io.msqpay.docs.GeneratedPage;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class ConfigurationDocsTest {

    static final GeneratedPage PAGE = new GeneratedPage("configuration.md", ConfigurationDocsTest.class);

    @Test
    void thePageIsWhatTheCodeSays() throws IOException {
        PAGE.assertSays(new ConfigurationPage().text());
    }
}
