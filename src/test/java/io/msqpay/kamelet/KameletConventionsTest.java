package io.msqpay.kamelet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the catalog of Camel asks of a Kamelet. */
class KameletConventionsTest {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Path FOLDER = Path.of("src/main/resources/kamelets");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\??(\\w+)}}");

    static Stream<Path> kamelets() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void saysWhatItIs(Path file) throws IOException {
        JsonNode kamelet = YAML.readTree(file.toFile());
        String name = kamelet.at("/metadata/name").asText();
        String type =
                kamelet.at("/metadata/labels/camel.apache.org~1kamelet.type").asText();

        assertThat(file.getFileName()).hasToString(name + ".kamelet.yaml");
        assertThat(kamelet.path("apiVersion").asText()).isEqualTo("camel.apache.org/v1");
        assertThat(kamelet.path("kind").asText()).isEqualTo("Kamelet");
        assertThat(type).isIn("action", "source", "sink");
        assertThat(name).endsWith("-" + type);
        JsonNode annotations = kamelet.at("/metadata/annotations");
        for (String annotation :
                Set.of("kamelet.support.level", "catalog.version", "provider", "kamelet.group", "kamelet.namespace")) {
            assertThat(annotations.path("camel.apache.org/" + annotation).asText())
                    .as(annotation)
                    .isNotBlank();
        }
        assertThat(annotations.path("camel.apache.org/kamelet.icon").asText()).startsWith("data:image/svg+xml;base64,");
        assertThat(kamelet.at("/spec/definition/title").asText()).endsWith(type.equals("action") ? "Action" : "Source");
        assertThat(kamelet.at("/spec/definition/description").asText()).isNotBlank();
        assertThat(kamelet.at("/spec/dependencies"))
                .extracting(JsonNode::asText)
                .contains("camel:core", "camel:http", "camel:kamelet");
        assertThat(kamelet.at("/spec/types/out/mediaType").asText()).isEqualTo("application/json");
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void describesEveryPropertyAndUsesNoOther(Path file) throws IOException {
        JsonNode kamelet = YAML.readTree(file.toFile());
        JsonNode properties = kamelet.at("/spec/definition/properties");
        Set<String> required = new TreeSet<>();
        kamelet.at("/spec/definition/required").forEach(name -> required.add(name.asText()));
        Set<String> declared = new TreeSet<>();

        properties.properties().forEach(member -> {
            JsonNode property = member.getValue();
            declared.add(member.getKey());
            assertThat(property.path("title").asText()).as(member.getKey()).matches("[A-Z].*");
            assertThat(property.path("description").asText())
                    .as(member.getKey())
                    .isNotBlank();
            assertThat(property.path("type").asText()).as(member.getKey()).isIn("string", "integer", "boolean");
            assertThat(property.has("default")).as(member.getKey()).isNotEqualTo(required.contains(member.getKey()));
            assertThat(property.path("default").isIntegralNumber())
                    .as(member.getKey())
                    .isEqualTo(property.path("type").asText().equals("integer"));
        });

        assertThat(declared).containsAll(required);
        // Camel's own name of the instance.
        declared.add("routeId");
        Set<String> used = PLACEHOLDER
                .matcher(kamelet.at("/spec/template").toString())
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
        kamelet.at("/spec/template/beans")
                .forEach(bean -> declared.add(bean.path("name").asText()));
        assertThat(declared).containsAll(used);
        declared.removeAll(used);
        assertThat(declared).isSubsetOf("routeId");
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void hidesKeys(Path file) throws IOException {
        JsonNode key = YAML.readTree(file.toFile()).at("/spec/definition/properties/apiKey");

        if (!key.isMissingNode()) {
            assertThat(key.path("format").asText()).isEqualTo("password");
            assertThat(key.path("x-descriptors"))
                    .extracting(JsonNode::asText)
                    .containsExactly("urn:camel:group:credentials");
        }
    }
}
