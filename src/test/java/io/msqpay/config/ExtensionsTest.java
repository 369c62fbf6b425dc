package io.msqpay.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.msqpay.dsl.Notes;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A folder in an application that serves no HTTP. */
class ExtensionsTest {

    private static final String ROUTE = "file:hello.camel.yaml";
    private static final String OVERLAY = "file:hello.openapi.yaml";

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final Extensions extensions = new Extensions(camel, null);

    @BeforeEach
    void start() {
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    @Test
    void anOverlayWithoutAContractIsReported() {
        String route = Notes.HELLO_ROUTE.replace("    routeConfigurationId: answerErrors\n", "");

        assertThat(extensions.take(new TreeMap<>(Map.of(ROUTE, route, OVERLAY, Notes.HELLO))))
                .containsExactly("there is no contract to add to without msqpay.http.enabled in " + OVERLAY);

        assertThat(camel.getRoute("sayHello")).isNotNull();
    }

    @Test
    void whatAnotherFileWasInTheWayOfIsTakenWhenThatIsGone() {
        String route = Notes.HELLO_ROUTE.replace("    routeConfigurationId: answerErrors\n", "");
        String other = "file:other.camel.yaml";
        TreeMap<String, String> files =
                new TreeMap<>(Map.of(ROUTE, route, other, route.replace("expression: Hello", "expression: Good day")));

        assertThat(extensions.take(files))
                .containsExactly("route sayHello is in " + ROUTE + " too in " + other + ", line 2");
        assertThat(ask()).isEqualTo("Hello");

        files.remove(ROUTE);
        assertThat(extensions.take(files)).isEmpty();
        assertThat(ask()).isEqualTo("Good day");
        assertThat(extensions.take(files)).isEmpty();

        assertThat(extensions.take(new TreeMap<>())).isEmpty();
        assertThat(camel.getRoutes()).isEmpty();
    }

    private String ask() {
        return camel.createProducerTemplate().requestBody("direct:sayHello", "", String.class);
    }
}
