package io.msqpay.config;

import java.util.Optional;
import org.apache.camel.Consumer;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.rest.RestDefinition;

/**
 * Serves the operations that overlays add, by a REST route of their own, so that those of the server are never interrupted. A new version
 * takes the paths over before the one before it ends.
 */
final class ExtensionApi {

    private final ModelCamelContext camel;
    private int version;
    private Served served;

    ExtensionApi(ModelCamelContext camel) {
        this.camel = camel;
    }

    /** @param document the name in the registry under which Camel reads it */
    private record Served(String route, String document, RestDefinition rest) {}

    /**
     * Serves these operations and no others. When they cannot be served, those from before still are.
     *
     * @param document an OpenAPI document with the operations; nothing if there are none
     */
    void serve(Optional<String> document) throws Exception {
        Served before = served;
        served = document.isPresent() ? start(document.get()) : null;
        if (before != null) {
            stop(before);
        }
    }

    private Served start(String document) throws Exception {
        version++;
        // A route of the same id would have to end before the next one begins.
        String route = "extensionsApi" + (version % 2 == 0 ? "Anew" : "");
        String name = "extensions-" + version + ".json";
        RestDefinition rest = new RestDefinition();
        rest.openApi().specification("ref:" + name).routeId(route).missingOperation("fail");
        Served started = new Served(route, name, rest);
        camel.getRegistry().bind(name, document);
        try {
            camel.addRoutes(new RouteBuilder(camel) {
                @Override
                public void configure() {
                    getRestCollection().rest(rest);
                }
            });
            return started;
        } catch (Exception e) {
            stop(started);
            throw e;
        }
    }

    private void stop(Served ended) throws Exception {
        if (camel.getRoute(ended.route()) != null) {
            Consumer consumer = camel.getRoute(ended.route()).getConsumer();
            camel.removeRouteDefinition(camel.getRouteDefinition(ended.route()));
            camel.getRestRegistry().removeRestService(consumer);
        }
        camel.getRestDefinitions().remove(ended.rest());
        camel.getRegistry().unbind(ended.document());
    }
}
