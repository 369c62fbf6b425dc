package io.msqpay.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class EnvExampleTest {

    private static final List<String> PROMISED =
            Arrays.stream(Variable.values()).map(Enum::name).toList();

    @Test
    void itListsWhatTheProductPromisesInItsOrder() throws IOException {
        assertThat(assignments().keySet()).containsExactlyInAnyOrderElementsOf(PROMISED);
        assertThat(lines().stream()
                        .filter(EnvExampleTest::isAssignment)
                        .map(line -> line.substring(0, line.indexOf('='))))
                .containsExactlyElementsOf(PROMISED);
    }

    @Test
    void theServerReadsExactlyThese() throws IOException {
        String yaml = Files.readString(Path.of("src", "main", "resources", "application.yaml"));

        assertThat(Pattern.compile("\\$\\{([A-Z0-9_]+)").matcher(yaml).results().map(found -> found.group(1)))
                .containsExactlyInAnyOrderElementsOf(PROMISED);
    }

    @Test
    void whatItSetsIsTheDefault() throws IOException {
        String yaml = Files.readString(Path.of("src", "main", "resources", "application.yaml"));
        Map<String, String> defaults = Pattern.compile("\\$\\{([A-Z0-9_]+):([^}]+)}")
                .matcher(yaml)
                .results()
                .collect(Collectors.toMap(found -> found.group(1), (MatchResult found) -> found.group(2)));

        assertThat(assignments()).allSatisfy((variable, value) -> {
            if (!value.isEmpty()) {
                assertThat(defaults).containsEntry(variable, value);
            }
        });
    }

    @Test
    void eachVariableHasOneLineOfExplanation() throws IOException {
        List<String> lines = new ArrayList<>(lines());

        assertThat(lines.get(0)).startsWith("# ");
        assertThat(lines.get(1)).isEmpty();
        for (int i = 2; i < lines.size(); i += 2) {
            assertThat(lines.get(i)).matches("# [A-Z].*\\.");
            assertThat(lines.get(i + 1)).matches("[A-Z0-9_]+=.*");
        }
    }

    private static Map<String, String> assignments() throws IOException {
        return lines().stream()
                .filter(EnvExampleTest::isAssignment)
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    }

    private static boolean isAssignment(String line) {
        return !line.isEmpty() && !line.startsWith("#");
    }

    private static List<String> lines() throws IOException {
        return Files.readAllLines(Path.of(".env.example"));
    }
}
