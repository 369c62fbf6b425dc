package io.msqpay.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page of the documentation, as far as tests hold it against the code. */
record Markdown(Path path, String text) {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

    static Markdown read(String path) {
        return read(Path.of(path));
    }

    static Markdown read(Path path) {
        try {
            return new Markdown(path, Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every page that people read, without those of dependencies. */
    static List<Markdown> all() {
        try (Stream<Path> top = Files.list(Path.of(""));
                Stream<Path> docs = Files.walk(Path.of("docs"));
                Stream<Path> routes = Files.walk(Path.of("routes"))) {
            return Stream.of(top, docs, routes)
                    .flatMap(paths -> paths)
                    .filter(path -> path.toString().endsWith(".md"))
                    .sorted()
                    .map(Markdown::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From a heading of the second level to the next one. */
    Markdown section(String title) {
        String heading = "\n## " + title + "\n";
        int start = text.indexOf(heading);
        if (start < 0) {
            throw new IllegalStateException(path + " has no section " + title);
        }
        int end = text.indexOf("\n## ", start + 1);
        return new Markdown(path, text.substring(start, end < 0 ? text.length() : end));
    }

    /** The fenced blocks in a language, without their fences. */
    List<String> blocks(String language) {
        return Pattern.compile("^```" + language + "\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(text)
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    /** The cells of all tables, row by row, without headings and without the marks of code. */
    List<List<String>> rows() {
        List<List<String>> rows = new ArrayList<>();
        List<String> lines = text.lines().toList();
        for (int i = 2; i < lines.size(); i++) {
            boolean row = lines.get(i).startsWith("|") && !lines.get(i).startsWith("|-");
            boolean heading = i + 1 < lines.size() && lines.get(i + 1).startsWith("|-");
            if (row && !heading) {
                rows.add(Arrays.stream(lines.get(i).split("\\|", -1))
                        .map(cell -> cell.replace("`", "").strip())
                        .toList());
            }
        }
        return rows.stream().map(row -> row.subList(1, row.size() - 1)).toList();
    }

    /** Where links to other files lead, without fragments. */
    List<Path> linkedFiles() {
        return LINK.matcher(text)
                .results()
                .map(link -> link.group(1).replaceAll("#.*", ""))
                .filter(target -> !target.isEmpty() && !target.contains("://"))
                .map(target -> path.toAbsolutePath().resolveSibling(target).normalize())
                .toList();
    }
}
