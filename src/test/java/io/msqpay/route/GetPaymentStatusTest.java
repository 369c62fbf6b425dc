package io.msqpay.route;

import static io.msqpay.route.ScriptedChain.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.msqpay.contract.MsqpayContract;
import io.msqpay.payment.Address;
import io.msqpay.payment.PaymentId;
import io.msqpay.payment.PaymentOrder;
import io.msqpay.payment.PaymentStatus;
import io.msqpay.route.Requests.Reply;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@RouteTest
class GetPaymentStatusTest {

    private static final String HASH = "0x" + "7b".repeat(32);

    @Autowired
    private ScriptedChain chain;

    @Autowired
    private Requests requests;

    private PaymentId id;
    private String creation;

    /** An id of its own for each test: the server never takes back what it has said of a payment. */
    @BeforeEach
    void chooseId() {
        chain.reset();
        id = new PaymentId("0x" + (UUID.randomUUID().toString() + UUID.randomUUID()).replace("-", ""));
        creation = new MsqpayContract(new Address(ScriptedChain.MSQPAY))
                .createPayment(
                        new PaymentOrder(
                                id,
                                ScriptedChain.MERCHANT,
                                "USDC",
                                new Address(ScriptedChain.USDC),
                                BigInteger.valueOf(1_000_000),
                                "0x" + "0".repeat(64),
                                1800),
                        NOW + 1800);
    }

    @Test
    void aPaymentIsReadWithOneCall() {
        chain.payments(ScriptedChain.pending(id));

        Reply reply = status(Map.of());

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text("status")).isEqualTo("pending");
        assertThat(reply.text("currency")).isEqualTo("USDC");
        assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        assertThat(chain.calls("getPayment(bytes32)"))
                .singleElement()
                .satisfies(call -> assertThat(call.text("AT_BLOCK")).isEqualTo("latest"));
    }

    @ParameterizedTest
    @CsvSource({"latest,no-store", "safe,no-store", "finalized,'public, max-age=31536000, immutable'"})
    void onlyAFinalEndMayBeKept(String at, String cacheControl) {
        chain.payments(ScriptedChain.payment(id, PaymentStatus.CONFIRMED, NOW));

        Reply reply = status(Map.of("at", at));

        assertThat(reply.text("status")).isEqualTo("confirmed");
        assertThat(reply.header("Cache-Control")).isEqualTo(cacheControl);
        assertThat(chain.calls("getPayment(bytes32)").get(0).text("AT_BLOCK")).isEqualTo(at);
    }

    @Test
    void aPaymentThatNobodyKnowsIsNotFound() {
        Reply reply = status(Map.of());

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.text("error")).isEqualTo("NotFound");
        assertThat(chain.calls("ETH_GET_TRANSACTION_BY_HASH")).isEmpty();
    }

    @Test
    void aPaymentIsPendingWhileItsTransactionWaits() {
        chain.transaction(HASH, ScriptedChain.MSQPAY, creation);

        Reply reply = status(Map.of("txHash", HASH));

        assertThat(reply.text("status")).isEqualTo("pending");
        assertThat(reply.text("amount")).isEqualTo("1000000");
        assertThat(reply.body().has("createdAt")).isFalse();
    }

    @Test
    void aPaymentHasFailedWhenItsTransactionHasReverted() {
        chain.transaction(HASH, ScriptedChain.MSQPAY, creation);
        chain.receipt(HASH, false);

        Reply reply = status(Map.of("txHash", HASH, "at", "finalized"));

        assertThat(reply.text("status")).isEqualTo("failed");
        assertThat(reply.text("failureReason")).isEqualTo("create_reverted");
        assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void aTransactionThatWasMinedBetweenTheQuestionsIsReadAgain() {
        chain.payments(ScriptedChain.UNKNOWN, ScriptedChain.pending(id));
        chain.transaction(HASH, ScriptedChain.MSQPAY, creation);
        chain.receipt(HASH, true);

        Reply reply = status(Map.of("txHash", HASH));

        assertThat(reply.text("status")).isEqualTo("pending");
        assertThat(reply.body().path("createdAt").asLong()).isEqualTo(NOW - 100);
    }

    @Test
    void aBlockOlderThanThePaymentDoesNotKnowIt() {
        chain.transaction(HASH, ScriptedChain.MSQPAY, creation);
        chain.receipt(HASH, true);

        assertThat(status(Map.of("txHash", HASH, "at", "safe")).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown", "another contract", "another payment", "another function"})
    void aTransactionThatCreatesSomethingElseProvesNothing(String kind) {
        switch (kind) {
            case "another contract" -> chain.transaction(HASH, ScriptedChain.USDC, creation);
            case "another payment" ->
                chain.transaction(HASH, ScriptedChain.MSQPAY, creation.replace(id.word(), "5c".repeat(32)));
            case "another function" ->
                chain.transaction(HASH, ScriptedChain.MSQPAY, "0x12345678" + creation.substring(10));
            default -> assertThat(kind).isEqualTo("unknown");
        }

        assertThat(status(Map.of("txHash", HASH)).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({"paymentId,0x12", "at,earliest", "txHash,0x12"})
    void aMalformedParameterIsNamed(String parameter, String value) {
        Reply reply = status(Map.of(parameter, value));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body().at("/details/0/field").asText()).isEqualTo(parameter);
        assertThat(chain.calls("getPayment(bytes32)")).isEmpty();
    }

    private Reply status(Map<String, Object> parameters) {
        Map<String, Object> headers = new HashMap<>(Map.of("paymentId", id.value()));
        headers.putAll(parameters);
        return requests.request("getPaymentStatus", null, headers);
    }
}
