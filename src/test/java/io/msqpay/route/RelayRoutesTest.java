package io.msqpay.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.msqpay.contract.MsqpayContract;
import io.msqpay.payment.PaymentId;
import io.msqpay.payment.PaymentStatus;
import io.msqpay.route.Requests.Reply;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** relay-payment, get-relay-status and the relayer's routes behind them. */
@RouteTest
class RelayRoutesTest {

    private static final String RECEIPT = "ETH_GET_TRANSACTION_RECEIPT";
    private static final String LOOK_UP = "ETH_GET_TRANSACTION_BY_HASH";
    private static final String HASH = "0x" + "7d".repeat(32);

    @Autowired
    private ScriptedChain chain;

    @Autowired
    private Requests requests;

    @Autowired
    private MsqpayContract contract;

    private PaymentId id;

    @BeforeEach
    void openPayment() {
        chain.reset();
        id = new PaymentId("0x" + (UUID.randomUUID().toString() + UUID.randomUUID()).replace("-", ""));
        chain.payments(ScriptedChain.pending(id));
    }

    @ParameterizedTest
    @ValueSource(strings = {"confirm", "fail"})
    void aRelayThatIsMinedHasSucceeded(String action) {
        chain.on(RECEIPT, ScriptedChain.answer(Optional.empty()), mined(true));

        Reply reply = relay(action);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text("status")).isEqualTo("success");
        assertThat(reply.text("relayId")).isEqualTo(reply.text("relayTxHash"));
        assertThat(chain.sent()).singleElement().satisfies(sent -> assertThat(
                        "0x" + sent.getData().replace("0x", ""))
                .isEqualTo(contract.close(action, id)));
    }

    @Test
    void aRelayWithoutEffectIsAConflict() {
        chain.on(RECEIPT, mined(false));

        Reply reply = relay("confirm");

        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.text("message")).contains("had no effect");
    }

    @Test
    void aRelayThatIsNotDecidedInTimeCanBeFollowed() {
        Reply reply = relay("confirm");

        assertThat(reply.status()).isEqualTo(504);
        assertThat(reply.text("error")).isEqualTo("GatewayTimeout");
        assertThat(reply.text("status")).isEqualTo("pending");
        assertThat(reply.text("relayId")).isEqualTo(reply.text("relayTxHash")).startsWith("0x");
        assertThat(chain.sent()).hasSize(1);
    }

    @Test
    void anOutageWhileARelayIsFollowedDecidesNothing() {
        chain.on(RECEIPT, ScriptedChain.lost(), ScriptedChain.breakersOpen(), mined(true));

        assertThat(relay("confirm").status()).isEqualTo(200);
        assertThat(chain.sent()).hasSize(1);
    }

    @Test
    void aTransactionThatANodeHasNotSeenYetIsLookedForAgain() {
        chain.on(
                LOOK_UP,
                ScriptedChain.answer(null),
                ScriptedChain.answer(ScriptedChain.transactionOf(ScriptedChain.MSQPAY, contract.close("confirm", id))));
        chain.on(RECEIPT, mined(true));

        assertThat(relay("confirm").status()).isEqualTo(200);
    }

    @Test
    void onlyAnOpenPaymentIsClosed() {
        assertThat(relay("delete").status()).isEqualTo(400);

        chain.payments(ScriptedChain.UNKNOWN);
        assertThat(relay("confirm").status()).isEqualTo(404);

        chain.payments(ScriptedChain.payment(id, PaymentStatus.FAILED, 5));
        assertThat(relay("confirm").text("message")).contains("cancelled");
        assertThat(chain.sent()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"waiting,pending,broadcast", "mined,success,confirmed", "reverted,failed,reverted"})
    void aRelayIsFollowedToItsEnd(String state, String status, String providerStatus) {
        chain.transaction(HASH, ScriptedChain.MSQPAY, contract.close("fail", id));
        if (!state.equals("waiting")) {
            chain.receipt(HASH, state.equals("mined"));
        }

        Reply reply = follow(HASH);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text("status")).isEqualTo(status);
        assertThat(reply.text("providerStatus")).isEqualTo(providerStatus);
        assertThat(reply.text("relayTxHash")).isEqualTo(HASH);
        assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void onlyARelayOfThisPaymentIsFollowed() {
        assertThat(follow("no-hash").status()).isEqualTo(404);
        assertThat(follow(HASH).text("message")).isEqualTo("Relay not found");

        chain.transaction(HASH, ScriptedChain.MSQPAY, contract.close("fail", new PaymentId("0x" + "1".repeat(64))));
        assertThat(follow(HASH).status()).isEqualTo(404);
    }

    private static ScriptedChain.Script mined(boolean success) {
        return ScriptedChain.answer(Optional.of(ScriptedChain.receiptOf(HASH, success)));
    }

    private Reply relay(String action) {
        return requests.request("relayPayment", Map.of("action", action), Map.of("paymentId", id.value()));
    }

    private Reply follow(String relayId) {
        return requests.request("getRelayStatus", null, Map.of("paymentId", id.value(), "relayId", relayId));
    }
}
