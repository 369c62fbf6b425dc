package io.msqpay.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Fault;
import io.msqpay.dsl.FaultyNode;
import io.msqpay.dsl.Merchant;
import io.msqpay.dsl.PaymentServer;
import org.junit.jupiter.api.Test;

/** A second node that stopped following the chain: a snapshot of it from before the payment. */
class LaggingNodeIT {

    @Test
    void neverTakesBackWhatWasReadBefore() {
        try (Anvil current = Anvil.start();
                Anvil lagging = Anvil.start()) {
            Deployed deployed = Deployed.on(current);
            lagging.rpc("anvil_loadState", current.rpc("anvil_dumpState").asText());
            try (FaultyNode first = FaultyNode.before(current);
                    PaymentServer server =
                            PaymentServer.on(deployed, "msqpay.chain.rpc-urls=" + first.url() + "," + lagging.url())) {
                Merchant merchant = server.merchant();
                String id = merchant.create("1").text("paymentId");
                assertThat(merchant.status(id).status()).isEqualTo(200);

                first.fail(new Fault.HttpStatus(500));

                assertThat(merchant.status(id).status()).isEqualTo(503);
                first.heal();
                assertThat(merchant.relay(id, "confirm").status()).isIn(200, 503);
            }
        }
    }
}
