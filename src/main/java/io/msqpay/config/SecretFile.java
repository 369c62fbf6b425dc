package io.msqpay.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiConsumer;

/** A file that holds one secret and nothing else. */
final class SecretFile {

    private static final int MAX_BYTES = 4096;

    private SecretFile() {}

    /**
     * Its content.
     *
     * @param what the file must hold, for people
     * @param problem takes a property and what is wrong with it
     * @return null when a problem was reported
     */
    static String read(String property, Path file, String what, BiConsumer<String, String> problem) {
        if (!Files.isRegularFile(file)) {
            problem.accept(property, "must name a file; there is none of that name");
            return null;
        }
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] content = stream.readNBytes(MAX_BYTES + 1);
            String text = new String(content, StandardCharsets.UTF_8);
            if (content.length > MAX_BYTES) {
                problem.accept(property, "names a file that is too long: it must hold " + what + " and nothing else");
            } else if (text.isBlank()) {
                problem.accept(property, "names an empty file: it must hold " + what);
            } else {
                return text;
            }
        } catch (IOException unreadable) {
            // Its message is the path, which may be a secret in the wrong variable; the kind says enough.
            problem.accept(
                    property,
                    "names a file that cannot be read (" + unreadable.getClass().getSimpleName()
                            + "): check its permissions");
        }
        return null;
    }
}
