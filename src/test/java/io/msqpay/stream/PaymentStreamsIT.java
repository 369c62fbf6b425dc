package io.msqpay.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.msqpay.dsl.Answer;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.EventStream;
import io.msqpay.dsl.EventStream.Event;
import io.msqpay.dsl.Fault;
import io.msqpay.dsl.FaultyNode;
import io.msqpay.dsl.Merchant;
import io.msqpay.dsl.PaymentServer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pages that follow payments on a real chain. */
class PaymentStreamsIT {

    private static final String ORIGIN = "https://shop.example";
    private static final String BLOCK = "eth_getBlockByNumber";
    private static final int PLACES = 12;
    private static final int PLACES_OF_ADDRESS = 8;

    private static Anvil anvil;
    private static FaultyNode node;
    private static PaymentServer server;
    private static Merchant merchant;

    private final List<EventStream> opened = new ArrayList<>();

    @BeforeAll
    static void start() {
        anvil = Anvil.start();
        node = FaultyNode.before(anvil);
        server = PaymentServer.on(
                Deployed.on(anvil),
                node,
                "msqpay.http.rate-limit-per-minute=0",
                "msqpay.http.cors-allowed-origins=" + ORIGIN,
                // Addresses of the documentation (RFC 5737) stand for clients behind a proxy.
                "msqpay.http.trusted-proxies=127.0.0.1,::1",
                "msqpay.http.max-concurrent-reads=4",
                "msqpay.streams.max=" + PLACES,
                "msqpay.streams.max-per-address=" + PLACES_OF_ADDRESS,
                "msqpay.streams.interval=50ms",
                "msqpay.streams.heartbeat=300ms");
        merchant = server.merchant();
    }

    @AfterAll
    static void stop() {
        server.close();
        node.close();
        anvil.close();
    }

    @AfterEach
    void closeAll() {
        node.heal();
        anvil.setAutomine(true);
        opened.forEach(EventStream::close);
        await().until(() -> streams().count() == 0);
        // The breaker must not carry one test's fault into the next.
        await().until(() -> merchant.status("0x" + "ab".repeat(32)).status() == 404);
    }

    @Test
    void thePresentStatusComesAtOnceAndThenEveryChangeUntilTheEnd() {
        String id = create();

        EventStream events = follow(id);
        Event first = events.next();
        merchant.relay(id, "confirm");
        Event second = events.next();

        assertThat(events.status()).isEqualTo(200);
        assertThat(events.header("Content-Type")).startsWith("text/event-stream");
        assertThat(events.header("Cache-Control")).isEqualTo("no-store");
        assertThat(events.header("X-Accel-Buffering")).isEqualTo("no");
        assertThat(events.header("X-Request-Id")).isNotBlank();
        assertThat(events.header("Content-Length")).isNull();
        assertThat(Integer.parseInt(events.retry())).isBetween(2_000, 4_000);
        assertThat(first.name()).isEqualTo("status");
        assertThat(first.status()).isEqualTo("pending");
        assertThat(second.status()).isEqualTo("confirmed");
        assertThat(second.json()).isEqualTo(merchant.status(id).body());
        assertThat(second.id()).isNotEqualTo(first.id());
        await().until(events::isOver);
        assertThat(events.isBroken()).isFalse();
        assertThat(events.hasNext()).isFalse();
    }

    /** Or else a slow node would be asked ever more, and what it said first could be told last. */
    @Test
    void noLookBeginsBeforeTheOneBeforeHasEnded() {
        String id = create();
        EventStream events = follow(id);
        events.next();
        node.resetCalls();
        node.fail(new Fault.Hang(), "eth_call");
        anvil.mine();
        await().until(() -> node.calls("eth_call") > 0);
        int looks = node.calls(BLOCK);

        anvil.mine();
        await().during(Duration.ofMillis(500)).until(() -> node.calls(BLOCK) == looks);

        node.heal();
        merchant.relay(id, "fail");
        assertThat(events.next().status()).isEqualTo("failed");
    }

    @Test
    void whoComesBackIsNotToldWhatItKnowsAndNotAskedToComeBackAfterTheEnd() {
        String id = create();
        String pending = follow(id).next().id();

        EventStream again = follow(id, "", Map.of("Last-Event-ID", pending));
        merchant.relay(id, "fail");
        Event end = again.next();
        EventStream late = follow(id, "", Map.of("Last-Event-ID", pending));
        EventStream known = follow(id, "", Map.of("Last-Event-ID", end.id()));

        assertThat(end.status()).isEqualTo("failed");
        assertThat(end.json().path("failureReason").asText()).isEqualTo("cancelled");
        assertThat(late.next()).isEqualTo(end);
        await().until(late::isOver);
        assertThat(known.status()).isEqualTo(204);
        assertThat(known.header("X-Request-Id")).isNotBlank();
        await().until(known::isOver);
    }

    @Test
    void aPaymentIsFollowedFromTheMempoolOn() {
        anvil.setAutomine(false);
        Answer created = merchant.create("1");
        String id = created.text("paymentId");

        EventStream events = follow(id, "?txHash=" + created.text("txHash"), Map.of());
        Event waiting = events.next();
        anvil.mine();
        Event mined = events.next();

        assertThat(waiting.status()).isEqualTo("pending");
        assertThat(waiting.json().has("createdAt")).isFalse();
        assertThat(mined.status()).isEqualTo("pending");
        assertThat(mined.json().has("createdAt")).isTrue();
    }

    @Test
    void aPaymentExpiresWhileItIsFollowed() {
        String id = merchant.create("1", body -> body.put("expiresIn", 60)).text("paymentId");
        EventStream events = follow(id);
        events.next();

        anvil.increaseTime(Duration.ofSeconds(120));
        anvil.mine();
        Event expired = events.next();

        assertThat(expired.json().path("failureReason").asText()).isEqualTo("expired");
        await().until(events::isOver);
    }

    @Test
    void errorsComeInTheDocumentedShapeBeforeThereIsAStream() {
        Answer unknown = merchant.get("/payments/0x" + "ab".repeat(32) + "/events");
        Answer malformed = merchant.get("/payments/0x12/events?at=earliest");
        Answer tooLong = merchant.withHeader("Last-Event-ID", "x".repeat(65)).get("/payments/" + create() + "/events");
        node.fail(new Fault.Refuse());
        Answer unreachable = merchant.get("/payments/0x" + "ab".repeat(32) + "/events");

        assertError(unknown, 404, "NotFound");
        assertError(malformed, 400, "ValidationError");
        assertThat(malformed.body().path("details")).hasSize(2);
        assertError(tooLong, 400, "ValidationError");
        assertError(unreachable, 503, "ServiceUnavailable");
        assertThat(streams().count()).isZero();
    }

    @Test
    void theHeadAloneTakesNoPlace() {
        Answer head = merchant.call("HEAD", "/payments/" + create() + "/events");

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Type")).startsWith("text/event-stream");
        assertThat(streams().count()).isZero();
    }

    @Test
    void browsersOfTheShopMayFollow() {
        EventStream events = follow(create(), "", Map.of("Origin", ORIGIN));

        assertThat(events.next().status()).isEqualTo("pending");
        assertThat(events.header("Access-Control-Allow-Origin")).isEqualTo(ORIGIN);
    }

    @Test
    void anOutageOfTheNodeDoesNotEndTheStream() {
        String id = create();
        EventStream events = follow(id);
        events.next();
        Merchant other = merchant;

        node.fail(new Fault.Refuse());
        int comments = events.comments();
        await().until(() -> events.comments() > comments + 2);
        node.heal();
        await().until(() -> other.relay(id, "confirm").status() == 200);

        assertThat(events.next().status()).isEqualTo("confirmed");
    }

    @Test
    void howeverManyFollowAPaymentItIsReadOnce() {
        String id = create();
        List<EventStream> all = new ArrayList<>();
        for (int i = 0; i < PLACES_OF_ADDRESS; i++) {
            all.add(follow(id));
        }
        all.forEach(EventStream::next);
        // Whoever has just come is looked after once more.
        await().during(Duration.ofMillis(300)).until(() -> reads(() -> {}) == 0);

        int reads = reads(() -> {
            anvil.mine();
            anvil.mine();
        });

        assertThat(reads).isBetween(1, 2);
        merchant.relay(id, "confirm");
        all.forEach(events -> assertThat(events.next().status()).isEqualTo("confirmed"));
    }

    private static int reads(Runnable change) {
        int before = node.calls("eth_call");
        change.run();
        int blocks = node.calls(BLOCK);
        await().until(() -> node.calls(BLOCK) > blocks + 3);
        return node.calls("eth_call") - before;
    }

    @Test
    void placesAreCountedForTheServerAndForEachAddressAndTakeNoneOfTheOthers() {
        String id = create();
        for (int i = 0; i < PLACES_OF_ADDRESS; i++) {
            assertThat(follow(id, "", from("192.0.2.1")).status()).isEqualTo(200);
        }
        Merchant same = merchant.withHeader("X-Forwarded-For", "192.0.2.1");
        Answer tooMany = same.get("/payments/" + id + "/events");
        for (int i = PLACES_OF_ADDRESS; i < PLACES; i++) {
            assertThat(follow(id, "", from("192.0.2.2")).status()).isEqualTo(200);
        }
        Answer full = merchant.withHeader("X-Forwarded-For", "192.0.2.3").get("/payments/" + id + "/events");

        assertError(tooMany, 429, "TooManyRequests");
        assertThat(tooMany.header("Retry-After")).isEqualTo("5");
        assertError(full, 503, "ServiceUnavailable");
        assertThat(full.header("Retry-After")).isEqualTo("5");
        assertThat(merchant.status(id).status())
                .as("there are three times as many streams as reads may run")
                .isEqualTo(200);
        opened.remove(0).close();
        await().until(() -> follow(id, "", from("192.0.2.1")).status() == 200);
    }

    @Test
    void aClientThatIsGoneIsNoticedAndItsPlaceFreed() throws IOException {
        String path = "/payments/" + create() + "/events";
        URI url = URI.create(server.url());
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: here\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            await().until(() -> streams().count() == 1);
        }

        await().until(() -> streams().count() == 0);
    }

    @Test
    void noTenStreamsTakeAThreadEach() {
        String id = create();
        for (int i = 0; i < PLACES_OF_ADDRESS; i++) {
            follow(id).next();
        }

        assertThat(Thread.getAllStackTraces().entrySet())
                .as("threads that are in a request")
                .filteredOn(thread -> List.of(thread.getValue()).stream()
                        .anyMatch(frame -> frame.getClassName().endsWith("EdgeHttpConsumer")))
                .isEmpty();
    }

    private static void assertError(Answer answer, int status, String name) {
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        JsonNode body = answer.body();
        assertThat(body.path("error").asText()).isEqualTo(name);
        assertThat(body.path("requestId").asText()).isEqualTo(answer.header("X-Request-Id"));
    }

    private static String create() {
        return merchant.create("1").text("paymentId");
    }

    private static PaymentStreams streams() {
        return server.context().getBean(PaymentStreams.class);
    }

    private static Map<String, String> from(String address) {
        return Map.of("X-Forwarded-For", address);
    }

    private EventStream follow(String id) {
        return follow(id, "", Map.of());
    }

    private EventStream follow(String id, String query, Map<String, String> headers) {
        EventStream events =
                EventStream.open(server.url() + "/payments/" + id + "/events" + query, new HashMap<>(headers));
        opened.add(events);
        return events;
    }
}
