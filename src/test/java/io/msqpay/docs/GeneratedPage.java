package io.msqpay.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page of {@code docs} that is written from the code, and by nobody's hand. */
public final class GeneratedPage {

    private final Path file;
    private final String command;

    /** @param test the class that holds the page against the code */
    public GeneratedPage(String name, Class<?> test) {
        file = Path.of("docs", name);
        command = "mvn test -Dtest=" + test.getSimpleName() + " -Dupdate.docs=true";
    }

    /** What writes it, for people. */
    public String command() {
        return command;
    }

    /** Requires that it says what the code says; writes it first when that is asked for. */
    public void assertSays(String current) throws IOException {
        if (Boolean.getBoolean("update.docs")) {
            Files.writeString(file, current);
        }
        assertThat(file).as("missing; write it with: %s", command).exists();
        assertThat(Files.readString(file))
                .as("%s is stale; renew it with: %s", file, command)
                .isEqualTo(current);
    }
}
