package io.msqpay.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A folder outside the sources that sees the pinned packages of src/test/node. */
final class NodeWorkspace {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path SCRIPTS = Path.of("src/test/node").toAbsolutePath();

    private final Path folder;

    private NodeWorkspace(Path folder) {
        this.folder = folder;
    }

    static NodeWorkspace in(Path folder) throws IOException {
        Files.createSymbolicLink(folder.resolve("node_modules"), SCRIPTS.resolve("node_modules"));
        Files.writeString(folder.resolve("package.json"), "{\"type\": \"module\"}");
        return new NodeWorkspace(folder);
    }

    /** Brings a script of src/test/node here. */
    void copy(String script) throws IOException {
        Files.copy(SCRIPTS.resolve(script), folder.resolve(script), StandardCopyOption.REPLACE_EXISTING);
    }

    Path write(String file, String text) throws IOException {
        return Files.writeString(folder.resolve(file), text);
    }

    /** Runs a script of a package or of this folder, which must succeed. */
    String run(Map<String, String> environment, String script, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("node", script));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    /** The same of a script that prints JSON. */
    JsonNode print(Map<String, String> environment, String script) throws IOException, InterruptedException {
        return JSON.readTree(run(environment, script));
    }
}
