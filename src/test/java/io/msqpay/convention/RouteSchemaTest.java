package io.msqpay.convention;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Holds the route files against the schema that Camel ships with its YAML DSL, and against what is left of it for visual designers: Camel
 * 4.17 does not ship a canonical one.
 */
class RouteSchemaTest {

    private static JsonSchema schema;
    private static JsonSchema canonical;

    @BeforeAll
    static void readSchema() throws IOException {
        try (InputStream stream = RouteSchemaTest.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
            JsonNode all = new ObjectMapper().readTree(stream);
            JsonSchemaFactory factory = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4);
            schema = factory.getSchema(all);
            canonical = factory.getSchema(withoutShorthand(all.deepCopy()));
        }
    }

    @Test
    void everyRouteFileFits() {
        List<RouteFile> files = RouteFile.withExamples();

        assertThat(files).isNotEmpty();
        for (RouteFile file : files) {
            assertThat(problems(file)).as(file.path().toString()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- route:\n    from:\n      uri: 1\n",
                "- route:\n    from:\n      uri: direct:a\n      steps:\n        - fly:\n            id: b\n",
                "- route:\n    from:\n      uri: direct:a\n      steps:\n        - to:\n            id: b\n            url: direct:c\n",
                "- route:\n    from:\n      uri: direct:a\n      steps:\n        - setHeader:\n            name: b\n            expressions: {}\n",
                "- routes: []\n"
            })
    void aFileThatDoesNotFitIsRefused(String yaml) {
        assertThat(problems(RouteFile.of("broken.camel.yaml", yaml))).isNotEmpty();
    }

    @Test
    void everyRouteFileIsCanonicalAsVisualDesignersWriteIt() {
        for (RouteFile file : RouteFile.withExamples()) {
            assertThat(canonical.validate(file.content()))
                    .as(file.path().toString())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- route:\n    from:\n      uri: direct:a\n      steps:\n        - to: direct:b\n",
                "- route:\n    from:\n      uri: direct:a\n      steps:\n        - setBody:\n            constant: b\n",
                "- route:\n    from:\n      uri: direct:a\n      steps:\n        - setBody:\n            expression:\n              constant: b\n"
            })
    void shorthandIsNotCanonical(String yaml) {
        RouteFile file = RouteFile.of("short.camel.yaml", yaml);

        assertThat(problems(file)).isEmpty();
        assertThat(canonical.validate(file.content())).isNotEmpty();
    }

    /** The schema without a step's or a language's short form as text, and without languages outside an {@code expression}. */
    private static JsonNode withoutShorthand(JsonNode node) {
        JsonNode choices = node.path("oneOf");
        if (choices.isArray()) {
            boolean object = false;
            boolean explicit = false;
            for (JsonNode choice : choices) {
                object |= choice.path("type").asText().equals("object");
                explicit |= requires(choice).equals("expression");
            }
            for (Iterator<JsonNode> each = choices.iterator(); each.hasNext(); ) {
                JsonNode choice = each.next();
                boolean text = object && choice.path("type").asText().equals("string");
                boolean bare =
                        explicit && !choice.has("not") && !requires(choice).equals("expression");
                if (text || bare) {
                    each.remove();
                }
            }
        }
        node.forEach(RouteSchemaTest::withoutShorthand);
        return node;
    }

    private static String requires(JsonNode choice) {
        return choice.at("/required/0").asText();
    }

    private static Set<ValidationMessage> problems(RouteFile file) {
        return schema.validate(file.content());
    }
}
