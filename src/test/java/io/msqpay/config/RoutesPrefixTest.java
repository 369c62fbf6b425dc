package io.msqpay.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RoutesPrefixTest {

    private static final Pattern PLAIN = Pattern.compile("direct:(?!shop\\.)");

    private final RoutesPrefix prefix = new RoutesPrefix("shop.");

    @Test
    void everyNameOfOursGetsThePrefixAndNothingElseChanges() throws IOException {
        for (Path file : routes()) {
            String yaml = Files.readString(file);
            String prefixed = prefix.in(yaml);
            List<String> plain = new ArrayList<>();
            collectPlainNames(new YAMLMapper().readTree(prefixed), plain);

            assertThat(plain).as(file.toString()).isEmpty();
            assertThat(prefixed.replace("shop.", "")).isEqualTo(yaml);
        }
    }

    @Test
    void aNameIsOursAgainWithoutIt() {
        assertThat(prefix.without("shop.call-node-1")).isEqualTo("call-node-1");
        assertThat(prefix.without("call-node-1")).isEqualTo("call-node-1");
    }

    @Test
    void withoutAPrefixFilesAreAsTheyAre() throws IOException {
        for (Path file : routes()) {
            String yaml = Files.readString(file);

            assertThat(new RoutesPrefix("").in(yaml)).isEqualTo(yaml);
        }
    }

    private static List<Path> routes() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("routes"))) {
            List<Path> routes = files.filter(file -> file.toString().endsWith(".camel.yaml"))
                    .toList();
            assertThat(routes).hasSizeGreaterThan(20);
            return routes;
        }
    }

    private static void collectPlainNames(JsonNode node, List<String> found) {
        node.properties().forEach(member -> {
            boolean name = member.getKey().equals("id") || member.getKey().equals("routeConfigurationId");
            if (name && !member.getValue().asText().startsWith("shop.")) {
                found.add(member.getKey() + " " + member.getValue().asText());
            }
        });
        if (node.isTextual() && PLAIN.matcher(node.asText()).find()) {
            found.add(node.asText());
        }
        node.forEach(child -> collectPlainNames(child, found));
    }
}
