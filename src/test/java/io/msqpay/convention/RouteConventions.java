package io.msqpay.convention;

import com.fasterxml.jackson.databind.JsonNode;
import io.msqpay.convention.RouteFile.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The habits of the route files. Each broken one becomes a line that says where. */
final class RouteConventions {

    /** The only file that may name the chain component and its headers. */
    private static final String CHAIN_FILE = "chain/call-node.camel.yaml";

    /** Files that are not named after their first route, and why. */
    private static final Set<String> SHARED_FILES = Set.of(
            // One route for each operation of a node; the file is named after the route they share.
            CHAIN_FILE,
            // Named after the REST contract it serves, which has an id of its own.
            "payments-api.camel.yaml");

    /** What starts routes that nobody calls. */
    private static final String CLOCK = "timer:";

    private static final Pattern DESCRIPTION = Pattern.compile("[A-Z][a-z]+s [^.]+");
    private static final Set<String> CALLS =
            Set.of("to", "toD", "wireTap", "enrich", "poll", "pollEnrich", "recipientList", "routingSlip");
    private static final Set<String> FORBIDDEN_STEPS = Set.of("process", "script");
    private static final Set<String> LANGUAGES = Set.of("constant", "simple", "variable", "header", "method");
    private static final Set<String> WITH_EXPRESSION =
            Set.of("setBody", "setHeader", "setVariable", "setProperty", "loop", "delay", "filter", "split", "when");
    private static final Set<String> SETS = Set.of("headers", "variables");
    /** The one header of Camel's that routes need: what Camel documents for setting the status of a REST answer. */
    private static final String STATUS_HEADER = "CamelHttpResponseCode";

    /** The only files of the server that send HTTP, and what Camel documents for its HTTP component. */
    private static final Set<String> HTTP_FILES =
            Set.of("relayer/call-relayer.camel.yaml", "signer/sign-via-web3signer.camel.yaml");

    private static final Set<String> HTTP_HEADERS = Set.of(
            STATUS_HEADER,
            "CamelHttpMethod",
            "CamelHttpPath",
            "CamelHttpRawQuery",
            "CamelHttp*",
            "CamelHttp.*|Content-Type");

    private static final Pattern CAMEL_HEADER = Pattern.compile("headers?[.\\[]'?(Camel\\w+)");
    private static final Pattern SECRET =
            Pattern.compile("(?i)passw|secret|api-?key|token|private-?key|bearer|credential|://[^/]*@");
    private static final Pattern SHOWN_MESSAGE = Pattern.compile("exception\\.(message|stackTrace)");

    private static final Set<String> SHOWN_BY = Set.of(
            "setBody", "transform", "setHeader", "setHeaders", "setVariable", "setVariables", "bean", "throwException");

    private final Set<String> chainNames;
    private final List<String> problems = new ArrayList<>();

    /** @param chainNames names of the chain component's headers */
    RouteConventions(Set<String> chainNames) {
        this.chainNames = chainNames;
    }

    /** What is wrong with a single file. */
    List<String> problemsOf(RouteFile file) {
        problems.clear();
        names(file);
        comments(file);
        file.routes().forEach(route -> route(file, route));
        file.content().forEach(entry -> {
            if (entry.has("routeConfiguration")) {
                described(file, "routeConfiguration", entry.get("routeConfiguration"));
            }
            if (entry.has("routeTemplate")) {
                described(file, "routeTemplate", entry.get("routeTemplate"));
            }
        });
        file.steps().forEach(step -> step(file, step));
        expressions(file);
        uris(file);
        headers(file);
        if (!file.path().toString().equals(CHAIN_FILE)) {
            chain(file);
        }
        return List.copyOf(problems);
    }

    /**
     * What is wrong between files.
     *
     * @param callers endpoints that are called from outside the routes
     */
    List<String> problemsBetween(List<RouteFile> files, Set<String> callers) {
        problems.clear();
        Set<String> routes = new HashSet<>();
        Set<String> steps = new HashSet<>();
        Set<String> consumers = new TreeSet<>();
        for (RouteFile file : files) {
            for (JsonNode route : file.routes()) {
                unique(file, routes, route.path("id").asText());
                String uri = route.at("/from/uri").asText();
                if (!uri.startsWith(CLOCK)) {
                    consumers.add(uri.replace("direct:", ""));
                }
            }
            for (Step step : file.steps()) {
                unique(file, steps, step.id());
            }
        }
        calls(files, consumers, callers);
        return List.copyOf(problems);
    }

    private void calls(List<RouteFile> files, Set<String> consumers, Set<String> callers) {
        Set<String> called = new TreeSet<>(callers);
        for (RouteFile file : files) {
            for (Step step : file.steps()) {
                if (CALLS.contains(step.kind()) && step.uri().startsWith("direct:")) {
                    called.add(step.uri().substring("direct:".length()));
                }
            }
        }
        for (RouteFile file : files) {
            file.content().findValues("templatedRoute").forEach(made -> made.path("parameters")
                    .forEach(parameter -> {
                        String value = parameter.path("value").asText();
                        if (value.startsWith("direct:")) {
                            called.add(value.substring("direct:".length()));
                        }
                    }));
        }
        Set<String> reached = new TreeSet<>();
        for (String name : called) {
            // What a placeholder or an expression stands for is known when the server runs.
            Pattern target = Pattern.compile(name.replaceAll("\\{\\{[^}]+}}|\\$\\{[^}]+}", ".+"));
            List<String> found = consumers.stream()
                    .filter(consumer -> target.matcher(consumer).matches())
                    .toList();
            if (found.isEmpty()) {
                problems.add("direct:" + name + " is called, but no route serves it");
            }
            if (!target.pattern().equals(".+")) {
                reached.addAll(found);
            }
        }
        consumers.stream()
                .filter(consumer -> !reached.contains(consumer))
                .forEach(consumer -> problems.add("direct:" + consumer + " is served, but nobody calls it"));
    }

    private void unique(RouteFile file, Set<String> ids, String id) {
        if (!id.isEmpty() && !ids.add(id)) {
            problems.add(file.path() + ": the id " + id + " is used twice");
        }
    }

    private void names(RouteFile file) {
        List<String> kinds = new ArrayList<>();
        file.content().forEach(entry -> kinds.add(entry.fieldNames().next()));
        JsonNode first = file.content().path(Math.max(0, kinds.indexOf("routeTemplate")));
        String id = first.path(first.fieldNames().next()).path("id").asText();
        String expected = id.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT) + ".camel.yaml";
        if (!SHARED_FILES.contains(file.path().toString())
                && !file.path().getFileName().toString().equals(expected)) {
            problems.add(file.path() + ": should be named " + expected + ", after what it tells first");
        }
        if (!kinds.equals(kinds.stream()
                .sorted(Comparator.comparing(RouteConventions::placeInDesigners))
                .toList())) {
            problems.add(
                    file.path() + ": visual editors write route configurations first and templates last, not " + kinds);
        }
        if (file.content().path(0).has("rest")
                && file.content().at("/0/rest/id").asText().isEmpty()) {
            problems.add(file.path() + ": visual editors give a rest without id one of their own");
        }
    }

    private static int placeInDesigners(String kind) {
        return switch (kind) {
            case "routeConfiguration" -> 0;
            case "routeTemplate" -> 2;
            default -> 1;
        };
    }

    private void comments(RouteFile file) {
        boolean head = true;
        for (String line : file.text().lines().toList()) {
            boolean comment = line.strip().startsWith("#");
            if (comment && !head) {
                problems.add(file.path() + ": visual editors drop the comment \"" + line.strip() + "\"; use a note");
            }
            head = head && comment;
        }
    }

    private void route(RouteFile file, JsonNode route) {
        String uri = route.at("/from/uri").asText();
        String id = route.path("id").asText();
        boolean template = (uri.contains("node-1") || uri.contains("-shop"))
                && file.text().contains(uri.replace("node-1", "{{node}}").replace("-shop", "-{{consumer}}"));
        if (!template && id.isEmpty()) {
            problems.add(file.path() + ": a route from " + uri + " has no id");
        } else if (!template && !uri.equals("direct:" + id) && !uri.equals(CLOCK + id)) {
            problems.add(file.path() + ": the route " + id + " starts at " + uri);
        }
        if (uri.startsWith(CLOCK)
                && !route.at("/from/parameters/synchronous").asText().equals("true")) {
            problems.add(file.path() + ": the clock of " + uri + " does not wait for the end of its route");
        }
        description(file, id, route);
    }

    private void described(RouteFile file, String kind, JsonNode node) {
        String id = node.path("id").asText();
        if (id.isEmpty()) {
            problems.add(file.path() + ": a " + kind + " has no id");
        }
        description(file, id, node);
    }

    private void description(RouteFile file, String id, JsonNode node) {
        if (!DESCRIPTION.matcher(node.path("description").asText()).matches()) {
            problems.add(file.path() + ": " + id + " lacks a description of one sentence that starts with a verb");
        }
    }

    private void step(RouteFile file, Step step) {
        if (!step.body().isObject()) {
            problems.add(file.path() + ": the short form of " + step.kind() + " is not canonical");
        } else if (step.id().isEmpty()) {
            problems.add(file.path() + ": a step " + step.kind() + " has no id");
        }
        if (CALLS.contains(step.kind())
                && !step.uri().startsWith("direct:")
                && step.body().path("description").asText().isEmpty()) {
            problems.add(file.path() + ": the external call " + step.id() + " has no description");
        }
        if (step.kind().equals("delay")
                && !step.body().path("asyncDelayed").asText().equals("false")) {
            problems.add(file.path() + ": " + step.id()
                    + " goes on in another thread, whose log lines lack the request's id");
        }
        if (FORBIDDEN_STEPS.contains(step.kind())) {
            problems.add(file.path() + ": " + step.kind() + " hides logic; a bean shows it");
        }
        if (SHOWN_BY.contains(step.kind())
                && SHOWN_MESSAGE.matcher(step.body().toString()).find()) {
            problems.add(file.path() + ": " + step.id() + " shows the message of an exception to a client");
        }
    }

    private void expressions(RouteFile file) {
        for (Step step : file.steps()) {
            if (WITH_EXPRESSION.contains(step.kind())) {
                expression(file, step.id(), step.body());
            }
        }
        file.forEachMember((name, value) -> {
            if (SETS.contains(name) && value.isArray()) {
                value.forEach(element -> expression(file, element.path("name").asText(), element));
            }
        });
    }

    private void expression(RouteFile file, String owner, JsonNode node) {
        JsonNode expression = node.path("expression");
        if (!expression.isObject() || expression.size() != 1) {
            problems.add(file.path() + ": " + owner + " has no explicit expression");
            return;
        }
        String language = expression.fieldNames().next();
        if (!LANGUAGES.contains(language)) {
            problems.add(file.path() + ": " + owner + " uses the language " + language);
        }
        if (!expression.get(language).isObject()) {
            problems.add(file.path() + ": the short form of " + language + " in " + owner + " is not canonical");
        }
    }

    private void uris(RouteFile file) {
        file.forEachMember((name, value) -> {
            if (name.equals("uri") && value.asText().contains("?")) {
                problems.add(file.path() + ": parameters belong into a map, not into " + value.asText());
            }
            if (name.equals("uri") || name.equals("parameters")) {
                if (SECRET.matcher(value.toString()).find()) {
                    problems.add(file.path() + ": a secret stands in the address " + value);
                }
            }
        });
    }

    private void headers(RouteFile file) {
        boolean sendsHttp = file.isExample() || HTTP_FILES.contains(file.path().toString());
        Set<String> ours = sendsHttp ? HTTP_HEADERS : Set.of(STATUS_HEADER);
        for (String header : headerNames(file)) {
            if (header.startsWith("Camel") && !ours.contains(header)) {
                problems.add(file.path() + ": the header " + header + " is invented or not ours to set");
            }
        }
        CAMEL_HEADER.matcher(file.text()).results().map(found -> found.group(1)).forEach(header -> {
            if (!ours.contains(header)) {
                problems.add(file.path() + ": the header " + header + " is invented or not ours to read");
            }
        });
    }

    private static Set<String> headerNames(RouteFile file) {
        Set<String> names = new TreeSet<>();
        for (Step step : file.steps()) {
            if (Set.of("setHeader", "removeHeader").contains(step.kind())) {
                names.add(step.body().path("name").asText());
            }
            if (step.kind().equals("setHeaders")) {
                step.body()
                        .path("headers")
                        .forEach(header -> names.add(header.path("name").asText()));
            }
            if (step.kind().equals("removeHeaders")) {
                names.add(step.body().path("pattern").asText());
            }
        }
        return names;
    }

    private void chain(RouteFile file) {
        if (file.text().contains("web3j:") || file.text().contains("ETH_")) {
            problems.add(file.path() + ": the chain component belongs into " + CHAIN_FILE + " only");
        }
        for (String name : chainNames) {
            boolean set = headerNames(file).stream().anyMatch(name::equalsIgnoreCase);
            boolean read = Pattern.compile("headers?[.\\[]'?" + name + "\\b", Pattern.CASE_INSENSITIVE)
                    .matcher(file.text())
                    .find();
            if (set || read) {
                problems.add(file.path() + ": the header " + name + " belongs into " + CHAIN_FILE + " only");
            }
        }
    }
}
