package io.msqpay.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.msqpay.dsl.Answer;
import io.msqpay.dsl.Merchant;
import io.msqpay.dsl.PaymentServer;
import io.msqpay.payment.Address;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Sign;
import org.web3j.crypto.StructuredDataEncoder;
import org.web3j.utils.Numeric;

/**
 * The whole flow on any chain that these environment variables name, such as Polygon Amoy: {@code MSQPAY_E2E_RPC_URL}, {@code MSQPAY_E2E_CONTRACT},
 * {@code MSQPAY_E2E_TOKEN} (as {@code USDC=0x<address>}), {@code MSQPAY_E2E_OPERATOR_KEY} (holds OPERATOR_ROLE and pays for gas) and {@code MSQPAY_E2E_PAYER_KEY}
 * (holds one base unit of the token and has approved the contract). Skipped without them.
 */
class PublicNetworkIT {

    private static final List<String> VARIABLES = List.of(
            "MSQPAY_E2E_RPC_URL",
            "MSQPAY_E2E_CONTRACT",
            "MSQPAY_E2E_TOKEN",
            "MSQPAY_E2E_OPERATOR_KEY",
            "MSQPAY_E2E_PAYER_KEY");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @Test
    void paysAPaymentGaslesslyFromCreationToFinality() throws IOException {
        List<String> missing =
                VARIABLES.stream().filter(name -> System.getenv(name) == null).toList();
        assumeTrue(missing.isEmpty(), () -> "Skipped: set " + missing + " to run against a public network");
        String[] token = System.getenv("MSQPAY_E2E_TOKEN").split("=");
        Credentials payer = Credentials.create(System.getenv("MSQPAY_E2E_PAYER_KEY"));
        try (PaymentServer server = PaymentServer.with(
                "msqpay.chain.rpc-urls=" + System.getenv("MSQPAY_E2E_RPC_URL"),
                "msqpay.contract.address=" + System.getenv("MSQPAY_E2E_CONTRACT"),
                "msqpay.tokens=" + System.getenv("MSQPAY_E2E_TOKEN"),
                "msqpay.operator.private-key=" + System.getenv("MSQPAY_E2E_OPERATOR_KEY"),
                "msqpay.api-keys=test=" + Merchant.API_KEY)) {
            Merchant merchant = server.merchant();
            Answer created = merchant.create("1", body -> body.put("currency", token[0]));
            assertThat(created.status()).as(created.body().toString()).isEqualTo(201);
            String id = created.text("paymentId");
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofSeconds(2))
                    .until(() -> merchant.status(id).status() == 200);
            Answer prepared = merchant.prepareGasless(id, new Address(payer.getAddress()));

            Answer relayed = merchant.submitGasless(
                    id, prepared, sign(payer, prepared.body().path("typedData")));

            assertThat(relayed.status()).as(relayed.body().toString()).isEqualTo(200);
            await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(2)).until(() -> "confirmed"
                    .equals(merchant.status(id).text("status")));
            assertThat(merchant.relayStatus(id, relayed.text("relayId")).text("status"))
                    .isEqualTo("success");
        }
    }

    private static String sign(Credentials payer, JsonNode typedData) throws IOException {
        Sign.SignatureData signature = Sign.signMessage(
                new StructuredDataEncoder(typedData.toString()).hashStructuredData(), payer.getEcKeyPair(), false);
        return Numeric.toHexString(signature.getR())
                + Numeric.toHexStringNoPrefix(signature.getS())
                + Numeric.toHexStringNoPrefix(signature.getV());
    }
}
