package io.msqpay.dsl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Figures that tests leave behind, one line each, in {@code target/resilience.tsv}. */
public final class Measurements {

    private static final Path FILE = Path.of("target", "resilience.tsv");

    private Measurements() {}

    /**
     * @param subject whose failure it is: a relayer, or nodes
     * @param status what the caller got
     * @param sends how many requests arrived
     */
    public static void add(String subject, String fault, int status, long sends, long millis) {
        try {
            Files.writeString(
                    FILE,
                    "%s\t%s\t%d\t%d\t%d%n".formatted(subject, fault, status, sends, millis),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
