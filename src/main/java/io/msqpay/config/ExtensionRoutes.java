package io.msqpay.config;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * Loads route files into a running Camel context, each whole or not at all: when a file cannot be loaded, everything is as it was before.
 * A route with the id of another one takes its place (Camel's rule), and gives it back when its file is loaded anew without it.
 */
final class ExtensionRoutes {

    private final ModelCamelContext camel;

    /** By file, what it brought and what had to make way. */
    private final Map<String, Loaded> files = new HashMap<>();

    ExtensionRoutes(ModelCamelContext camel) {
        this.camel = camel;
    }

    /** @param replaced by id, the routes that made way for some of these */
    private record Loaded(Map<String, RouteDefinition> routes, Map<String, RouteDefinition> replaced) {}

    /**
     * Loads a file, or loads it again.
     *
     * @return why it could not be loaded, in one line that names file and line; nothing if it could
     */
    synchronized Optional<String> load(Resource file) {
        Map<String, RouteDefinition> before = routes();
        try {
            take(files.get(file.getLocation()));
            Map<String, RouteDefinition> without = routes();
            PluginHelper.getRoutesLoader(camel).loadRoutes(file);
            Map<String, RouteDefinition> routes = routes();
            routes.entrySet().removeIf(route -> route.getValue() == without.get(route.getKey()));
            without.keySet().retainAll(routes.keySet());
            files.put(file.getLocation(), new Loaded(routes, without));
            return Optional.empty();
        } catch (Exception e) {
            String reason = reason(e, file);
            restore(before);
            return Optional.of(reason);
        }
    }

    /** Takes away what an earlier version of a file brought. */
    private void take(Loaded earlier) throws Exception {
        if (earlier != null) {
            for (RouteDefinition route : earlier.routes().values()) {
                // Another file may have replaced it in the meantime.
                if (camel.getRouteDefinition(route.getRouteId()) == route) {
                    camel.removeRouteDefinition(route);
                }
            }
            for (RouteDefinition route : earlier.replaced().values()) {
                if (camel.getRouteDefinition(route.getRouteId()) == null) {
                    camel.addRouteDefinition(route);
                }
            }
        }
    }

    private void restore(Map<String, RouteDefinition> wanted) {
        try {
            for (Map.Entry<String, RouteDefinition> route : routes().entrySet()) {
                if (wanted.get(route.getKey()) != route.getValue()) {
                    camel.removeRouteDefinition(route.getValue());
                }
            }
            Map<String, RouteDefinition> left = routes();
            for (Map.Entry<String, RouteDefinition> route : wanted.entrySet()) {
                if (!left.containsKey(route.getKey())) {
                    camel.addRouteDefinition(route.getValue());
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException("The routes cannot be brought back to what they were", e);
        }
    }

    private Map<String, RouteDefinition> routes() {
        Map<String, RouteDefinition> routes = new LinkedHashMap<>();
        camel.getRouteDefinitions().forEach(route -> routes.put(route.getRouteId(), route));
        return routes;
    }

    /** In one line; a parser's own message goes on with a piece of the file. */
    private String reason(Throwable failure, Resource file) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MarkedYamlEngineException parser
                    && parser.getProblemMark().isPresent()) {
                Mark mark = parser.getProblemMark().get();
                return parser.getProblem() + " in " + mark.getName() + ", line " + (mark.getLine() + 1) + ", column "
                        + (mark.getColumn() + 1);
            }
            if (cause instanceof FailedToCreateRouteException route) {
                RouteDefinition definition = camel.getRouteDefinition(route.getRouteId());
                return "route " + route.getRouteId() + ": " + line(root(route)) + " in " + file.getLocation()
                        + (definition == null || definition.getLineNumber() < 1
                                ? ""
                                : ", line " + definition.getLineNumber());
            }
        }
        return line(failure) + " in " + file.getLocation();
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
}
