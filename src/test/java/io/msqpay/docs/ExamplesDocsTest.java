package io.msqpay.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds what is said of each example for integrators against its file. */
class ExamplesDocsTest {

    private static final Path EXAMPLES = Path.of("routes/extensions/examples");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([a-z][a-z-]*\\.[a-z.-]+)");
    private static final Pattern VARIABLE = Pattern.compile("\\b([A-Z][A-Z_]+)=");

    @Test
    void everyExampleIsListedInBothPages() {
        List<Path> folders = folders().toList();

        assertThat(folders).isNotEmpty();
        for (String page : List.of("routes/extensions/examples/README.md", "README.md")) {
            assertThat(Markdown.read(page).linkedFiles())
                    .as(page)
                    .containsAll(folders.stream()
                            .map(folder -> folder.resolve("README.md").toAbsolutePath())
                            .toList());
        }
    }

    @ParameterizedTest
    @MethodSource("folders")
    void anExampleIsOneFileAndAShortPage(Path folder) throws IOException {
        // An operation of one's own takes a file of the contract, too.
        assertThat(files(folder).stream().filter(file -> !file.endsWith(".openapi.yaml")))
                .hasSize(2)
                .anyMatch(file -> file.endsWith(".camel.yaml"))
                .contains("README.md");
        assertThat(readme(folder).text().lines().filter(line -> !line.isBlank()))
                .as("a title and ten lines or so")
                .hasSizeLessThan(18);
    }

    @ParameterizedTest
    @MethodSource("folders")
    void everyVariableIsTold(Path folder) throws IOException {
        Set<String> read = PLACEHOLDER
                .matcher(Files.readString(routes(folder)))
                .results()
                .map(found -> found.group(1).toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(read)
                .isNotEmpty()
                .allSatisfy(variable -> assertThat(readme(folder).text()).containsPattern("\\b" + variable + "\\b"));
        assertThat(VARIABLE.matcher(readme(folder).text())
                        .results()
                        .map(found -> found.group(1))
                        .filter(variable -> !variable.startsWith("MSQPAY_")))
                .allSatisfy(variable -> assertThat(read).contains(variable));
    }

    static Stream<Path> folders() {
        try (Stream<Path> entries = Files.list(EXAMPLES)) {
            return entries.filter(Files::isDirectory).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static Path routes(Path folder) throws IOException {
        return folder.resolve(files(folder).stream()
                .filter(file -> file.endsWith(".camel.yaml"))
                .findFirst()
                .orElseThrow());
    }

    private static Markdown readme(Path folder) {
        return Markdown.read(folder.resolve("README.md"));
    }
}
