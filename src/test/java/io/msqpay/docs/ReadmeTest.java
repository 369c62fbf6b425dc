package io.msqpay.docs;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.msqpay.config.MsqpayAutoConfiguration;
import io.msqpay.http.HttpEdgeConfiguration;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;

/** Holds what the documentation lists against what there is. */
class ReadmeTest {

    private static final Markdown README = Markdown.read("README.md");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    @Test
    void everyRouteFileHasARole() throws IOException {
        Set<String> linked = README.section("The routes").linkedFiles().stream()
                .map(path -> Path.of("").toAbsolutePath().relativize(path).toString())
                .filter(path -> path.endsWith(".yaml"))
                .collect(toSet());

        try (Stream<Path> files = Files.walk(Path.of("routes"))) {
            assertThat(linked)
                    .containsExactlyInAnyOrderElementsOf(
                            files.filter(file -> file.toString().endsWith(".camel.yaml"))
                                    .filter(file -> !file.startsWith("routes/extensions"))
                                    .map(Path::toString)
                                    .toList());
        }
    }

    @Test
    void everySeamIsListed() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("routes/seams"))) {
            assertThat(Markdown.read("routes/extensions/README.md").section("Seams").rows().stream()
                            .map(row -> row.get(0)))
                    .containsExactlyInAnyOrderElementsOf(
                            files.map(ReadmeTest::routeId).toList());
        }
    }

    private static String routeId(Path file) {
        try {
            return YAML.readTree(file.toFile()).at("/0/route/id").asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everyBeanIsListedWithItsType() {
        Set<List<String>> listed = README.section("What can I replace?").rows().stream()
                .map(row -> row.subList(0, 2))
                .collect(toSet());

        assertThat(listed)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(MsqpayAutoConfiguration.class, HttpEdgeConfiguration.class)
                                .flatMap(configuration -> Stream.concat(
                                        Stream.of(configuration), Arrays.stream(configuration.getDeclaredClasses())))
                                .flatMap(configuration -> Arrays.stream(configuration.getDeclaredMethods()))
                                .filter(method -> method.isAnnotationPresent(Bean.class))
                                .map(method -> List.of(
                                        Modifier.isPublic(type(method).getModifiers())
                                                ? type(method).getSimpleName()
                                                : "any",
                                        name(method)))
                                .toList());
    }

    @Test
    void everyEndpointIsListedWithWhatItNeeds() throws IOException {
        Set<List<String>> expected = new HashSet<>();
        openApi().get("paths").properties().forEach(path -> path.getValue().properties().stream()
                .filter(operation -> operation.getValue().has("operationId"))
                .forEach(operation -> expected.add(List.of(
                        operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                        operation.getValue().get("operationId").asText(),
                        operation.getValue().path("x-required-scope").asText()))));

        assertThat(README.section("Endpoints").rows().stream()
                        .map(row ->
                                List.of(row.get(0), row.get(1), row.get(2).replaceAll("^(API key, scope |the .*)", "")))
                        .collect(toSet()))
                .isEqualTo(expected);
    }

    @Test
    void everyErrorIsListed() throws IOException {
        Set<String> names = openApi().path("components").path("schemas").findValues("error").stream()
                .flatMap(member -> Stream.concat(
                        member.path("enum").valueStream(), Stream.of(member.path("const"), member.path("example"))))
                .map(JsonNode::asText)
                .filter(name -> !name.isEmpty())
                .collect(toCollection(TreeSet::new));

        assertThat(README.section("Errors").rows().stream().map(row -> row.get(1)))
                .containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void everyVariableExists() throws IOException {
        String settings = Files.readString(Path.of("src/main/resources/application.yaml"));
        Pattern variable = Pattern.compile("\\b(?:MSQPAY|DEFENDER|OZ|POLYGON|CORS|RATE)_[A-Z_]+\\b|`PORT`");
        Set<String> generated = Markdown.read("docs/configuration.md").section("Properties").rows().stream()
                .map(row -> row.get(1))
                .collect(toSet());

        assertThat(Markdown.all()).allSatisfy(page -> assertThat(variable.matcher(page.text())
                        .results()
                        .map(MatchResult::group)
                        .map(name -> name.replace("`", ""))
                        .filter(name -> !generated.contains(name))
                        .collect(toSet()))
                .as(page.path().toString())
                .allSatisfy(name -> assertThat(settings).contains("${" + name + ":")));
    }

    @Test
    void everyLinkLeadsToAFile() {
        assertThat(Markdown.all()).allSatisfy(page -> assertThat(page.linkedFiles())
                .as(page.path().toString())
                .allSatisfy(file -> assertThat(file).exists()));
    }

    @Test
    void theVersionIsTheOneThatIsBuilt() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        String version = pom.substring(pom.indexOf("<version>") + "<version>".length(), pom.indexOf("</version>"));

        assertThat(README.section("Production").text()).contains("target/msqpay-camel-" + version + "-exec.jar");
        assertThat(README.section("Inside your own Camel application").text())
                .contains("io.msqpay:msqpay-camel:" + version);
        assertThat(Markdown.read("CHANGELOG.md").text()).contains("\n## [" + version + "]");
        assertThat(Markdown.read("DEPLOYMENT.md").text()).contains("msqpay:" + version);
        assertThat(openApi().path("info").path("version").asText()).isEqualTo(version);
    }

    /** What the condition looks for; if it says nothing, what the method returns. */
    private static Class<?> type(Method method) {
        ConditionalOnMissingBean condition = method.getAnnotation(ConditionalOnMissingBean.class);
        if (condition != null && condition.value().length == 1) {
            return condition.value()[0];
        }
        if (method.getReturnType() == FilterRegistrationBean.class) {
            Type filter = ((ParameterizedType) method.getGenericReturnType()).getActualTypeArguments()[0];
            return (Class<?>) filter;
        }
        return method.getReturnType();
    }

    private static String name(Method method) {
        String[] names = method.getAnnotation(Bean.class).value();
        return names.length == 0 ? method.getName() : names[0];
    }

    private static JsonNode openApi() throws IOException {
        return YAML.readTree(new File("src/main/resources/openapi/payments.yaml"));
    }
}
