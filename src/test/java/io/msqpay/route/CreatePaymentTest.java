package io.msqpay.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.msqpay.contract.MsqpayContract;
import io.msqpay.payment.Address;
import io.msqpay.payment.Payment;
import io.msqpay.payment.PaymentId;
import io.msqpay.payment.PaymentOrders;
import io.msqpay.route.Requests.Reply;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@RouteTest
class CreatePaymentTest {

    private static final String ORIGINAL = "0x" + "7c".repeat(32);

    @Autowired
    private ScriptedChain chain;

    @Autowired
    private Requests requests;

    @Autowired
    private PaymentOrders orders;

    @Autowired
    private MsqpayContract contract;

    private String key;
    private PaymentId id;

    @BeforeEach
    void chooseKey() {
        chain.reset();
        key = UUID.randomUUID().toString();
        id = orders.order(body("1000000"), key).paymentId();
    }

    @Test
    void aNewPaymentIsSentOnce() {
        Reply reply = create("1000000");

        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.text("paymentId")).isEqualTo(id.value());
        assertThat(reply.text("status")).isEqualTo("pending");
        assertThat(reply.body().path("expiresAt").asLong()).isEqualTo(ScriptedChain.NOW + 1800);
        assertThat(reply.header("Location")).isEqualTo("/payments/" + id + "/status?txHash=" + reply.text("txHash"));
        assertThat(reply.header("Idempotency-Replayed")).isNull();
        assertThat(chain.sent()).singleElement().satisfies(sent -> {
            assertThat(sent.getTo()).isEqualToIgnoringCase(ScriptedChain.MSQPAY);
            assertThat(contract.creation(id, sent.getTo(), "0x" + sent.getData().replace("0x", ""))
                            .amount())
                    .isEqualTo(1_000_000);
        });
    }

    @Test
    void withoutAKeyEveryRequestIsAPaymentOfItsOwn() {
        Reply first = requests.request("createPayment", body("1"), Map.of());
        Reply second = requests.request("createPayment", body("1"), Map.of());

        assertThat(first.status()).isEqualTo(201);
        assertThat(second.text("paymentId")).isNotEqualTo(first.text("paymentId"));
        assertThat(chain.sent()).hasSize(2);
    }

    @Test
    void aKeyThatSaysNullIsAKey() {
        Map<String, Object> headers = Map.of("Idempotency-Key", "null");

        Reply first = requests.request("createPayment", body("1"), headers);
        Reply second = requests.request("createPayment", body("1"), headers);

        assertThat(second.text("paymentId")).isEqualTo(first.text("paymentId"));
    }

    @Test
    void aKeyThatWasUsedBeforeAnswersTheOriginalAndSendsNothing() {
        knownOnChain();

        Reply reply = create("1000000");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(reply.text("txHash")).isEqualTo(ORIGINAL);
        assertThat(chain.sent()).isEmpty();
        assertThat(chain.calls("ETH_GET_LOGS")).singleElement().satisfies(call -> {
            assertThat(call.headers().get("FROM_BLOCK"))
                    .isEqualTo(call.headers().get("TO_BLOCK"));
            assertThat(call.text("FROM_BLOCK")).isEqualTo("90");
            assertThat(call.headers().get("ADDRESSES")).isEqualTo(List.of(ScriptedChain.MSQPAY));
        });
    }

    @Test
    void aCallerCreatesPaymentsForItsOwnMerchantsOnly() {
        Address merchant = new Address((String) body("1").get("merchantId"));

        assertThat(createAs(Set.of(merchant, new Address(ScriptedChain.MSQPAY))).status())
                .isEqualTo(201);
        Reply refused = createAs(Set.of(new Address(ScriptedChain.MSQPAY)));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text("error")).isEqualTo("Forbidden");
        assertThat(createAs(Set.of()).status()).isEqualTo(403);
        assertThat(chain.sent()).hasSize(1);
    }

    @Test
    void aCallerLearnsNothingOfAPaymentOfAnotherMerchantThatHasItsKey() {
        knownOnChain();

        Reply same = createAs(Set.of(new Address(ScriptedChain.MSQPAY)));
        Reply unknown = requests.request(
                "createPayment",
                body("1000000"),
                Map.of("Idempotency-Key", "another"),
                Map.of("merchants", Set.of(new Address(ScriptedChain.MSQPAY))));

        assertThat(same.status()).isEqualTo(403).isEqualTo(unknown.status());
        assertThat(same.text("message")).isEqualTo(unknown.text("message"));
        assertThat(same.header("Location")).isNull();
        assertThat(same.header("Idempotency-Replayed")).isNull();
        assertThat(chain.calls("ETH_CALL")).isEmpty();
    }

    @Test
    void aKeyThatWasUsedForSomethingElseIsAConflict() {
        knownOnChain();

        Reply reply = create("2000000");

        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.text("error")).isEqualTo("Conflict");
        assertThat(chain.sent()).isEmpty();
    }

    @Test
    void anOriginalWhoseTransactionIsForgottenIsComparedByWhatTheContractHolds() {
        chain.payments(ScriptedChain.pending(id));
        chain.on("ETH_GET_LOGS", ScriptedChain.answer(ScriptedChain.logOf(ORIGINAL)));

        assertThat(create("1000000").status()).isEqualTo(200);
        assertThat(create("1").status()).isEqualTo(409);
    }

    @Test
    void anOriginalThatIsOnlyInTheMempoolIsWaitedForAndThenNamed() {
        chain.on(
                "getPayment(bytes32)",
                ScriptedChain.holding(ScriptedChain.pending(id)),
                ScriptedChain.holding(ScriptedChain.UNKNOWN),
                ScriptedChain.holding(ScriptedChain.pending(id)));
        chain.on("ETH_GET_LOGS", ScriptedChain.answer(ScriptedChain.logOf(ORIGINAL)));

        Reply reply = create("1000000");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text("txHash")).isEqualTo(ORIGINAL);
    }

    @Test
    void anOriginalThatIsNotMinedInTimeIsAskedForAgain() {
        chain.on(
                "getPayment(bytes32)",
                ScriptedChain.holding(ScriptedChain.pending(id)),
                ScriptedChain.holding(ScriptedChain.UNKNOWN));

        Reply reply = create("1000000");

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.text("message")).contains("waits to be mined");
        assertThat(chain.sent()).isEmpty();
    }

    @Test
    void callersWithOneKeyShareOneTransactionWhileNoNodeShowsIt() {
        Reply first = create("1000000");
        Reply second = create("1000000");
        Reply other = create("1");

        assertThat(second.status()).isEqualTo(200);
        assertThat(second.text("txHash")).isEqualTo(first.text("txHash"));
        assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(other.status()).isEqualTo(409);
        assertThat(chain.sent()).hasSize(1);
    }

    @Test
    void aTransactionThatHasRevertedIsNotShared() {
        Reply first = create("1000000");
        chain.receipt(first.text("txHash"), false);

        Reply second = create("1000000");

        assertThat(second.status()).isEqualTo(201);
        assertThat(second.text("txHash")).isNotEqualTo(first.text("txHash"));
        assertThat(chain.sent()).hasSize(2);
    }

    @Test
    void aPaymentThatAnotherServerCreatedMeanwhileIsAReplay() {
        knownOnChain();
        chain.payments(ScriptedChain.UNKNOWN, ScriptedChain.pending(id));
        chain.on("ETH_ESTIMATE_GAS", ScriptedChain.revert(null));

        Reply reply = create("1000000");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text("txHash")).isEqualTo(ORIGINAL);
        assertThat(chain.sent()).isEmpty();
    }

    @Test
    void aPaymentThatTheContractRefusesIsSaidSoInItsWords() {
        chain.on(
                "ETH_ESTIMATE_GAS",
                ScriptedChain.revert("0x4e487b710000000000000000000000000000000000000000000000000000000000000011"));

        Reply reply = create("1000000");

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.text("error")).isEqualTo("ContractReverted");
        assertThat(reply.text("message")).isEqualTo("Panic(17)");
        assertThat(chain.sent()).isEmpty();
    }

    @Test
    void aPaymentWhoseFateIsUnknownCanBeFollowed() {
        chain.on("ETH_SEND_RAW_TRANSACTION", ScriptedChain.lost());
        chain.on("ETH_GET_TRANSACTION_BY_HASH", ScriptedChain.answer(null));

        Reply reply = requests.request("createPayment", body("1000000"), Map.of());

        assertThat(reply.status()).isEqualTo(504);
        assertThat(reply.header("Location"))
                .matches("/payments/0x[0-9a-f]{64}/status\\?txHash=" + reply.text("relayTxHash"));
    }

    @Test
    void anOrderThatMakesNoSenseNeverReachesTheChain() {
        Reply reply = requests.request(
                "createPayment", Map.of("merchantId", "0x12", "amount", 1), Map.of("Idempotency-Key", key));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body().path("details")).hasSize(3);
        assertThat(chain.calls("getPayment(bytes32)")).isEmpty();
    }

    @Test
    void anAnswerThatTheContractCannotHaveGivenIsTheNodesFault() {
        chain.on("getPayment(bytes32)", ScriptedChain.answer("0x1234"));

        Reply reply = create("1000000");

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.header("Retry-After")).isEqualTo("5");
    }

    private void knownOnChain() {
        Payment payment = ScriptedChain.pending(id);
        chain.payments(payment);
        chain.on("ETH_GET_LOGS", ScriptedChain.answer(ScriptedChain.logOf(ORIGINAL)));
        chain.transaction(
                ORIGINAL,
                ScriptedChain.MSQPAY,
                contract.createPayment(orders.order(body("1000000"), key), payment.expiresAt()));
    }

    private Reply createAs(Set<Address> merchants) {
        return requests.request(
                "createPayment", body("1000000"), Map.of("Idempotency-Key", key), Map.of("merchants", merchants));
    }

    private Reply create(String amount) {
        return requests.request("createPayment", body(amount), Map.of("Idempotency-Key", key));
    }

    private static Map<String, Object> body(String amount) {
        Map<String, Object> body = new HashMap<>();
        body.put("merchantId", ScriptedChain.MERCHANT.value());
        body.put("amount", new BigInteger(amount).toString());
        body.put("currency", "USDC");
        return body;
    }
}
