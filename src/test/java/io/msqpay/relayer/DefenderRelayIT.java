package io.msqpay.relayer;

import static org.assertj.core.api.Assertions.assertThat;

import io.msqpay.dsl.Answer;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Deployed.Status;
import io.msqpay.dsl.Merchant;
import io.msqpay.dsl.Payer;
import io.msqpay.dsl.PaymentServer;
import java.math.BigInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The whole server with Defender. */
class DefenderRelayIT {

    private static Deployed deployed;
    private static DefenderEmulator relayer;
    private static PaymentServer server;
    private static Merchant merchant;

    @BeforeAll
    static void start() {
        deployed = Deployed.on(Anvil.shared());
        relayer = new DefenderEmulator(deployed);
        server = PaymentServer.on(deployed, relayer.properties());
        merchant = server.merchant();
    }

    @AfterAll
    static void stop() {
        server.close();
        relayer.close();
    }

    @AfterEach
    void heal() {
        relayer.reset();
    }

    @Test
    void confirmsAPaymentThroughTheRelayer() {
        String id = merchant.create("5").text("paymentId");

        Answer answer = merchant.relay(id, "confirm");

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        assertThat(answer.text("status")).isEqualTo("success");
        assertThat(deployed.payment(id).status()).isEqualTo(Status.CONFIRMED);
        assertThat(relayer.sends()).isEqualTo(1);
    }

    @Test
    void paysWithoutGas() {
        String id = merchant.create("7").text("paymentId");
        Payer payer = Payer.ready(deployed, BigInteger.valueOf(7));

        Answer answer = merchant.payGasless(id, payer);

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        assertThat(deployed.payment(id).status()).isEqualTo(Status.CONFIRMED);
        assertThat(deployed.payment(id).payer()).isEqualTo(payer.address());
    }
}
