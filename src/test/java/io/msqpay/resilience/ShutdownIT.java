package io.msqpay.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.msqpay.dsl.Answer;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.EventStream;
import io.msqpay.dsl.Fault;
import io.msqpay.dsl.FaultyNode;
import io.msqpay.dsl.Measurements;
import io.msqpay.dsl.Merchant;
import io.msqpay.dsl.ServerProcess;
import io.msqpay.payment.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SIGTERM, sent to the packaged server in a process of its own. */
class ShutdownIT {

    /** As the JVM has it: 128 and the signal. */
    private static final int SIGTERM = 143;

    private Anvil anvil;
    private Deployed deployed;
    private FaultyNode node;
    private Address operator;
    private ServerProcess server;

    @BeforeEach
    void start() throws IOException {
        anvil = Anvil.start();
        deployed = Deployed.on(anvil);
        operator = new Address(deployed.operator().getAddress());
        node = FaultyNode.before(anvil);
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
        if (anvil != null) {
            node.close();
            anvil.close();
        }
    }

    @Test
    void requestsInFlightAreAnsweredAndNewOnesAreRefused() throws IOException {
        Merchant merchant = startServer(Map.of());
        String id = merchant.create("1").text("paymentId");
        anvil.setAutomine(false);
        long before = anvil.transactionCount(operator);
        CompletableFuture<Answer> relaying = CompletableFuture.supplyAsync(() -> merchant.relay(id, "confirm"));
        await().until(() -> anvil.pendingTransactionCount(operator) == before + 1);
        node.fail(new Fault.Delay(Duration.ofSeconds(1)), "eth_call");
        CompletableFuture<Answer> reading = CompletableFuture.supplyAsync(() -> merchant.status(id));
        int reads = node.calls("eth_call");
        await().until(() -> node.calls("eth_call") > reads);

        long start = System.nanoTime();
        CompletableFuture<Integer> ending = CompletableFuture.supplyAsync(server::terminate);
        await().untilAsserted(() -> assertRefused(merchant));
        node.heal();
        assertThat(reading.join().status()).isEqualTo(200);
        assertThat(relaying).as("waits for its block").isNotDone();
        anvil.mine();

        assertThat(relaying.join().status())
                .as(relaying.join().body().toString())
                .isEqualTo(200);
        assertThat(relaying.join().text("status")).isEqualTo("success");
        assertThat(ending.join()).isEqualTo(SIGTERM);
        Measurements.add("server", "SIGTERM with requests in flight", 200, 1, millisSince(start));
        assertThat(deployed.payment(id).status()).isEqualTo(Deployed.Status.CONFIRMED);
        assertThat(anvil.transactionCount(operator)).isEqualTo(before + 1);
        assertThat(server.lines()).noneMatch(line -> line.contains("\"ERROR\""));
        assertNothingIsLeft();
    }

    @Test
    void theWaitForRequestsInFlightIsBounded() throws IOException {
        Merchant merchant = startServer(
                Map.of("SPRING_LIFECYCLE_TIMEOUTPERSHUTDOWNPHASE", "2s", "CAMEL_MAIN_SHUTDOWNTIMEOUT", "2"));
        String id = merchant.create("1").text("paymentId");
        anvil.setAutomine(false);
        long before = anvil.transactionCount(operator);
        CompletableFuture<Answer> relaying = CompletableFuture.supplyAsync(() -> merchant.relay(id, "confirm"));
        await().until(() -> anvil.pendingTransactionCount(operator) == before + 1);

        long start = System.nanoTime();
        assertThat(server.terminate()).isEqualTo(SIGTERM);

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(20));
        Measurements.add("server", "SIGTERM, wait of 2 s over", 0, 1, millisSince(start));
        assertThat(relaying).as("no answer that would not be true").failsWithin(Duration.ofSeconds(5));
        anvil.mine();
        assertThat(deployed.payment(id).status()).as("what was sent lands").isEqualTo(Deployed.Status.CONFIRMED);
        assertNothingIsLeft();
    }

    @Test
    void streamsEndAndHoldNothingUp() throws IOException {
        Merchant merchant = startServer(Map.of());
        String id = merchant.create("1").text("paymentId");
        EventStream events = EventStream.open(server.url() + "/payments/" + id + "/events", Map.of());
        events.next();

        long start = System.nanoTime();
        assertThat(server.terminate()).isEqualTo(SIGTERM);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
        Measurements.add("server", "SIGTERM with an open stream", 200, 1, millisSince(start));
        await().until(events::isOver);
        assertThat(events.isBroken()).as("it ends, it does not break off").isFalse();
        assertThat(server.lines()).noneMatch(line -> line.contains("\"ERROR\""));
        assertNothingIsLeft();
    }

    private Merchant startServer(Map<String, String> more) {
        Map<String, String> environment = deployed.environment();
        environment.put("POLYGON_RPC_URL", node.url());
        environment.putAll(more);
        server = ServerProcess.start(environment).awaitReady();
        return server.merchant();
    }

    private static void assertRefused(Merchant merchant) {
        assertThatThrownBy(() -> merchant.get("/health/live")).isInstanceOf(UncheckedIOException.class);
    }

    private void assertNothingIsLeft() throws IOException {
        assertThat(ProcessHandle.of(server.pid()).filter(ProcessHandle::isAlive))
                .isEmpty();
        // Throws while somebody listens.
        new ServerSocket(URI.create(server.url()).getPort()).close();
    }

    private static long millisSince(long start) {
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }
}
