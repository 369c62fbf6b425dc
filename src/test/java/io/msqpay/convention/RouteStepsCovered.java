package io.msqpay.convention;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs after all other tests: every step of every route ran in one of them, those of the examples too. */
class RouteStepsCovered {

    /** Steps around steps: they have run when one of theirs has. */
    private static final Set<String> AROUND = Set.of(
            "choice", "when", "otherwise", "doTry", "doCatch", "doFinally", "circuitBreaker", "onFallback", "loop");

    @Test
    void byTheTestsOfThisBuild() throws IOException {
        assertThat(uncovered(recorded())).isEmpty();
    }

    @Test
    void orElseItIsNamed() {
        assertThat(uncovered(Set.of()))
                .contains("createPayment / check-order", "node-1 / call-node-1", "refuseFraud / ask-for-fraud");
    }

    private static Set<String> uncovered(Set<String> recorded) {
        Set<String> missing = new TreeSet<>();
        for (RouteFile file : RouteFile.withExamples()) {
            file.content().forEach(entry -> {
                String owner = entry.has("route")
                        ? entry.at("/route/id").asText()
                        : entry.has("routeTemplate")
                                ? entry.at("/routeTemplate/route/from/uri")
                                        .asText()
                                        .replace("direct:", "")
                                : entry.at("/routeConfiguration/id").asText();
                new RouteFile(file.path(), file.text(), entry)
                        .steps().stream()
                                .filter(step -> !AROUND.contains(step.kind()))
                                .filter(step -> !recorded.contains(step.id()))
                                .forEach(step -> missing.add(owner + " / " + step.id()));
            });
        }
        return missing;
    }

    private static Set<String> recorded() throws IOException {
        try (Stream<Path> files = Files.list(StepRecorder.FOLDER)) {
            return files.flatMap(file -> lines(file).stream())
                    // Camel 4.17 fills in no ids in the fallback of a template's circuit breaker.
                    .map(id -> id.replace("{{node}}", "node-1"))
                    .collect(Collectors.toSet());
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
