package io.msqpay.kamelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Fault;
import io.msqpay.dsl.FaultyNode;
import io.msqpay.dsl.Merchant;
import io.msqpay.dsl.PaymentServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.processor.PredicateValidationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Another Camel application, whose routes are YAML and which has nothing of ours but the Kamelets. */
class KameletsIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ROUTES = """
            - route:
                id: sell
                from:
                  uri: direct:sell
                  steps:
                    - to:
                        uri: kamelet:msqpay-create-payment-action
                        parameters:
                          server: "{{shop.server}}"
                          apiKey: "{{shop.key}}"
            - route:
                id: look
                from:
                  uri: direct:look
                  steps:
                    - to:
                        uri: kamelet:msqpay-payment-status-action
                        parameters:
                          server: "{{shop.server}}"
            - route:
                id: close
                from:
                  uri: direct:close
                  steps:
                    - to:
                        uri: kamelet:msqpay-relay-action
                        parameters:
                          server: "{{shop.server}}"
                          apiKey: "{{shop.key}}"
                          action: fail
            """;

    private static final String HEAR = """
            - route:
                id: hear
                from:
                  uri: kamelet:msqpay-payment-events-source
                  parameters:
                    server: "{{shop.server}}"
                    apiKey: "{{shop.key}}"
                    finality: latest
                    fromBlock: "%d"
                    position: "%s"
                    period: 200
                  steps:
                    - to:
                        uri: direct:heard
            """;

    private final List<Message> heard = new CopyOnWriteArrayList<>();
    private final AtomicBoolean refusing = new AtomicBoolean();
    private final AtomicInteger refused = new AtomicInteger();

    private static Deployed deployed;
    private static FaultyNode node;
    private static PaymentServer server;
    private static CamelContext shop;

    @BeforeAll
    static void start() throws Exception {
        deployed = Deployed.on(Anvil.shared());
        node = FaultyNode.before(deployed.anvil());
        server = PaymentServer.on(deployed, node);
        shop = new DefaultCamelContext();
        shop.getPropertiesComponent().addInitialProperty("shop.server", server.url());
        shop.getPropertiesComponent().addInitialProperty("shop.key", Merchant.API_KEY);
        shop.start();
        PluginHelper.getRoutesLoader(shop).loadRoutes(ResourceHelper.fromString("shop.camel.yaml", ROUTES));
    }

    @AfterAll
    static void stop() throws Exception {
        shop.close();
        server.close();
        node.close();
    }

    @Test
    void aPaymentIsCreatedReadAndFailed() throws Exception {
        Exchange sold = sell("1000000", "kamelet-1");
        JsonNode payment = body(sold);
        Map<String, Object> headers = sold.getMessage().getHeaders();

        assertThat(payment.path("paymentId").asText()).isEqualTo(headers.get("paymentId"));
        assertThat(payment.path("txHash").asText()).isEqualTo(headers.get("txHash"));
        assertThat(headers).doesNotContainKeys("X-API-Key", "CamelHttpPath", "Authorization");

        Exchange seen = send(
                "direct:look", null, Map.of("paymentId", headers.get("paymentId"), "txHash", headers.get("txHash")));
        assertThat(body(seen).path("status").asText()).isEqualTo("pending");

        Exchange closed = send("direct:close", null, Map.of("paymentId", headers.get("paymentId")));
        assertThat(body(closed).path("status").asText()).isEqualTo("success");
        assertThat(closed.getMessage().getHeaders()).doesNotContainKey("X-API-Key");
        assertThat(deployed.payment(headers.get("paymentId").toString()).status())
                .isEqualTo(Deployed.Status.FAILED);
    }

    @Test
    void theSameKeyIsTheSamePaymentAndWithOtherContentAConflict() throws Exception {
        Exchange first = sell("1000000", "kamelet-2");
        Exchange second = sell("1000000", "kamelet-2");
        Exchange other = sell("2000000", "kamelet-2");

        assertThat(body(second)).isEqualTo(body(first));
        HttpOperationFailedException conflict = failure(other);
        assertThat(conflict.getStatusCode()).isEqualTo(409);
        assertThat(JSON.readTree(conflict.getResponseBody()).path("error").asText())
                .isEqualTo("Conflict");
        assertThat(other.getMessage().getHeaders()).doesNotContainKey("X-API-Key");
    }

    @Test
    void anOutageReachesTheCallerWithItsStatus() {
        node.fail(new Fault.Refuse());
        try {
            assertThat(failure(sell("1000000", "kamelet-3")).getStatusCode()).isEqualTo(503);
        } finally {
            node.heal();
        }
    }

    @Test
    void everyEventIsToldInOrderAgainWhileTheRouteFailsAndOnceThroughARestart() throws Exception {
        long from = deployed.anvil().blockNumber() + 1;
        String first = body(sell("1000000", "kamelet-4")).path("paymentId").asText();
        refusing.set(true);
        try (DefaultCamelContext listener = hear(from, "")) {
            assertThat(listener.isStarted()).isTrue();
            await().until(() -> refused.get() > 1);
            assertThat(heard).isEmpty();

            refusing.set(false);
            server.merchant().relay(first, "fail");
            await().until(() -> heard.size() == 2);
        }
        String second = body(sell("1000000", "kamelet-5")).path("paymentId").asText();
        try (DefaultCamelContext listener = hear(0, heard.get(1).getHeader("msqpay-position", String.class))) {
            assertThat(listener.isStarted()).isTrue();
            await().until(() -> heard.size() == 3);
        }

        List<String> told = new ArrayList<>();
        for (Message message : heard) {
            JsonNode event = JSON.readTree(message.getBody(String.class));
            told.add(event.path("type").asText() + " " + event.path("paymentId").asText());
            assertThat(message.getHeaders()).containsOnlyKeys("Content-Type", "msqpay-position");
        }
        assertThat(told)
                .containsExactly("PaymentCreated " + first, "PaymentFailed " + first, "PaymentCreated " + second);
    }

    /** An application that listens. */
    private DefaultCamelContext hear(long fromBlock, String position) throws Exception {
        DefaultCamelContext listener = new DefaultCamelContext();
        listener.getPropertiesComponent().addInitialProperty("shop.server", server.url());
        listener.getPropertiesComponent().addInitialProperty("shop.key", Merchant.API_KEY);
        listener.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                // Longer than the period, and in another thread, as after many a component.
                from("direct:heard").delay(300).asyncDelayed().process(exchange -> hear(exchange.getMessage()));
            }
        });
        listener.start();
        PluginHelper.getRoutesLoader(listener)
                .loadRoutes(ResourceHelper.fromString("hear.camel.yaml", HEAR.formatted(fromBlock, position)));
        return listener;
    }

    private void hear(Message message) {
        if (refusing.get()) {
            refused.incrementAndGet();
            throw new IllegalStateException("not now");
        }
        heard.add(message.copy());
    }

    @Test
    void anIdThatIsNoneIsNotSent() {
        Exchange refused = send("direct:look", null, Map.of("paymentId", "../config?"));

        assertThat(refused.getException()).isInstanceOf(PredicateValidationException.class);
    }

    private static Exchange sell(String amount, String key) {
        return send(
                "direct:sell",
                "{\"merchantId\": \"%s\", \"amount\": \"%s\", \"currency\": \"USDC\"}"
                        .formatted(server.merchant().address(), amount),
                Map.of("Idempotency-Key", key, "Authorization", "Bearer of-the-estate", "CamelHttpPath", "/config"));
    }

    private static Exchange send(String endpoint, Object body, Map<String, Object> headers) {
        return shop.createFluentProducerTemplate()
                .withBody(body)
                .withHeaders(headers)
                .to(endpoint)
                .send();
    }

    private static JsonNode body(Exchange exchange) throws Exception {
        if (exchange.getException() != null) {
            throw exchange.getException();
        }
        return JSON.readTree(exchange.getMessage().getBody(String.class));
    }

    private static HttpOperationFailedException failure(Exchange exchange) {
        assertThat(exchange.getException()).isInstanceOf(HttpOperationFailedException.class);
        return (HttpOperationFailedException) exchange.getException();
    }
}
