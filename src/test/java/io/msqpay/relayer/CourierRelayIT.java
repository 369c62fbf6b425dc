package io.msqpay.relayer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.msqpay.dsl.Answer;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Deployed.Status;
import io.msqpay.dsl.Merchant;
import io.msqpay.dsl.Payer;
import io.msqpay.dsl.PaymentServer;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A relayer that an integrator adds with one YAML file. */
class CourierRelayIT {

    private static Courier courier;
    private static Deployed deployed;
    private static PaymentServer server;

    private final Merchant merchant = server.merchant();

    @BeforeAll
    static void start() {
        deployed = Deployed.on(Anvil.shared());
        courier = new Courier(deployed);
        server = PaymentServer.on(deployed, courier.properties());
    }

    @AfterAll
    static void stop() {
        server.close();
        courier.close();
    }

    @AfterEach
    void heal() {
        courier.reset();
        courier.givesUp = false;
    }

    @Test
    void confirmsAPaymentAndFollowsIt() {
        String id = newPayment();

        Answer answer = merchant.relay(id, "confirm");

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        assertThat(deployed.payment(id).status()).isEqualTo(Status.CONFIRMED);
        Answer followed = merchant.relayStatus(id, answer.text("relayId"));
        assertThat(followed.text("status")).isEqualTo("success");
        assertThat(followed.text("providerStatus")).isEqualTo("done");
        assertThat(merchant.relayStatus(newPayment(), answer.text("relayId")).status())
                .isEqualTo(404);
        assertThat(merchant.relayStatus(id, "unknown").status()).isEqualTo(404);
    }

    @Test
    void paysWithoutGas() {
        String id = newPayment();
        Payer payer = Payer.ready(deployed, BigInteger.valueOf(5));

        assertThat(merchant.payGasless(id, payer).status()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(deployed.usdcOf(payer.address())).isZero());
    }

    @Test
    void reportsARefusal() {
        courier.fail(RelayerFault.REFUSED, 1);

        Answer answer = merchant.relay(newPayment(), "confirm");

        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.text("error")).isEqualTo("RelayerRejected");
    }

    @Test
    void neverSendsAgainWhenTheLineIsCut() {
        courier.fail(RelayerFault.CUT_AFTER_TAKING, 1);
        String id = newPayment();

        Answer answer = merchant.relay(id, "confirm");

        assertThat(answer.status()).isEqualTo(504);
        assertThat(courier.sends()).isEqualTo(1);
        assertThat(deployed.payment(id).status()).isEqualTo(Status.CONFIRMED);
    }

    @Test
    void doesNotKnowWhatBecameOfASendThatFailed() {
        courier.fail(RelayerFault.FAILED, 1);
        String id = newPayment();

        Answer answer = merchant.relay(id, "confirm");

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(504);
        assertThat(courier.sends()).isEqualTo(1);
        assertThat(deployed.payment(id).status()).isEqualTo(Status.PENDING);
    }

    @Test
    void believesTheCourierThatItHasGivenUp() {
        courier.nameHashesLater(true);
        courier.givesUp = true;
        String id = newPayment();

        Answer answer = merchant.relay(id, "confirm");

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(409);
        assertThat(deployed.payment(id).status()).isEqualTo(Status.PENDING);
    }

    @Test
    void cannotFollowARelayWhileTheCourierFails() {
        String id = newPayment();
        String relayId = merchant.relay(id, "confirm").text("relayId");
        courier.failReads(RelayerFault.FAILED, 1);

        assertThat(merchant.relayStatus(id, relayId).status()).isEqualTo(503);
        assertThat(merchant.relayStatus(id, relayId).status()).isEqualTo(200);
    }

    @Test
    void sendsNothingToACourierThatCannotBeReached() {
        String[] properties = courier.properties();
        Arrays.setAll(
                properties,
                i -> properties[i].startsWith("courier.url=") ? "courier.url=http://127.0.0.1:1" : properties[i]);
        String id = newPayment();
        try (PaymentServer alone = PaymentServer.on(deployed, properties)) {
            Answer answer = alone.merchant().relay(id, "confirm");

            assertThat(answer.status()).as(answer.body().toString()).isEqualTo(503);
            assertThat(alone.merchant().relayStatus(id, "relay-1").status()).isEqualTo(503);
        }
        assertThat(deployed.payment(id).status()).isEqualTo(Status.PENDING);
    }

    private String newPayment() {
        return merchant.create("5").text("paymentId");
    }

    /** What the example makes up. */
    private static final class Courier extends RelayerEmulator {

        private static final String KEY = "courier-key-0123456789";

        private final Map<String, String> references = new ConcurrentHashMap<>();
        private volatile boolean givesUp;

        Courier(Deployed deployed) {
            super(deployed);
        }

        @Override
        String[] properties() {
            return new String[] {
                "msqpay.relayer.kind=courier",
                "msqpay.routes-dir=routes/extensions/examples/courier",
                "msqpay.chain.receipt-poll-interval=50ms",
                "courier.url=" + url(),
                "courier.key=" + KEY
            };
        }

        @Override
        Reply answer(String method, String path, Map<String, String> query, JsonNode body) {
            Relay relay = relay(path.substring("/transactions/".length()));
            return relay == null ? error(404, "unknown") : new Reply(200, view(relay));
        }

        @Override
        boolean isSend(String method, String path) {
            return method.equals("POST");
        }

        @Override
        boolean isList(String method, String path) {
            return false;
        }

        @Override
        Relay take(JsonNode body) {
            ObjectNode request = body.deepCopy();
            Relay relay = take(request.put("gas", 500_000), "gas", "validUntil");
            references.put(relay.id, body.path("reference").asText());
            return relay;
        }

        @Override
        ObjectNode view(Relay relay) {
            return JSON.createObjectNode()
                    .put("id", relay.id)
                    .put("hash", relay.hash)
                    .put("reference", references.get(relay.id))
                    .put("state", state(relay));
        }

        private String state(Relay relay) {
            if (givesUp) {
                return "given-up";
            }
            return status(relay).equals("mined") ? "done" : "waiting";
        }

        @Override
        Reply taken(Relay relay) {
            return new Reply(201, view(relay));
        }

        @Override
        Reply error(int status, String message) {
            return new Reply(status, JSON.createObjectNode().put("problem", message));
        }

        @Override
        Reply unauthorized(HttpExchange exchange, String path) {
            return ("Bearer " + KEY).equals(exchange.getRequestHeaders().getFirst("Authorization"))
                    ? null
                    : error(401, "who are you?");
        }

        @Override
        String secret() {
            return KEY;
        }
    }
}
