package io.msqpay.config;

import io.msqpay.yaml.YamlText;
import io.msqpay.yaml.YamlText.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.Route;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.engine.DefaultRoutesLoader;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.model.TemplatedRouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads route files into a running Camel context, each whole or not at all: routes, also those made of templates, templates, route
 * configurations and beans. When a file cannot be loaded, everything is as it was before. A route with the id of one of the server's
 * takes its place (Camel's rule), and gives it back when its file is gone or is loaded anew without it. No two files bring the same.
 */
final class ExtensionRoutes {

    private static final Logger LOG = LoggerFactory.getLogger(ExtensionRoutes.class);

    private static final String DIRECT = "direct:";

    /** Whatever they say would be in force for the whole server, and for good. */
    private static final Set<String> NOT_FOR_FILES = Set.of("rest", "restConfiguration");

    private static final Pattern TOP = Pattern.compile("/\\d+/([^/]+)");
    private static final Pattern BEAN = Pattern.compile("/\\d+/beans/\\d+/name");
    private static final Pattern PLACEHOLDER = Pattern.compile("Property with key \\[([^]]+)] not found");

    private final ModelCamelContext camel;

    /** By location, what is there of each file. */
    private final Map<String, Loaded> files = new HashMap<>();

    ExtensionRoutes(ModelCamelContext camel) {
        this.camel = camel;
    }

    /**
     * @param text of the file, to bring it back when a later version cannot be loaded
     * @param brought what came with it
     * @param replaced by id, the routes that made way for some of these
     * @param beans names of those it has
     */
    private record Loaded(String text, Model brought, Map<String, RouteDefinition> replaced, Set<String> beans) {}

    /** What a Camel context was told to run; routes by id. */
    private record Model(
            Map<String, RouteDefinition> routes,
            List<RouteConfigurationDefinition> configurations,
            List<RouteTemplateDefinition> templates) {}

    /**
     * Loads a file, or loads it again.
     *
     * @param location by which it is known, with the scheme
     * @param text of the file
     * @return why it could not be loaded, in one line that names file and line; nothing if it could
     */
    synchronized Optional<String> load(String location, String text) {
        Loaded earlier = files.get(location);
        remove(location);
        try {
            Loaded loaded = bring(location, text);
            files.put(location, loaded);
            if (!loaded.replaced().isEmpty()) {
                LOG.info("{} takes the place of {}", location, loaded.replaced().keySet());
            }
            return Optional.empty();
        } catch (RefusedException e) {
            bringBack(location, earlier);
            return Optional.of(e.reason);
        }
    }

    /** Takes away what a file brought, if it brought anything; routes of the server that made way are back. */
    synchronized void remove(String location) {
        Loaded loaded = files.remove(location);
        if (loaded != null) {
            Model wanted = model();
            wanted.routes().values().removeAll(loaded.brought().routes().values());
            loaded.replaced().forEach(wanted.routes()::putIfAbsent);
            wanted.configurations().removeAll(loaded.brought().configurations());
            wanted.templates().removeAll(loaded.brought().templates());
            restore(wanted, loaded.beans());
        }
    }

    /**
     * Why no file answers requests to an operation.
     *
     * @return nothing if one does
     */
    synchronized Optional<String> unanswered(String operation) {
        String endpoint = DIRECT + operation;
        if (files.values().stream()
                .flatMap(loaded -> loaded.replaced().values().stream())
                .anyMatch(route -> route.getInput().getEndpointUri().equals(endpoint))) {
            return Optional.of(endpoint + " is the server's own: give the operation another name");
        }
        return files.values().stream()
                        .flatMap(loaded -> loaded.brought().routes().keySet().stream())
                        .map(camel::getRoute)
                        .anyMatch(route -> route != null && isAt(route, operation))
                ? Optional.empty()
                : Optional.of("there is no route that answers " + endpoint + " in the folder");
    }

    private void bringBack(String location, Loaded earlier) {
        if (earlier != null) {
            try {
                files.put(location, bring(location, earlier.text()));
            } catch (RefusedException e) {
                throw new IllegalStateException("What was loaded before cannot be brought back: " + e.reason, e);
            }
        }
    }

    private Loaded bring(String location, String text) throws RefusedException {
        YamlText content;
        try {
            content = YamlText.parse(location, text);
        } catch (YamlText.MalformedException e) {
            throw new RefusedException(e.getMessage(), e);
        }
        Resource file = ResourceHelper.fromString(location, text);
        Model before = model();
        Set<String> beans = Set.of();
        try {
            requireRoutesOnly(content);
            beans = requireFreeBeans(content);
            load(file, content);
            Model after = model();
            Map<String, RouteDefinition> routes = new LinkedHashMap<>(after.routes());
            routes.values().removeAll(before.routes().values());
            Map<String, RouteDefinition> replaced = new LinkedHashMap<>(before.routes());
            replaced.keySet().retainAll(routes.keySet());
            requireAnswered(replaced.values(), routes, content);
            after.configurations().removeAll(before.configurations());
            after.templates().removeAll(before.templates());
            // A Kamelet stays for whoever uses it next.
            after.templates().removeIf(template -> !isFrom(template.getResource(), location));
            return new Loaded(
                    text, new Model(routes, after.configurations(), after.templates()), replaced, Set.copyOf(beans));
        } catch (Exception | LinkageError e) {
            // A jar that lacks what it needs shows when its classes are used.
            String reason = e instanceof RefusedException refused ? refused.reason : reason(e, location, content);
            restore(before, beans);
            throw new RefusedException(reason, e);
        }
    }

    /** By a loader of its own: one that has failed takes the beans of the next version for known ones and leaves them out. */
    private void load(Resource file, YamlText content) throws Exception {
        try (DefaultRoutesLoader loader = new DefaultRoutesLoader(camel)) {
            for (RoutesBuilder builder : loader.findRoutesBuilders(file)) {
                // Before the routes are looked at: then they have taken it up.
                if (builder instanceof RouteConfigurationsBuilder configurations) {
                    camel.addRoutesConfigurations(configurations);
                }
                if (builder instanceof RouteBuilder routes) {
                    requireNew(routes, content);
                }
                camel.addRoutes(builder);
                camel.addTemplatedRoutes(builder);
            }
        }
    }

    private static void requireRoutesOnly(YamlText content) throws RefusedException {
        for (Place place :
                content.places((pointer, value) -> TOP.matcher(pointer).matches())) {
            String member = place.pointer().substring(place.pointer().lastIndexOf('/') + 1);
            if (NOT_FOR_FILES.contains(member)) {
                throw new RefusedException(content.at(
                        place,
                        member + " has no place here: further operations are declared in a *.openapi.yaml file"));
            }
        }
    }

    /** Camel lets a bean of Spring's hide one of a file, and one of a file take the place of another. */
    private Set<String> requireFreeBeans(YamlText content) throws RefusedException {
        Set<String> names = new LinkedHashSet<>();
        for (Place place :
                content.places((pointer, value) -> BEAN.matcher(pointer).matches())) {
            if (camel.getRegistry().lookupByName(place.value()) != null || !names.add(place.value())) {
                throw new RefusedException(content.at(place, "there is a bean " + place.value() + " already"));
            }
        }
        return names;
    }

    /** Which of two files with the same route wins would depend on which of them was edited last. */
    private void requireNew(RouteBuilder builder, YamlText content) throws Exception {
        builder.configureRoutes(camel);
        List<String> ids = Stream.concat(
                        builder.getRouteCollection().getRoutes().stream().map(RouteDefinition::getId),
                        builder.getTemplatedRouteCollection().getTemplatedRoutes().stream()
                                .map(TemplatedRouteDefinition::getRouteId))
                .filter(Objects::nonNull)
                .toList();
        for (Map.Entry<String, Loaded> other : files.entrySet()) {
            for (String id : ids) {
                if (other.getValue().brought().routes().containsKey(id)) {
                    throw new RefusedException(at(content, id, "route " + id + " is in " + other.getKey() + " too"));
                }
            }
        }
        Set<String> seen = new LinkedHashSet<>();
        for (String id : ids) {
            if (!seen.add(id)) {
                throw new RefusedException(at(content, id, "route " + id + " is there twice"));
            }
        }
        for (RouteTemplateDefinition template :
                builder.getRouteTemplateCollection().getRouteTemplates()) {
            if (camel.getRouteTemplateDefinition(template.getId()) != null) {
                throw new RefusedException(
                        at(content, template.getId(), "there is a route template " + template.getId() + " already"));
            }
        }
    }

    /** Whoever calls what a replaced route answered would wait in vain. */
    private void requireAnswered(
            Iterable<RouteDefinition> replaced, Map<String, RouteDefinition> routes, YamlText content)
            throws RefusedException {
        for (RouteDefinition route : replaced) {
            String endpoint = route.getInput().getEndpointUri();
            if (endpoint.startsWith(DIRECT)
                    && camel.getRoutes().stream()
                            .noneMatch(other -> isAt(other, endpoint.substring(DIRECT.length())))) {
                throw new RefusedException(at(
                        content,
                        route.getRouteId(),
                        "route " + route.getRouteId() + " takes the place of one that answers " + endpoint
                                + " and does not answer it"));
            }
        }
    }

    private static String at(YamlText content, String id, String sentence) {
        return content
                .places((pointer, value) ->
                        id.equals(value) && (pointer.endsWith("/id") || pointer.endsWith("/routeId")))
                .stream()
                .findFirst()
                .map(place -> content.at(place, sentence))
                .orElseGet(() -> content.at("", sentence));
    }

    private static boolean isAt(Route route, String direct) {
        return route.getEndpoint().getEndpointBaseUri().equals(DIRECT + "//" + direct);
    }

    private static boolean isFrom(Resource resource, String location) {
        return resource != null && location.equals(resource.getLocation());
    }

    /** @param beans names of those that go */
    private void restore(Model wanted, Set<String> beans) {
        try {
            for (Map.Entry<String, RouteDefinition> route : model().routes().entrySet()) {
                if (wanted.routes().get(route.getKey()) != route.getValue()) {
                    camel.removeRouteDefinition(route.getValue());
                }
            }
            camel.getRouteConfigurationDefinitions().retainAll(wanted.configurations());
            for (RouteTemplateDefinition template : model().templates()) {
                if (!wanted.templates().contains(template)) {
                    camel.removeRouteTemplateDefinition(template);
                }
            }
            for (String bean : beans) {
                camel.getRegistry().unbind(bean);
            }
            Map<String, RouteDefinition> left = model().routes();
            for (Map.Entry<String, RouteDefinition> route : wanted.routes().entrySet()) {
                if (!left.containsKey(route.getKey())) {
                    camel.addRouteDefinition(route.getValue());
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException("The routes cannot be brought back to what they were", e);
        }
    }

    private Model model() {
        Map<String, RouteDefinition> routes = new LinkedHashMap<>();
        camel.getRouteDefinitions().forEach(route -> routes.put(route.getRouteId(), route));
        return new Model(
                routes,
                new ArrayList<>(camel.getRouteConfigurationDefinitions()),
                new ArrayList<>(camel.getRouteTemplateDefinitions()));
    }

    /** In one line; a parser's own message goes on with a piece of the file. */
    private String reason(Throwable failure, String location, YamlText content) {
        Optional<String> malformed = YamlText.problem(failure);
        if (malformed.isPresent()) {
            return malformed.get();
        }
        Throwable root = root(failure);
        if (root instanceof ClassNotFoundException || root instanceof NoClassDefFoundError) {
            return missing(root.getMessage().replace('/', '.'), content);
        }
        String told = line(root);
        Matcher missing = PLACEHOLDER.matcher(told);
        if (missing.find()) {
            String sentence = "no value is configured for {{" + missing.group(1) + "}}";
            return content.places((pointer, value) -> value != null && value.contains("{{" + missing.group(1))).stream()
                    .findFirst()
                    .map(place -> content.at(place, sentence))
                    .orElseGet(() -> content.at("", sentence));
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FailedToCreateRouteException route) {
                RouteDefinition definition = camel.getRouteDefinition(route.getRouteId());
                return "route " + route.getRouteId() + ": " + told + " in " + location
                        + (definition == null || definition.getLineNumber() < 1
                                ? ""
                                : ", line " + definition.getLineNumber());
            }
        }
        return told + " in " + location;
    }

    /** Where the file itself does not name it, something that it names needs it. */
    private static String missing(String type, YamlText content) {
        String sentence =
                "there is no class " + type + ": put its jar into the folder of further jars beside the server";
        return content.places((pointer, value) -> value != null && value.contains(type)).stream()
                .findFirst()
                .map(place -> content.at(place, sentence))
                .orElseGet(() -> content.at("", sentence));
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static String line(Throwable failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }

    /** A file that is not taken, with the line that tells why. */
    static final class RefusedException extends Exception {

        private static final long serialVersionUID = 1L;

        private final String reason;

        RefusedException(String reason) {
            this(reason, null);
        }

        RefusedException(String reason, Throwable cause) {
            super(reason, cause);
            this.reason = reason;
        }
    }
}
