package io.msqpay.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Fault;
import io.msqpay.dsl.FaultyNode;
import io.msqpay.dsl.Load;
import io.msqpay.dsl.Load.Outcome;
import io.msqpay.dsl.Merchant;
import io.msqpay.dsl.PaymentServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node that can do only so much, and five times the requests that can be served with it. */
class OverloadIT {

    private static final Logger LOG = LoggerFactory.getLogger(OverloadIT.class);
    private static final int TIMES = 5;
    private static final int READS = 4;
    private static final int SENDS = 8;
    private static final Duration WAIT = Duration.ofMillis(250);
    /** What an endless queue would exceed many times over, and a slow machine does not. */
    private static final Duration BOUND = Duration.ofSeconds(3);

    private static Deployed deployed;
    private static FaultyNode node;
    private static PaymentServer server;
    private static Merchant merchant;

    @BeforeAll
    static void start() {
        deployed = Deployed.on(Anvil.shared());
        node = FaultyNode.before(Anvil.shared());
        server = PaymentServer.on(
                deployed,
                node,
                "msqpay.http.rate-limit-per-minute=0",
                "msqpay.http.max-concurrent-reads=" + READS,
                "msqpay.http.max-concurrent-sends=" + SENDS,
                "msqpay.http.max-wait=" + WAIT.toMillis() + "ms");
        merchant = server.merchant();
    }

    @AfterAll
    static void stop() {
        server.close();
        node.close();
    }

    @AfterEach
    void heal() {
        node.heal();
    }

    @Test
    void readsGoOnAtTheirCeilingAndTheRestIsRefusedAtOnce() throws IOException {
        String url = server.url() + "/payments/" + merchant.create("1").text("paymentId") + "/status";
        Supplier<HttpRequest> read = () -> Load.get(url);
        Load.saturate(read, READS, Duration.ofSeconds(2));
        node.fail(new Fault.Busy(READS, Duration.ofMillis(200)), "eth_call");
        int most = READS * 1000 / 200;
        long ceiling = Load.saturate(read, READS, Duration.ofSeconds(3)).perSecond(200);

        CompletableFuture<Load> health = CompletableFuture.supplyAsync(
                () -> Load.keepUp(() -> Load.get(server.url() + "/health/live"), 10, Duration.ofSeconds(5)));
        Load load = Load.keepUp(read, most * TIMES, Duration.ofSeconds(5));

        report("reads", ceiling, most, load, 200);
        assertServing(load, 200, ceiling);
        assertThat(health.join().percentile(99, 200)).isLessThan(BOUND);
        assertThat(Load.saturate(read, READS, Duration.ofSeconds(1)).with(503))
                .as("when the load is over, all is as before")
                .isEmpty();
    }

    @Test
    void sendsGoOnAtTheirCeilingAndWhatIsRefusedWasNotSent() throws IOException {
        Supplier<HttpRequest> create = () -> HttpRequest.newBuilder(URI.create(server.url() + "/payments/create"))
                .header("X-API-Key", Merchant.API_KEY)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(30))
                .POST(BodyPublishers.ofString(
                        "{\"merchantId\":\"" + merchant.address() + "\",\"amount\":\"1\",\"currency\":\"USDC\"}"))
                .build();
        Load.saturate(create, SENDS, Duration.ofSeconds(2));
        node.fail(new Fault.Busy(SENDS, Duration.ofMillis(50)));
        node.resetCalls();
        String known = merchant.create("1").text("paymentId");
        int calls = node.calls().values().stream().mapToInt(Integer::intValue).sum();
        int most = SENDS * 1000 / 50 / calls;
        long ceiling = Load.saturate(create, SENDS, Duration.ofSeconds(4)).perSecond(201);
        node.resetCalls();

        CompletableFuture<Load> reads = CompletableFuture.supplyAsync(() -> Load.keepUp(
                () -> Load.get(server.url() + "/payments/" + known + "/status"), 10, Duration.ofSeconds(6)));
        Load load = Load.keepUp(create, most * TIMES, Duration.ofSeconds(6));

        report("creates", ceiling, most, load, 201);
        assertServing(load, 201, ceiling);
        assertThat(node.calls("eth_sendRawTransaction"))
                .isEqualTo(load.with(201).size());
        assertThat(reads.join().with(200)).as("reads have places of their own").hasSize(60);
    }

    /** It goes on at its ceiling; whatever is not served is refused, at once, in the documented shape. */
    private static void assertServing(Load load, int served, long ceiling) throws IOException {
        assertThat(load.perSecond(served)).isGreaterThan(ceiling / 2);
        assertThat(load.percentile(99, served)).isLessThan(BOUND);
        List<Outcome> refused = load.with(503);
        assertThat(refused.size() + load.with(served).size())
                .isEqualTo(load.outcomes().size());
        assertThat(refused.size()).isGreaterThan(load.outcomes().size() / 2);
        assertThat(load.percentile(99, 503)).isLessThan(BOUND);
        for (Outcome outcome : refused) {
            JsonNode error = new ObjectMapper().readTree(outcome.response().body());
            assertThat(error.path("error").asText()).isEqualTo("ServiceUnavailable");
            assertThat(error.path("message").asText()).contains("nothing was done");
            assertThat(outcome.response().headers().firstValue("Retry-After")).contains("1");
        }
    }

    private static void report(String what, long ceiling, int most, Load load, int served) {
        LOG.info(
                "{}: ceiling {}/s, the node's {}/s, offered {}/s, served {}/s, p50 {} ms, p99 {} ms; refused {}/s, p50 {} ms, p99 {} ms",
                what,
                ceiling,
                most,
                most * TIMES,
                load.perSecond(served),
                load.percentile(50, served).toMillis(),
                load.percentile(99, served).toMillis(),
                load.perSecond(503),
                load.percentile(50, 503).toMillis(),
                load.percentile(99, 503).toMillis());
    }
}
