package io.msqpay.convention;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.component.web3j.Web3jConstants;
import org.apache.camel.spi.Metadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The habits of the route files, as a program that fails. */
class RouteConventionsTest {

    private static final Pattern ENDPOINT = Pattern.compile("\"direct:(\\w+)\"");
    private static final Pattern OPERATION = Pattern.compile("operationId: (\\w+)");

    private static final String ROUTE = """
            - route:
                id: payNothing
                description: Pays nothing
                from:
                  uri: direct:payNothing
                  steps:
            """;
    private static final String NOTHING = step("""
            - stop:
                id: stop-here
            """);

    private final RouteConventions conventions = new RouteConventions(chainHeaders());

    @Test
    void everyRouteFileKeepsThem() {
        List<RouteFile> files = RouteFile.all();

        assertThat(files).hasSizeGreaterThan(10);
        assertThat(files).flatExtracting(conventions::problemsOf).isEmpty();
    }

    @Test
    void idsAreUniqueAndEveryEndpointIsServedAndCalled() {
        assertThat(conventions.problemsBetween(RouteFile.all(), outsideCallers()))
                .isEmpty();
    }

    @Test
    void everyExampleKeepsThem() {
        List<RouteFile> examples = RouteFile.examples();

        assertThat(examples).hasSizeGreaterThan(1);
        assertThat(examples).flatExtracting(conventions::problemsOf).isEmpty();
    }

    /** Even all of them at once. */
    @Test
    void examplesFitInWithTheServersRoutes() {
        Set<String> ids = RouteFile.examples().stream()
                .flatMap(example -> example.routes().stream())
                .map(route -> route.path("id").asText())
                .collect(Collectors.toSet());
        List<RouteFile> files = RouteFile.withExamples().stream()
                .filter(file -> file.isExample() || !isReplaced(file, ids))
                .toList();

        Set<String> callers = new TreeSet<>(outsideCallers());
        callers.addAll(operationsOfExamples());
        assertThat(conventions.problemsBetween(files, callers)).isEmpty();
    }

    private static Set<String> operationsOfExamples() {
        try (Stream<Path> files = Files.walk(Path.of("routes/extensions/examples"))) {
            return files.filter(file -> file.toString().endsWith(".openapi.yaml"))
                    .flatMap(overlay -> matches(OPERATION, overlay).stream())
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A seam, whose file holds nothing else. */
    private static boolean isReplaced(RouteFile file, Set<String> ids) {
        return file.path().startsWith("seams")
                && ids.contains(file.routes().get(0).path("id").asText());
    }

    @Test
    void aFileThatKeepsThemPasses() {
        assertThat(problems(ROUTE + NOTHING)).isEmpty();
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of("has no id", (ROUTE + NOTHING).replace("    id: payNothing\n", "")),
                Arguments.of("starts at", (ROUTE + NOTHING).replace("uri: direct:payNothing", "uri: direct:other")),
                Arguments.of(
                        "does not wait", (ROUTE + NOTHING).replace("uri: direct:payNothing", "uri: timer:payNothing")),
                Arguments.of("lacks a description", (ROUTE + NOTHING).replace("    description: Pays nothing\n", "")),
                Arguments.of("lacks a description", (ROUTE + NOTHING).replace("Pays nothing", "Payment of nothing")),
                Arguments.of("lacks a description", (ROUTE + NOTHING).replace("Pays nothing", "Pays. Or not")),
                Arguments.of("should be named", (ROUTE + NOTHING).replace("payNothing", "payAll")),
                Arguments.of("visual editors drop", ROUTE + NOTHING + "# Nobody sees this\n"),
                Arguments.of("stop has no id", ROUTE + step("- stop: {}\n")),
                Arguments.of("to has no id", ROUTE + step("- to:\n    uri: direct:a\n")),
                Arguments.of(
                        "otherwise has no id", ROUTE + step("- choice:\n    id: a\n    otherwise:\n      steps: []\n")),
                Arguments.of("short form of to", ROUTE + step("- to: direct:payNothing\n")),
                Arguments.of("short form of log", ROUTE + step("- log: text\n")),
                Arguments.of("external call", ROUTE + step("- to:\n    id: a\n    uri: https://example.org\n")),
                Arguments.of("parameters belong", ROUTE + step("- to:\n    id: a\n    uri: direct:a?block=true\n")),
                Arguments.of(
                        "another thread",
                        ROUTE
                                + step(
                                        "- delay:\n    id: a\n    expression:\n      constant:\n        expression: \"1\"\n")),
                Arguments.of("hides logic", ROUTE + step("- process:\n    id: a\n    ref: b\n")),
                Arguments.of("hides logic", ROUTE + step("- script:\n    id: a\n    expression:\n      simple: b\n")),
                Arguments.of(
                        "the language groovy",
                        ROUTE + step("- setBody:\n    id: a\n    expression:\n      groovy:\n        expression: b\n")),
                Arguments.of(
                        "no explicit expression",
                        ROUTE + step("- setBody:\n    id: a\n    simple:\n      expression: b\n")),
                Arguments.of(
                        "no explicit expression",
                        ROUTE
                                + step(
                                        "- setVariables:\n    id: a\n    variables:\n      - name: b\n        simple:\n          expression: c\n")),
                Arguments.of(
                        "short form of simple",
                        ROUTE + step("- setBody:\n    id: a\n    expression:\n      simple: b\n")),
                Arguments.of("message of an exception", ROUTE + simple("setBody", "${exception.message}")),
                Arguments.of("message of an exception", ROUTE + simple("setVariable", "${exception.message}")),
                Arguments.of(
                        "a secret stands",
                        ROUTE
                                + step(
                                        "- to:\n    id: a\n    description: b\n    uri: https://example.org\n    parameters:\n      apiKey: c\n")),
                Arguments.of(
                        "a secret stands",
                        ROUTE + step("- to:\n    id: a\n    description: b\n    uri: https://u:p@example.org\n")),
                Arguments.of("invented", ROUTE + header("CamelPaid")),
                Arguments.of("invented", ROUTE + simple("setBody", "${header.CamelHttpUri}")),
                Arguments.of(
                        "chain component", ROUTE + step("- to:\n    id: a\n    description: b\n    uri: web3j:c\n")),
                Arguments.of("header TO_ADDRESS belongs", ROUTE + header("TO_ADDRESS")),
                Arguments.of("header ERROR_CODE belongs", ROUTE + simple("setBody", "${header.ERROR_CODE}")),
                Arguments.of("header DATA belongs", ROUTE + simple("setBody", "${header.data}")));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void aFileThatBreaksOneIsNamed(String problem, String yaml) {
        assertThat(problems(yaml)).anySatisfy(found -> assertThat(found).contains(problem));
    }

    @Test
    void routesThatDoNotFitTogetherAreNamed() {
        RouteFile file = RouteFile.of("pay-nothing.camel.yaml", ROUTE + step("""
                - to:
                    id: twice
                    uri: direct:nowhere
                - to:
                    id: twice
                    uri: "direct:relayVia{{kind}}"
                """));
        RouteFile copy = RouteFile.of("copy.camel.yaml", file.text());

        assertThat(conventions.problemsBetween(List.of(file, copy), Set.of("operation")))
                .containsExactlyInAnyOrder(
                        "pay-nothing.camel.yaml: the id twice is used twice",
                        "copy.camel.yaml: the id payNothing is used twice",
                        "copy.camel.yaml: the id twice is used twice",
                        "copy.camel.yaml: the id twice is used twice",
                        "direct:nowhere is called, but no route serves it",
                        "direct:operation is called, but no route serves it",
                        "direct:relayVia{{kind}} is called, but no route serves it",
                        "direct:payNothing is served, but nobody calls it");
    }

    private List<String> problems(String yaml) {
        return conventions.problemsOf(RouteFile.of("payments/pay-nothing.camel.yaml", yaml));
    }

    private static String step(String yaml) {
        return yaml.indent(8);
    }

    private static String simple(String kind, String expression) {
        return step("- " + kind + ":\n    id: a\n    expression:\n      simple:\n        expression: \"" + expression
                + "\"\n");
    }

    private static String header(String name) {
        return step("- setHeader:\n    id: a\n    name: " + name
                + "\n    expression:\n      constant:\n        expression: b\n");
    }

    /** Clients call the operations of the REST contract; the check of the deployment calls by name. */
    private static Set<String> outsideCallers() {
        Set<String> callers = new TreeSet<>(matches(OPERATION, Path.of("src/main/resources/openapi/payments.yaml")));
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            sources.filter(Files::isRegularFile).forEach(source -> callers.addAll(matches(ENDPOINT, source)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return callers;
    }

    private static Set<String> matches(Pattern pattern, Path file) {
        try {
            Set<String> found = new TreeSet<>();
            Matcher matcher = pattern.matcher(Files.readString(file));
            while (matcher.find()) {
                found.add(matcher.group(1));
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> chainHeaders() {
        Set<String> names = new TreeSet<>();
        for (Field field : Web3jConstants.class.getFields()) {
            // The consumer's two, status and operation, are everyday words and harmless to a producer.
            if (field.isAnnotationPresent(Metadata.class) && !field.getName().startsWith("HEADER_")) {
                names.add(constant(field));
            }
        }
        return names;
    }

    private static String constant(Field field) {
        try {
            return (String) field.get(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
