package io.msqpay.convention;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.component.web3j.Web3jConstants;
import org.apache.camel.spi.Metadata;
import org.junit.jupiter.api.Test;

/**
 * camel-web3j's header names are in one route file and one class: where newer Camel lines rename them ({@code TO_ADDRESS} is
 * {@code CamelWeb3jToAddress} there), that is what is edited.
 */
class NodeHeaderNamesTest {

    private static final Path ROUTES = Path.of("routes/chain/call-node.camel.yaml");
    private static final Path NAMES = Path.of("src/main/java/io/msqpay/chain/NodeHeaders.java");
    private static final Pattern PART = Pattern.compile("([A-Z0-9])([A-Z0-9]*)_?");

    @Test
    void onlyOneRouteFileAndOneClassNameThem() throws IllegalAccessException {
        List<String> found = new ArrayList<>();
        for (String name : renamed().keySet()) {
            sources().forEach((file, text) -> {
                if (uses(name).matcher(text).find()) {
                    found.add(name + " in " + file);
                }
            });
        }

        assertThat(found)
                .isNotEmpty()
                .allMatch(use -> use.endsWith(ROUTES.toString()) || use.endsWith(NAMES.toString()));
    }

    @Test
    void renamingThemThereLeavesNoneBehind() throws IllegalAccessException {
        Map<Path, String> sources = sources();
        Map<String, String> renamed = renamed();
        for (Map.Entry<String, String> name : renamed.entrySet()) {
            for (Path file : List.of(ROUTES, NAMES)) {
                sources.computeIfPresent(file, (path, text) -> uses(name.getKey())
                        .matcher(text)
                        .replaceAll((MatchResult use) -> use.group().replace(name.getKey(), name.getValue())));
            }
        }

        assertThat(sources.get(ROUTES)).contains("name: CamelWeb3jToAddress", "${header.CamelWeb3jErrorCode}");
        assertThat(sources.get(NAMES)).contains("\"CamelWeb3jOperation\"");
        assertThat(sources.values()).noneMatch(text -> renamed.keySet().stream()
                .anyMatch(name -> uses(name).matcher(text).find()));
    }

    /** As a header in a route, or as a whole text in Java. */
    private static Pattern uses(String name) {
        return Pattern.compile(
                "(?m)(?:^\\s*-? ?name: \"?" + name + "\"?$|\\bheaders?[.\\[:]'?" + name + "\\b|\"" + name + "\")");
    }

    private static Map<String, String> renamed() throws IllegalAccessException {
        Map<String, String> names = new TreeMap<>();
        for (Field field : Web3jConstants.class.getFields()) {
            if (field.isAnnotationPresent(Metadata.class)) {
                // Headers have no case; the routes write all of these alike.
                String name = ((String) field.get(null)).toUpperCase(Locale.ROOT);
                names.put(
                        name,
                        "CamelWeb3j"
                                + PART.matcher(name)
                                        .replaceAll((MatchResult part) ->
                                                part.group(1) + part.group(2).toLowerCase(Locale.ROOT)));
            }
        }
        return names;
    }

    private static Map<Path, String> sources() {
        Map<Path, String> sources = new TreeMap<>();
        Stream.of("routes", "src/main/java").map(Path::of).forEach(folder -> {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(path -> path.toString().endsWith(".camel.yaml")
                                || path.toString().endsWith(".java"))
                        .toList()) {
                    sources.put(file, Files.readString(file));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return sources;
    }
}
