package io.msqpay.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code docs/embed.md} shows is what the sample applications run. */
class EmbedDocsTest {

    @Test
    void everySnippetIsPartOfASampleApplication() throws IOException {
        Markdown page = Markdown.read("docs/embed.md");
        List<String> snippets = Stream.of("java", "xml", "yaml")
                .flatMap(language -> page.blocks(language).stream())
                .toList();
        String sources;
        try (Stream<Path> files = Files.walk(Path.of("src/test/hosts"))) {
            sources = String.join(
                    "\n",
                    files.filter(Files::isRegularFile).map(EmbedDocsTest::text).toList());
        }

        assertThat(snippets).hasSize(6).allSatisfy(snippet -> assertThat(sources)
                .contains(snippet));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
