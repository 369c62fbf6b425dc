package io.msqpay.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.FaultyNode;
import io.msqpay.dsl.Merchant;
import io.msqpay.dsl.PaymentServer;
import io.msqpay.observe.Collector.Span;
import io.msqpay.relayer.OpenzeppelinEmulator;
import io.opentelemetry.api.trace.Tracer;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a collector of traces gets from a server that calls nodes and a remote relayer. */
class TracingIT {

    private static final String PLANTED = "planted-secret";
    private static final String CLIENTS_SPAN = "b7ad6b7169203331";

    private static Anvil anvil;
    private static Deployed deployed;
    private static FaultyNode node;
    private static OpenzeppelinEmulator relayer;
    private static Collector collector;
    private static PaymentServer server;
    private static Merchant merchant;

    @BeforeAll
    static void start() {
        anvil = Anvil.start();
        deployed = Deployed.on(anvil);
        node = FaultyNode.before(anvil);
        relayer = new OpenzeppelinEmulator(deployed);
        collector = new Collector();
        server = PaymentServer.on(
                deployed,
                Stream.concat(
                                Stream.of(relayer.properties()),
                                Stream.of(
                                        "msqpay.chain.rpc-urls=" + node.url() + "/v2/" + PLANTED,
                                        "msqpay.traces.endpoint=" + collector.url(),
                                        "msqpay.chain.receipt-poll-interval=50ms",
                                        "msqpay.http.rate-limit-per-minute=0"))
                        .toArray(String[]::new));
        merchant = server.merchant();
    }

    @AfterAll
    static void stop() {
        server.close();
        collector.close();
        relayer.close();
        node.close();
        anvil.close();
    }

    private static Merchant client(String trace) {
        return merchant.withHeader("traceparent", "00-" + trace + "-" + CLIENTS_SPAN + "-01");
    }

    /** The spans of a trace, when the first of them, which ends last, is there. */
    private static List<Span> trace(String trace) {
        await().until(() -> spans(trace).stream().anyMatch(span -> span.parent().equals(CLIENTS_SPAN)));
        return spans(trace);
    }

    private static List<Span> spans(String trace) {
        return collector.spans().stream()
                .filter(span -> span.trace().equals(trace))
                .toList();
    }

    private static void assertOneTree(List<Span> spans) {
        Set<String> ids = spans.stream().map(Span::id).collect(Collectors.toSet());
        assertThat(spans)
                .filteredOn(span -> !ids.contains(span.parent()))
                .singleElement()
                .satisfies(first -> assertThat(first.parent()).isEqualTo(CLIENTS_SPAN));
    }

    @Test
    void aRequestIsOneTraceFromRestOverRouteStepsToNodeAndRelayer() {
        String id = merchant.create("5").text("paymentId");

        assertThat(client("0af7651916cd43dd8448eb211c80319c")
                        .relay(id, "confirm")
                        .status())
                .isEqualTo(200);

        List<Span> spans = trace("0af7651916cd43dd8448eb211c80319c");
        assertOneTree(spans);
        assertThat(spans)
                .extracting(Span::name)
                .contains("relayPayment", "readPayment", "relayViaOpenzeppelin", "callRelayer")
                .anyMatch(name -> name.startsWith("call-node-1"))
                .anyMatch(name -> name.startsWith("send-over-http"))
                .anyMatch(name -> name.startsWith("require-own-payment"));
        assertThat(spans)
                .extracting(span -> span.attributes().get("component"))
                .contains("camel-rest-openapi", "camel-direct", "camel-web3j", "camel-http");
    }

    @Test
    void everySpanOfAStatusReadHangsTogether() {
        String id = merchant.create("6").text("paymentId");

        client("1af7651916cd43dd8448eb211c80319c").status(id);

        List<Span> spans = trace("1af7651916cd43dd8448eb211c80319c");
        assertOneTree(spans);
        assertThat(spans).extracting(Span::name).contains("getPaymentStatus", "readContract");
    }

    @Test
    void noSpanHoldsASecretAUrlOrABody() {
        String id = client("2af7651916cd43dd8448eb211c80319c")
                .create("5", body -> body.putObject("metadata").put("note", PLANTED))
                .text("paymentId");
        client("3af7651916cd43dd8448eb211c80319c").status(id, "at=latest&x=" + PLANTED);
        client("4af7651916cd43dd8448eb211c80319c").withApiKey(PLANTED).relay(id, "confirm");
        client("5af7651916cd43dd8448eb211c80319c").relay(id, "confirm");

        trace("2af7651916cd43dd8448eb211c80319c");
        trace("5af7651916cd43dd8448eb211c80319c");
        assertThat(collector.raw())
                .doesNotContain(
                        PLANTED,
                        Merchant.API_KEY,
                        OpenzeppelinEmulator.API_KEY,
                        deployed.operator().getEcKeyPair().getPrivateKey().toString(16),
                        node.url(),
                        relayer.url(),
                        id);
        assertThat(collector.spans()).allSatisfy(span -> assertThat(
                        span.attributes().keySet())
                .isSubsetOf("component", "op", "routeId", "processor", "http.method", "http.status_code", "error"));
    }

    @Test
    void withoutACollectorNothingIsTraced() {
        try (PaymentServer plain = PaymentServer.on(deployed)) {
            assertThat(plain.context().getBeansOfType(Tracer.class)).isEmpty();
        }
    }
}
