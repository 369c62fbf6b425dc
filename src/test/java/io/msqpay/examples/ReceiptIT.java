package io.msqpay.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.msqpay.dsl.Answer;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Merchant;
import io.msqpay.dsl.PaymentServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An operation of an integrator: routes/extensions/examples/receipt. */
class ReceiptIT {

    private static final String OTHER_MERCHANT = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";

    private static PaymentServer server;
    private static Merchant merchant;
    private static String confirmed;

    @BeforeAll
    static void start() {
        server = PaymentServer.on(
                Deployed.on(Anvil.shared()),
                "msqpay.routes-dir=routes/extensions/examples/receipt",
                "msqpay.routes-required=true",
                "receipt.issuer=Example Shop Ltd",
                "msqpay.api-keys=all=" + Merchant.API_KEY + ",other=another-secret:create:" + OTHER_MERCHANT);
        merchant = server.merchant();
        confirmed = merchant.create("1500000").text("paymentId");
        assertThat(merchant.relay(confirmed, "confirm").status()).isEqualTo(200);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aConfirmedPaymentHasOne() {
        Answer receipt = receipt(merchant, confirmed);

        assertThat(receipt.status()).isEqualTo(200);
        assertThat(receipt.body().asText())
                .startsWith("Receipt of Example Shop Ltd\n")
                .contains("Payment   " + confirmed + "\n")
                .contains("Merchant  " + merchant.address().value() + "\n")
                .contains("Amount    1500000 base units of USDC\n")
                .containsPattern("Paid at   1\\d{9} ");
        assertThat(receipt.header("Content-Type")).isEqualTo("text/plain;charset=UTF-8");
        assertThat(receipt.header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"receipt-" + confirmed + ".txt\"");
        assertThat(receipt.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void onlyItsMerchantGetsIt() {
        assertThat(receipt(merchant.withApiKey(null), confirmed).text("error")).isEqualTo("Unauthorized");
        assertThat(receipt(merchant.withApiKey("guessed"), confirmed).status()).isEqualTo(401);
        assertThat(receipt(merchant.withApiKey("another-secret"), confirmed).status())
                .isEqualTo(403);
    }

    @Test
    void whatIsNotConfirmedHasNone() {
        String open = merchant.create("7").text("paymentId");

        Answer pending = receipt(merchant, open);

        assertThat(pending.status()).isEqualTo(409);
        assertThat(pending.text("error")).isEqualTo("Conflict");
        assertThat(pending.text("message")).isEqualTo("There is no receipt yet: the payment is pending");
        assertThat(receipt(merchant, "0x" + "9".repeat(64)).text("error")).isEqualTo("NotFound");
        assertThat(receipt(merchant, "0x12").text("error")).isEqualTo("ValidationError");
        assertThat(merchant.get("/payments/" + confirmed + "/receipt?at=tomorrow")
                        .status())
                .isEqualTo(400);
    }

    private static Answer receipt(Merchant caller, String paymentId) {
        return caller.get("/payments/" + paymentId + "/receipt");
    }
}
