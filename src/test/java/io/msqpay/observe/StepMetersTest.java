package io.msqpay.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.msqpay.camel.StepMeters;
import io.msqpay.error.GatewayTimeoutException;
import io.msqpay.error.RelayerRejectedException;
import io.msqpay.error.ServiceUnavailableException;
import io.msqpay.event.EventDelivery;
import java.io.IOException;
import java.net.ConnectException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Steps are known by their ids, and whatever happens in them, counting it fails nobody. */
class StepMetersTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final DefaultCamelContext camel = new DefaultCamelContext();

    @AfterEach
    void stop() {
        camel.stop();
    }

    /** Runs a step of that id. */
    private void run(String id, Map<String, Object> headers, Processor step) {
        camel.getCamelContextExtension()
                .addInterceptStrategy(new StepMeters(() -> meters, "courier", UnaryOperator.identity()));
        try {
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    errorHandler(noErrorHandler());
                    from("direct:a").process(step).id(id);
                }
            });
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        camel.start();
        camel.createFluentProducerTemplate().to("direct:a").withHeaders(headers).send();
    }

    private void assertOne(String name, String... tags) {
        assertThat(meters.get(name).tags(tags).meter()).isNotNull();
        assertThat(meters.getMeters()).hasSize(1);
    }

    private static Processor throwing(Exception failure) {
        return exchange -> {
            throw failure;
        };
    }

    @ParameterizedTest
    @CsvSource({
        "ETH_CALL, eth_call",
        "ETH_GET_BLOCK_BY_NUMBER, eth_getBlockByNumber",
        "NET_VERSION, net_version",
        "whatever, other"
    })
    void aCallToANodeHasTheNameOfItsMethod(String operation, String method) {
        run("call-node-1", Map.of("OPERATION", operation), exchange -> {});

        assertOne("msqpay.node.calls", "node", "node-1", "method", method, "outcome", "success");
        assertThat(meters.get("msqpay.node.calls").timer().totalTime(TimeUnit.NANOSECONDS))
                .isPositive();
    }

    @Test
    void aCallWithoutAMethodIsCountedToo() {
        run("call-node-12", Map.of(), exchange -> {});

        assertOne("msqpay.node.calls", "node", "node-12", "method", "other", "outcome", "success");
    }

    @Test
    void aNodeThatCannotBeReachedIsNotOneThatFails() {
        run("call-node-1", Map.of("OPERATION", "ETH_CALL"), throwing(new ConnectException()));
        assertOne("msqpay.node.calls", "outcome", "unreachable");
    }

    @Test
    void aNodeThatFailsIsNotOneThatAnswersWithAnError() {
        run("call-node-1", Map.of("OPERATION", "ETH_CALL"), throwing(new IOException()));
        assertOne("msqpay.node.calls", "outcome", "failure");
    }

    @Test
    void anErrorOfTheNodeIsAnAnswer() {
        run("call-node-1", Map.of("OPERATION", "ETH_CALL"), exchange -> {
            exchange.getMessage().setHeader("ERROR_CODE", 3);
            throw new IOException();
        });
        assertOne("msqpay.node.calls", "outcome", "error");
    }

    @Test
    void aRelayIsCountedByWhatTheRelayerSays() {
        run("send-to-relayer", Map.of(), exchange -> exchange.setVariable("relayStatus", "pending"));
        assertOne("msqpay.relays", "kind", "courier", "outcome", "pending");
    }

    @Test
    void aRelayerThatSaysNothingIsCountedAndServed() {
        run("send-to-relayer", Map.of(), exchange -> {});
        assertOne("msqpay.relays", "outcome", "other");
    }

    @Test
    void aRelayThatFailsIsCountedByTheReason() {
        run("send-to-relayer", Map.of(), throwing(new RelayerRejectedException("paused")));
        assertOne("msqpay.relays", "outcome", "rejected");
    }

    @Test
    void aRelayOfUnknownOutcomeIsNone() {
        run("wait-for-relay", Map.of(), throwing(new GatewayTimeoutException("late", null, null)));
        assertOne("msqpay.relays.awaited", "outcome", "unknown");
    }

    @Test
    void aRelayerOutOfReachIsUnavailable() {
        run("send-to-relayer", Map.of(), throwing(new ServiceUnavailableException("down")));
        assertOne("msqpay.relays", "outcome", "unavailable");
    }

    @ParameterizedTest
    @CsvSource({"back-off-before-try, tries", "back-off-before-send, attempts"})
    void theSecondTryIsTheFirstRetry(String step, String variable) {
        run(step, Map.of(), exchange -> exchange.setVariable(variable, 2));
        assertOne("msqpay.retries", "target", "relayer");
    }

    @ParameterizedTest
    @CsvSource({"back-off-before-try", "break-node-1", "ask-first-node", "anything-else"})
    void aFirstTryIsNoRetryAndOtherStepsAreNotCounted(String step) {
        run(step, Map.of(), exchange -> {});
        assertThat(meters.getMeters()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"false, false, delivered", "true, false, retracted", "false, true, refused"})
    void anEventIsCountedForItsConsumer(boolean retracted, boolean refused, String outcome) {
        run("deliver-shop", Map.of(), exchange -> {
            exchange.setVariable("delivery", new EventDelivery(null, retracted, "position", null));
            if (refused) {
                throw new IOException();
            }
        });
        assertOne("msqpay.events", "consumer", "shop", "outcome", outcome);
    }

    @Test
    void whatOthersDeliverIsNoEvent() {
        run("deliver-parcels", Map.of(), exchange -> {});
        assertThat(meters.getMeters()).isEmpty();
    }

    @Test
    void theNodeBehindAnotherTakesOver() {
        run("break-node-10", Map.of(), exchange -> {});
        assertOne("msqpay.node.failovers", "node", "node-10");
    }
}
