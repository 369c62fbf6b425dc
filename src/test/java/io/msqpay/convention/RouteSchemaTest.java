package io.msqpay.convention;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the route files against the schema that Camel ships with its YAML DSL. */
class RouteSchemaTest {

    private static JsonSchema schema;

    @BeforeAll
    static void readSchema() throws IOException {
        try (InputStream stream = RouteSchemaTest.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
            schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4)
                    .getSchema(new ObjectMapper().readTree(stream));
        }
    }

    @Test
    void everyRouteFileFits() {
        List<RouteFile> files = RouteFile.all();

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

    private static Set<ValidationMessage> problems(RouteFile file) {
        return schema.validate(file.content());
    }
}
