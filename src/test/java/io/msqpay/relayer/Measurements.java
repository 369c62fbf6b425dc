package io.msqpay.relayer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Figures that tests leave behind, one line each, in {@code target/resilience.tsv}. */
final class Measurements {

    private static final Path FILE = Path.of("target", "resilience.tsv");

    private Measurements() {}

    static void add(String relayer, String fault, int status, long sends, long millis) {
        try {
            Files.writeString(
                    FILE,
                    "%s\t%s\t%d\t%d\t%d%n".formatted(relayer, fault, status, sends, millis),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
