package io.msqpay.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/** Writes docs/configuration.md from the metadata that the compiler makes of {@link MsqpayProperties}' Javadoc. */
final class ConfigurationPage {

    private static final String INTRODUCTION = """
            # Configuration

            <!-- Generated from the Javadoc of MsqpayProperties. Renew it with: %s -->

            Everything is set by environment variables, or by the Spring properties behind them. A variable that is set but empty counts as
            absent. A value that is missing or wrong stops the start (exit code 78) with one line for each problem, all of them at once; no
            message repeats a value. The profile `dev` needs none of this: it brings a chain of its own.

            ## Environment variables

            | variable | default | meaning |
            |---|---|---|
            """.formatted(ConfigurationDocsTest.PAGE.command());

    private static final String PROPERTIES = """

            ## Properties

            Each can also stand in an `application.yaml`, and has a variable that Spring derives from its name when the table above has none.
            A duration is written as `500ms`, `30s` or `10m`; a plain number is milliseconds. A list is separated by commas. A secret is
            never logged.

            | property | variable | type | default | meaning |
            |---|---|---|---|---|
            """;

    private static final Map<String, String> TYPES = Map.of(
            "java.util.List<io.msqpay.config.Secret>", "list of secrets",
            "java.util.List<java.lang.String>", "list",
            "io.msqpay.config.Secret", "secret",
            "java.lang.String", "text",
            "java.lang.Integer", "whole number",
            "java.lang.Long", "whole number",
            "java.math.BigDecimal", "number",
            "java.lang.Boolean", "`true` or `false`",
            "java.time.Duration", "duration",
            "java.nio.file.Path", "path");

    private final Map<String, JsonNode> properties = new TreeMap<>();

    ConfigurationPage() {
        URL metadata = MsqpayProperties.class.getResource("/META-INF/spring-configuration-metadata.json");
        try (InputStream json = metadata.openStream()) {
            StreamSupport.stream(
                            new ObjectMapper().readTree(json).get("properties").spliterator(), false)
                    .forEach(property -> properties.put(property.get("name").asText(), property));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text() {
        StringBuilder page = new StringBuilder(INTRODUCTION);
        Variables.byProperty()
                .forEach((property, variable) -> page.append(row(
                        code(variable),
                        property.equals("server.port") ? code("3000") : byDefault(property),
                        property.equals("server.port")
                                ? "HTTP port, 0 to 65535; 0 takes any free port. Property `server.port`."
                                : meaning(property) + " Property " + code(property) + ".")));
        page.append(PROPERTIES);
        properties
                .keySet()
                .forEach(property -> page.append(row(
                        code(property),
                        code(Variables.of(property)),
                        type(property),
                        byDefault(property),
                        meaning(property))));
        return page.toString();
    }

    private String type(String property) {
        String type = properties.get(property).get("type").asText();
        if (!TYPES.containsKey(type)) {
            throw new IllegalStateException("ConfigurationPage has no words for the type " + type);
        }
        return TYPES.get(type);
    }

    private String byDefault(String property) {
        JsonNode value = properties.get(property).get("defaultValue");
        return value == null ? "none" : code(value.asText());
    }

    private String meaning(String property) {
        JsonNode description = properties.get(property).get("description");
        if (description == null) {
            throw new IllegalStateException(property + " has no Javadoc");
        }
        return description
                .asText()
                .replaceAll("\\{@code ([^}]*)}", "`$1`")
                .replaceAll("\\s+", " ")
                .replace("|", "\\|");
    }

    private static String code(String text) {
        return "`" + text + "`";
    }

    private static String row(String... cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }
}
