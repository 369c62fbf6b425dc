package io.msqpay.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.msqpay.dsl.Answer;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Merchant;
import io.msqpay.dsl.Payer;
import io.msqpay.dsl.PaymentServer;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The life of a payment over HTTP, on a chain that mines at once. */
class PaymentFlowIT {

    private static final String ZERO_HASH = "0x" + "0".repeat(64);

    private static Anvil anvil;
    private static Deployed deployed;
    private static PaymentServer server;
    private static Merchant merchant;
    private static Payer payer;

    @BeforeAll
    static void start() {
        anvil = Anvil.start();
        deployed = Deployed.on(anvil);
        server = PaymentServer.on(deployed, "msqpay.http.rate-limit-per-minute=0");
        merchant = server.merchant();
        payer = Payer.ready(deployed, BigInteger.valueOf(1_000_000));
    }

    @AfterAll
    static void stop() {
        server.close();
        anvil.close();
    }

    @Test
    void isCreatedPaidWithoutGasAndConfirmedInLessThanFiveSeconds() {
        BigInteger before = deployed.usdcOf(merchant.address());
        long start = System.nanoTime();

        Answer created = merchant.create("1000");
        String id = created.text("paymentId");
        Answer pending = merchant.follow(created);
        Answer relayed = merchant.payGasless(id, payer);
        Answer tracked = await().until(
                        () -> merchant.relayStatus(id, relayed.text("relayId")),
                        answer -> !answer.text("status").equals("pending"));
        Answer confirmed = merchant.status(id);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Location"))
                .isEqualTo("/payments/" + id + "/status?txHash=" + created.text("txHash"));
        assertThat(members(created))
                .containsExactly(
                        "paymentId",
                        "txHash",
                        "status",
                        "merchantId",
                        "amount",
                        "currency",
                        "metadataHash",
                        "expiresAt");
        assertThat(created.text("metadataHash")).isEqualTo(ZERO_HASH);
        assertThat(pending.text("status")).isEqualTo("pending");
        assertThat(members(pending)).doesNotContain("payer", "confirmedAt", "failureReason");
        assertThat(pending.header("Cache-Control")).isEqualTo("no-store");
        assertThat(relayed.status()).isEqualTo(200);
        assertThat(relayed.text("relayTxHash")).isEqualTo(relayed.text("relayId"));
        assertThat(tracked.text("status")).isEqualTo("success");
        assertThat(confirmed.text("status")).isEqualTo("confirmed");
        assertThat(confirmed.text("payer")).isEqualTo(payer.address().value());
        assertThat(confirmed.body().path("confirmedAt").isIntegralNumber()).isTrue();
        assertThat(deployed.usdcOf(merchant.address())).isEqualTo(before.add(BigInteger.valueOf(1000)));
    }

    @Test
    void isConfirmedWhenThePayerPaysTheContractDirectly() {
        String id = merchant.create("5").text("paymentId");

        payer.withEther().pay(id);

        assertThat(merchant.status(id).text("status")).isEqualTo("confirmed");
    }

    @Test
    void failsWhenItsTimeHasPassed() {
        Answer created = merchant.create("5", body -> body.put("expiresIn", 60));
        String id = created.text("paymentId");

        anvil.increaseTime(Duration.ofSeconds(120));
        anvil.mine();

        Answer status = merchant.status(id);
        assertThat(status.text("status")).isEqualTo("failed");
        assertThat(status.text("failureReason")).isEqualTo("expired");
        assertThat(merchant.relay(id, "confirm").status()).isEqualTo(409);
    }

    @Test
    void isConfirmedOrCancelledByTheOperator() {
        String confirmed = merchant.create("5").text("paymentId");
        String cancelled = merchant.create("5").text("paymentId");

        Answer confirm = merchant.relay(confirmed, "confirm");
        Answer fail = merchant.relay(cancelled, "fail");

        assertThat(confirm.text("status")).isEqualTo("success");
        assertThat(members(confirm)).containsExactly("relayTxHash", "relayId", "status");
        assertThat(members(merchant.status(confirmed))).doesNotContain("payer");
        assertThat(fail.text("status")).isEqualTo("success");
        assertThat(merchant.status(cancelled).text("failureReason")).isEqualTo("cancelled");
        assertThat(merchant.relay(cancelled, "confirm").status()).isEqualTo(409);
    }

    @Test
    void mayBeCachedForeverOnceItsEndIsFinal() {
        String id = merchant.create("5").text("paymentId");
        assertThat(merchant.status(id, "at=finalized").status()).isEqualTo(404);
        merchant.relay(id, "confirm");

        anvil.mine(100);

        assertThat(merchant.status(id, "at=finalized").header("Cache-Control"))
                .isEqualTo("public, max-age=31536000, immutable");
        assertThat(merchant.status(id, "at=safe").header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void isPendingWhileItsTransactionWaitsInTheMempool() {
        anvil.setAutomine(false);
        try {
            Answer created = merchant.create("5");
            String id = created.text("paymentId");

            assertThat(merchant.status(id).status()).isEqualTo(404);
            Answer waiting = merchant.follow(created);
            assertThat(waiting.text("status")).isEqualTo("pending");
            assertThat(members(waiting)).doesNotContain("createdAt");
            assertThat(merchant.status("0x" + "1".repeat(64), "txHash=" + created.text("txHash"))
                            .status())
                    .isEqualTo(404);
            assertThat(merchant.status(id, "txHash=0x" + "1".repeat(64)).status())
                    .isEqualTo(404);
        } finally {
            anvil.setAutomine(true);
            anvil.mine();
        }
    }

    @Test
    void answersTheSameAfterARestart() {
        Answer created = merchant.create("5");
        String id = created.text("paymentId");
        merchant.relay(id, "confirm");

        try (PaymentServer second = PaymentServer.on(deployed)) {
            assertThat(second.merchant().status(id).body().toString())
                    .isEqualTo(merchant.status(id).body().toString());
            assertThat(second.merchant().get("/config").body())
                    .isEqualTo(merchant.get("/config").body());
        }
    }

    static List<String> members(Answer answer) {
        List<String> names = new ArrayList<>();
        answer.body().fieldNames().forEachRemaining(names::add);
        return names;
    }
}
