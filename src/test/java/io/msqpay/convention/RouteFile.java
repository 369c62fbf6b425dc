package io.msqpay.convention;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * One file of routes.
 *
 * @param path below the folder of all routes
 * @param content its list of routes, route configurations and route templates
 */
record RouteFile(Path path, String text, JsonNode content) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path ROUTES = Path.of("routes");
    private static final Path EXTENSIONS = ROUTES.resolve("extensions");
    private static final Path EXAMPLES = EXTENSIONS.resolve("examples");

    /** Children of a step that hold steps of their own and carry ids, like steps. */
    private static final Set<String> BLOCKS = Set.of("when", "otherwise", "doCatch", "doFinally", "onFallback");

    /** Those of the server. */
    static List<RouteFile> all() {
        return under(ROUTES, file -> !file.startsWith(EXTENSIONS));
    }

    /** Those for integrators, each of which can be added to the server's. */
    static List<RouteFile> examples() {
        return under(EXAMPLES, file -> true);
    }

    static List<RouteFile> withExamples() {
        return Stream.concat(all().stream(), examples().stream()).toList();
    }

    boolean isExample() {
        return ROUTES.resolve(path).startsWith(EXAMPLES);
    }

    private static List<RouteFile> under(Path folder, Predicate<Path> wanted) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".camel.yaml"))
                    .filter(wanted)
                    .sorted()
                    .map(RouteFile::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RouteFile of(String path, String text) {
        // Templates are checked as if they were filled in: for the first and only node, as PaymentRoutes does, and for
        // a consumer of
        // events that keeps no position.
        String filled = text.replace("{{node}}", "node-1")
                .replace("{{next}}", "noNodeLeft")
                .replace("{{consumer}}", "shop")
                .replace("{{positionFrom}}", "direct:noPosition");
        return new RouteFile(
                Path.of(path),
                text,
                JSON.valueToTree(new Load(LoadSettings.builder().setLabel(path).build()).loadFromString(filled)));
    }

    private static RouteFile read(Path file) {
        try {
            return of(ROUTES.relativize(file).toString(), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A step of a route, or a block within one. */
    record Step(String kind, JsonNode body) {

        String id() {
            return body.path("id").asText();
        }

        /** Where it leads; an enricher has an expression in place of a URI. */
        String uri() {
            return body.path("uri")
                    .asText(body.at("/expression/constant/expression").asText());
        }
    }

    /** Routes, those of templates included. */
    List<JsonNode> routes() {
        List<JsonNode> routes = new ArrayList<>();
        content.forEach(entry -> {
            if (entry.has("route")) {
                routes.add(entry.get("route"));
            } else if (entry.has("routeTemplate")) {
                routes.add(entry.at("/routeTemplate/route"));
            }
        });
        return routes;
    }

    /** Everything that stands in a list of steps, and the blocks around it. */
    List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        walk(content, (name, node) -> {
            if (name.equals("steps")) {
                node.forEach(element ->
                        element.properties().forEach(step -> steps.add(new Step(step.getKey(), step.getValue()))));
            } else if (BLOCKS.contains(name)) {
                (node.isArray() ? node : JSON.createArrayNode().add(node))
                        .forEach(block -> steps.add(new Step(name, block)));
            }
        });
        return steps;
    }

    /** Every member of every object, with its name. */
    void forEachMember(BiConsumer<String, JsonNode> visitor) {
        walk(content, visitor);
    }

    private static void walk(JsonNode node, BiConsumer<String, JsonNode> visitor) {
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            visitor.accept(member.getKey(), member.getValue());
            walk(member.getValue(), visitor);
        }
        if (node.isArray()) {
            node.forEach(element -> walk(element, visitor));
        }
    }
}
