package io.msqpay.convention;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The habits of the route files, as a program that fails. */
class RouteConventionsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path ROUTES = Path.of("routes");
    private static final Path NODES = ROUTES.resolve("chain/call-node.camel.yaml");
    /** Calls, and steps at which integrators and tests hook in. */
    private static final Set<String> CALLS = Set.of("to", "toD", "bean", "marshal", "unmarshal");

    private static final Map<Path, JsonNode> FILES = new LinkedHashMap<>();

    @BeforeAll
    static void read() throws IOException {
        try (Stream<Path> files = Files.walk(ROUTES)) {
            files.filter(file -> file.toString().endsWith(".camel.yaml"))
                    .filter(file -> !file.startsWith(ROUTES.resolve("extensions")))
                    .sorted()
                    .forEach(file -> FILES.put(file, parse(file)));
        }
        assertThat(FILES).hasSizeGreaterThan(10);
    }

    private static JsonNode parse(Path file) {
        try {
            return JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everyFileFollowsCamelsOwnSchema() throws IOException {
        try (InputStream stream = getClass().getResourceAsStream("/schema/camelYamlDsl.json")) {
            JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(JSON.readTree(stream));
            FILES.forEach((file, content) ->
                    assertThat(schema.validate(content)).as(file.toString()).isEmpty());
            assertThat(schema.validate(JSON.readTree("[{\"route\":{\"from\":{\"uri\":1}}}]")))
                    .isNotEmpty();
        }
    }

    @Test
    void everyRouteIsNamedLikeItsEndpointAndDescribed() {
        forEachRoute((file, route) -> {
            String id = route.path("id").asText();
            assertThat(route.at("/from/uri").asText()).as(file + " " + id).isEqualTo("direct:" + id);
            assertThat(route.path("description").asText())
                    .as(file + " " + id)
                    .matches("[A-Z][a-z]+s .*[^.]|[A-Z][a-z]+s [a-z].*");
        });
    }

    @Test
    void everyFileIsNamedLikeTheRouteThatItTells() {
        forEachFile((file, content) -> {
            String name = file.getFileName().toString().replace(".camel.yaml", "");
            Set<String> told = new TreeSet<>();
            content.forEach(entry -> {
                told.add(kebab(entry.at("/route/id").asText()));
                told.add(kebab(entry.at("/routeConfiguration/id").asText()));
                told.add(kebab(entry.at("/rest/openApi/routeId").asText()));
            });
            assertThat(told).as(file.toString()).contains(name);
        });
    }

    @Test
    void everyCallHasAnIdAndNoIdIsUsedTwice() {
        List<String> ids = new ArrayList<>();
        forEachFile((file, content) -> walk(content, (name, step) -> {
            if (CALLS.contains(name)) {
                assertThat(step.path("id").asText())
                        .as(file + " " + name + " " + step)
                        .isNotEmpty();
            }
            if (step.has("id") && !step.path("id").asText().contains("{{")) {
                ids.add(step.path("id").asText());
            }
        }));
        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void everyEndpointIsThereAndCalled() throws IOException {
        Set<String> defined = new TreeSet<>();
        Set<String> called = new TreeSet<>();
        Set<String> calledOfRelayer = new TreeSet<>();
        forEachRoute((file, route) -> defined.add(route.path("id").asText()));
        forEachFile((file, content) -> walk(content, (name, step) -> {
            String uri = step.path("uri").asText();
            if (name.equals("to") && uri.startsWith("direct:") && !uri.contains("{{")) {
                called.add(uri.substring("direct:".length()));
            } else if (name.equals("to") && uri.contains("{{msqpay.relayer-route}}")) {
                calledOfRelayer.add(uri.substring("direct:".length()));
            }
        }));
        Matcher operations = Pattern.compile("operationId: (\\w+)")
                .matcher(Files.readString(Path.of("src/main/resources/openapi/payments.yaml")));
        while (operations.find()) {
            called.add(operations.group(1));
        }
        // The configured relayer, the routes of the nodes and the check at start are called by name.
        called.addAll(Set.of("noNodeLeft", "readContractOnNode"));
        for (String relayer : List.of("Local", "Defender", "Openzeppelin")) {
            calledOfRelayer.forEach(uri -> called.add(uri.replace("{{msqpay.relayer-route}}", relayer)));
        }
        // Steps of the shared routes over HTTP, which the local relayer does not take.
        called.removeIf(name -> name.endsWith("Local") && !name.matches("(getR|r)elayViaLocal"));
        called.remove("node-1");
        assertThat(defined).containsExactlyInAnyOrderElementsOf(called);
    }

    @Test
    void nodesAreReachedThroughOneFileOnly() throws IOException {
        for (Path file : FILES.keySet()) {
            if (!file.equals(NODES)) {
                assertThat(Files.readString(file))
                        .as(file.toString())
                        .doesNotContain("web3j:", "OPERATION", "TO_ADDRESS", "AT_BLOCK", "ETH_");
            }
        }
    }

    @Test
    void nothingIsLeftToScriptsAndNoMessageOfAnExceptionIsABody() throws IOException {
        for (Path file : FILES.keySet()) {
            assertThat(Files.readString(file))
                    .as(file.toString())
                    .doesNotContain("groovy:", "joor:", "js:", "process:");
        }
        forEachFile((file, content) -> walk(content, (name, step) -> {
            if (name.equals("setBody")) {
                assertThat(step.toString()).as(file.toString()).doesNotContain("exception.message");
            }
            if (name.equals("setHeader") && step.path("name").asText().startsWith("Camel")) {
                assertThat(step.path("name").asText()).isEqualTo("CamelHttpResponseCode");
            }
        }));
    }

    private static void forEachFile(BiConsumer<Path, JsonNode> check) {
        FILES.forEach(check);
    }

    private static void forEachRoute(BiConsumer<Path, JsonNode> check) {
        forEachFile((file, content) -> content.forEach(entry -> {
            if (entry.has("route")) {
                check.accept(file, entry.path("route"));
            }
        }));
    }

    private static void walk(JsonNode node, BiConsumer<String, JsonNode> check) {
        if (node.isObject()) {
            node.properties().forEach(field -> {
                if (field.getValue().isObject()) {
                    check.accept(field.getKey(), field.getValue());
                }
                walk(field.getValue(), check);
            });
        } else {
            node.forEach(child -> walk(child, check));
        }
    }

    private static String kebab(String camelCase) {
        return camelCase.replaceAll("([A-Z])", "-$1").toLowerCase();
    }
}
