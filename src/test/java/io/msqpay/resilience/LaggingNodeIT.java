package io.msqpay.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Fault;
import io.msqpay.dsl.FaultyNode;
import io.msqpay.dsl.Merchant;
import io.msqpay.dsl.PaymentServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A second node that stopped following the chain: a snapshot of it from before the payment. */
class LaggingNodeIT {

    private Anvil current;
    private Anvil lagging;
    private Deployed deployed;
    private FaultyNode first;
    private PaymentServer server;
    private Merchant merchant;

    @BeforeEach
    void start() {
        current = Anvil.start();
        lagging = Anvil.start();
        deployed = Deployed.on(current);
        lagging.rpc("anvil_loadState", current.rpc("anvil_dumpState").asText());
        first = FaultyNode.before(current);
        server = PaymentServer.on(deployed, "msqpay.chain.rpc-urls=" + first.url() + "," + lagging.url());
        merchant = server.merchant();
    }

    @AfterEach
    void stop() {
        server.close();
        first.close();
        lagging.close();
        current.close();
    }

    @Test
    void aPaymentThatWasSeenIsNeverUnknownAgain() {
        String id = merchant.create("1").text("paymentId");
        assertThat(merchant.status(id).status()).isEqualTo(200);
        assertThat(deployed.payment(id).status()).isEqualTo(Deployed.Status.PENDING);

        first.fail(new Fault.HttpStatus(500));

        assertThat(merchant.status(id).status()).isEqualTo(503);
        first.heal();
        await().atMost(Duration.ofSeconds(6)).until(() -> merchant.status(id).status() == 200);
    }

    @Test
    void aPaymentThatWasSeenConfirmedIsNeverPendingAgain() {
        String id = merchant.create("1").text("paymentId");
        lagging.rpc("anvil_loadState", current.rpc("anvil_dumpState").asText());
        assertThat(merchant.relay(id, "confirm").status()).isEqualTo(200);
        assertThat(merchant.status(id).text("status")).isEqualTo("confirmed");

        first.fail(new Fault.HttpStatus(500));

        assertThat(merchant.status(id).status()).isEqualTo(503);
        first.heal();
        await().atMost(Duration.ofSeconds(6)).until(() -> merchant.status(id).status() == 200);
        assertThat(merchant.status(id).text("status")).isEqualTo("confirmed");
    }
}
