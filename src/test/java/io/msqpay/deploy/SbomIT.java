package io.msqpay.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The packaged jars of a build with the profile that lists components. */
@EnabledIfSystemProperty(named = "sbom", matches = "true", disabledReason = "not built with -Psbom")
class SbomIT {

    private static final String ENTRY = "META-INF/sbom/application.cdx.json";

    @Test
    void namesEveryLibraryInTheExecutableJar() throws IOException {
        try (JarFile jar = jar("-exec.jar")) {
            List<String> listed = read(jar)
                    .path("components")
                    .valueStream()
                    .map(component -> component.path("name").asText() + "-"
                            + component.path("version").asText() + ".jar")
                    .toList();
            List<String> libraries = jar.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith("BOOT-INF/lib/") && name.endsWith(".jar"))
                    .map(name -> name.substring(name.lastIndexOf('/') + 1))
                    .filter(name -> !name.startsWith("spring-boot-jarmode-tools"))
                    .toList();

            assertThat(libraries).anyMatch(name -> name.startsWith("camel-web3j-"));
            assertThat(listed).containsAll(libraries);
        }
    }

    @Test
    void isTheSameInEveryBuild() throws IOException {
        try (JarFile jar = jar("-exec.jar")) {
            JsonNode list = read(jar);

            assertThat(list.has("serialNumber")).isFalse();
            assertThat(list.at("/metadata").has("timestamp")).isFalse();
        }
    }

    @Test
    void isNotInTheLibraryWhichOtherApplicationsEmbed() throws IOException {
        try (JarFile jar = jar("[0-9].jar")) {
            assertThat(jar.getEntry(ENTRY)).isNull();
        }
    }

    private static JsonNode read(JarFile jar) throws IOException {
        return new ObjectMapper().readTree(jar.getInputStream(jar.getEntry(ENTRY)));
    }

    private static JarFile jar(String end) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            return new JarFile(files.filter(file ->
                            file.getFileSystem().getPathMatcher("glob:**" + end).matches(file))
                    .findFirst()
                    .orElseThrow()
                    .toFile());
        }
    }
}
