package io.msqpay.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The REST contract is served whole or not at all. */
class PaymentsApiTest {

    private DefaultCamelContext camel;

    @BeforeEach
    void loadTheContractOnly() throws Exception {
        camel = new DefaultCamelContext();
        PlatformHttpEngine nobodyListens = Listener::new;
        camel.getRegistry().bind("platform-http-engine", nobodyListens);
        camel.getRestConfiguration().setComponent("platform-http");
        PluginHelper.getRoutesLoader(camel)
                .loadRoutes(ResourceHelper.resolveResource(
                        camel,
                        "file:" + Path.of("routes/payments-api.camel.yaml").toAbsolutePath()));
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    static List<String> operations() throws IOException {
        return new ObjectMapper(new YAMLFactory())
                .readTree(PaymentsApiTest.class.getResource("/openapi/payments.yaml"))
                .findValuesAsText("operationId");
    }

    @Test
    void everyOperationIsServedByTheRouteOfItsName() throws Exception {
        for (String operation : operations()) {
            serve(operation);
        }

        camel.start();

        assertThat(camel.getStatus().isStarted()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void anOperationWithoutARouteStopsTheStart(String forgotten) throws Exception {
        for (String operation : operations()) {
            if (!operation.equals(forgotten)) {
                serve(operation);
            }
        }

        assertThatThrownBy(camel::start).rootCause().hasMessageContaining(forgotten);
    }

    private void serve(String operation) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:" + operation).routeId(operation).setBody(constant("served"));
            }
        });
    }

    /** Stands where an HTTP server would: what is asked of it here is only that it can be started. */
    private static final class Listener extends DefaultConsumer implements PlatformHttpConsumer {

        Listener(PlatformHttpEndpoint endpoint, Processor processor) {
            super(endpoint, processor);
        }

        @Override
        public PlatformHttpEndpoint getEndpoint() {
            return (PlatformHttpEndpoint) super.getEndpoint();
        }
    }
}
