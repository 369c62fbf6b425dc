package io.msqpay.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.StandardEnvironment;
import picocli.CommandLine;

/** Holds the commands that the documentation shows against those that exist. */
class DocumentedCommandsTest {

    private static final String ADDRESS = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

    /** A line that goes on after a backslash is one. */
    private static final Pattern COMMAND = Pattern.compile(
            "(?:java -jar target/\\S+-exec\\.jar|docker run .*msqpay:[0-9.]+) ((?:[^`\\n\\\\]|\\\\\\n)+)");

    private static final Pattern SHORT = Pattern.compile("`(check|deploy|roles|events|help) ([^`]*)`");

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "DEPLOYMENT.md"})
    void everyCommandThatIsShownIsOne(String page) throws IOException {
        String text = Files.readString(Path.of(page));
        List<String> shown = new ArrayList<>();
        COMMAND.matcher(text).results().map(found -> found.group(1)).forEach(shown::add);
        SHORT.matcher(text)
                .results()
                .map(found -> found.group(1) + " " + found.group(2))
                .forEach(shown::add);

        assertThat(shown).isNotEmpty().allSatisfy(line -> {
            CommandLine.ParseResult parsed =
                    CommandStart.commandLine(StandardEnvironment::new).parseArgs(arguments(line));
            assertThat(parsed.hasSubcommand()).as(line).isTrue();
        });
    }

    @Test
    void everyCommandIsShown() throws IOException {
        Set<String> shown = COMMAND.matcher(Files.readString(Path.of("DEPLOYMENT.md")))
                .results()
                .map(MatchResult::group)
                .flatMap(line -> Arrays.stream(line.split("\\s+")))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(shown)
                .containsAll(CommandStart.commandLine(StandardEnvironment::new)
                        .getSubcommands()
                        .keySet());
    }

    private static String[] arguments(String line) {
        return Arrays.stream(line.replaceAll(" > .*", "")
                        .replace("\\\n", " ")
                        .replaceAll("0x<[^>]+>", ADDRESS)
                        .strip()
                        .split("\\s+"))
                .toArray(String[]::new);
    }
}
