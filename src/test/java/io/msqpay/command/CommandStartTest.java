package io.msqpay.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.StandardEnvironment;
import picocli.CommandLine;

class CommandStartTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @ValueSource(strings = {"deploy", "check --relayer 0x12", "help", "deplyo", "--help", "-h", "--version", "-V"})
    void theseAreCommands(String arguments) {
        assertThat(CommandStart.isMeant(arguments.split(" "))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--server.port=0", "--spring.profiles.active=dev deploy", "--debug"})
    void theseAreTheServersOwn(String arguments) {
        assertThat(CommandStart.isMeant(arguments.split(" "))).isFalse();
        assertThat(CommandStart.isMeant()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "help, Commands:",
        "--help, Commands:",
        "help deploy, --operator",
        "check --help, --relayer",
        "--version, MSQPay 0.1.0"
    })
    void helpIsAResult(String arguments, String said) {
        assertThat(execute(arguments.split(" "))).isZero();
        assertThat(out.toString()).contains(said);
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "deplyo, Unmatched argument",
        "'', Missing command",
        "deploy --operator 0x12, must be an address: 0x and 40 hex digits",
        "deploy --admin 0x0000000000000000000000000000000000000000, must not be the zero address",
        "deploy --timeout soon, --timeout",
        "check --fast, Unknown option"
    })
    void mistakesAreExplained(String arguments, String said) {
        assertThat(execute(arguments.isEmpty() ? new String[0] : arguments.split(" ")))
                .isEqualTo(2);
        assertThat(err.toString()).contains(said);
        assertThat(out.toString()).isEmpty();
    }

    /** The text may be a key in the wrong place. */
    @Test
    void whatIsNoAddressIsNotRepeated() {
        assertThat(execute("deploy", "--operator", "5".repeat(64))).isEqualTo(2);
        assertThat(err.toString()).doesNotContain("5".repeat(64));
    }

    private int execute(String... arguments) {
        CommandLine commandLine = CommandStart.commandLine(StandardEnvironment::new);
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err));
        return commandLine.execute(arguments);
    }
}
