package io.msqpay.docs;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.msqpay.picture.RouteMap;
import io.msqpay.picture.RouteMap.Call;
import io.msqpay.picture.RouteMap.Kind;
import io.msqpay.picture.RouteMap.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** docs/routes.md, written from the route files. */
final class RoutesPage {

    private static final Path ROUTES = Path.of("routes");
    private static final Path CONTRACT = Path.of("src/main/resources/openapi/payments.yaml");

    private final RouteMap map;

    RoutesPage() throws IOException {
        SortedMap<String, String> files = new TreeMap<>();
        try (Stream<Path> found = Files.walk(ROUTES)) {
            for (Path file : found.filter(file -> file.toString().endsWith(".camel.yaml"))
                    .filter(file -> !file.startsWith(ROUTES.resolve("extensions")))
                    .toList()) {
                files.put(ROUTES.relativize(file).toString().replace('\\', '/'), Files.readString(file));
            }
        }
        this.map = RouteMap.read(files, new YAMLMapper().readTree(CONTRACT.toFile()));
    }

    RouteMap map() {
        return map;
    }

    String text() {
        return """
                # The routes

                Written from the route files by `RoutesDocsTest`: do not edit. Renew it with `%s`. In the `dev` profile the server shows the
                same picture at `/docs/routes`.

                An arrow is a call. A dotted one is chosen by the configuration or by what happened before: which relayer, which node, an
                error.

                The files open in a visual designer and are written back with the same content; comments above the first line stay, members come in
                another order. So it was with Kaoto 2.7.1 (npm `@kaoto/kaoto`, catalog Camel 4.14.0) on 2026-11-28: its own parser and serializer, in Node.js,
                changed nothing in any file of the server, twice over, and made nodes of every step; its canvas, in Chromium, was looked at with
                `watch-payments`. Templates and the REST contract it keeps, without
                drawing them. What it did change, an order and a missing id, `RouteConventionsTest` watches now. Its packages take 800 MB, so it is no part of
                the build.

                ```mermaid
                %s```

                %s""".formatted(RoutesDocsTest.PAGE.command(), mermaid(), tables());
    }

    private String mermaid() {
        StringBuilder text = new StringBuilder("flowchart LR\n");
        byKey(place -> place.file().replaceFirst("/.*|[^/]*$", "")).forEach((folder, routes) -> {
            if (!folder.isEmpty()) {
                text.append("  subgraph folder_%s [%s]\n".formatted(folder, folder));
            }
            routes.forEach(route -> text.append("    %s[\"%s\"]\n".formatted(route.id(), route.id())));
            if (!folder.isEmpty()) {
                text.append("  end\n");
            }
        });
        map.places().stream()
                .filter(place -> place.kind() != Kind.ROUTE)
                .forEach(place -> text.append("  %s([\"%s\"])\n".formatted(place.id(), place.description())));
        for (Call call : map.calls()) {
            text.append("  %s %s %s\n".formatted(call.from(), call.chosen() ? "-.->" : "-->", call.to()));
        }
        return text.toString();
    }

    private String tables() {
        StringBuilder text = new StringBuilder();
        byKey(Place::file).forEach((file, routes) -> {
            text.append("## [%s](../routes/%s)\n\n| route | what it does |\n|---|---|\n".formatted(file, file));
            routes.forEach(route -> text.append("| `%s` | %s |\n".formatted(route.id(), route.description())));
            text.append('\n');
        });
        return text.toString().stripTrailing() + "\n";
    }

    private Map<String, List<Place>> byKey(Function<Place, String> key) {
        return map.places().stream()
                .filter(place -> place.kind() == Kind.ROUTE)
                .collect(Collectors.groupingBy(key, LinkedHashMap::new, Collectors.toList()));
    }
}
