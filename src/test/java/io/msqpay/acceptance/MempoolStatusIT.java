package io.msqpay.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.msqpay.dsl.Answer;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Merchant;
import io.msqpay.dsl.PaymentServer;
import io.msqpay.payment.Address;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a transaction's hash tells about a payment that the contract does not know, and what it must not tell. */
class MempoolStatusIT {

    private static final String CREATE = "createPayment(bytes32,address,address,uint256,uint48,bytes32)";
    private static final String UNKNOWN = "ab".repeat(32);
    private static final Address STRANGER = new Address("0x" + "0a".repeat(20));

    private static Anvil anvil;
    private static Deployed deployed;
    private static PaymentServer server;
    private static Merchant merchant;
    private static Outsider outsider;

    @BeforeAll
    static void start() {
        anvil = Anvil.start();
        deployed = Deployed.on(anvil);
        server = PaymentServer.on(deployed, "msqpay.http.rate-limit-per-minute=0");
        merchant = server.merchant();
        outsider = new Outsider(anvil);
        anvil.setBalance(STRANGER, BigInteger.TEN.pow(18));
    }

    @AfterAll
    static void stop() {
        server.close();
        anvil.close();
    }

    @AfterEach
    void mineAgain() {
        anvil.setAutomine(true);
        anvil.mine();
    }

    @Test
    void isDescribedByItsWaitingTransactionUntilTheContractKnowsIt() {
        anvil.setAutomine(false);
        Answer created = merchant.create("5", body -> body.putObject("metadata").put("orderId", "7"));

        Answer waiting = merchant.follow(created);
        anvil.mine();
        Answer mined = merchant.follow(created);

        assertThat(PaymentFlowIT.members(waiting))
                .containsExactly(
                        "paymentId",
                        "status",
                        "amount",
                        "merchantId",
                        "currency",
                        "token",
                        "expiresAt",
                        "metadataHash");
        assertThat(PaymentFlowIT.members(mined)).contains("createdAt");
        for (String same : PaymentFlowIT.members(waiting)) {
            assertThat(mined.body().get(same)).as(same).isEqualTo(waiting.body().get(same));
        }
        assertThat(waiting.text("metadataHash")).isEqualTo(created.text("metadataHash"));
        assertThat(waiting.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void isNotFoundByTheTransactionOfAnotherPaymentWaitingOrMined() {
        anvil.setAutomine(false);
        Answer other = merchant.create("5");

        assertNotFound(other.text("txHash"));
        anvil.mine();
        assertNotFound(other.text("txHash"));
    }

    @Test
    void isNotFoundByAWaitingCreateOfThisIdOnAnotherContract() {
        Deployed other = Deployed.on(anvil);
        Address operator = new Address(other.operator().getAddress());
        anvil.setAutomine(false);

        String waiting = outsider.send(operator, other.msqpay(), create(merchant.address()));

        assertNotFound(waiting);
        anvil.mine();
        assertThat(anvil.receipt(waiting).path("status").asText()).isEqualTo("0x1");
        assertNotFound(waiting);
    }

    @Test
    void isNotFoundByOtherFunctionsThatNameThisId() {
        anvil.setAutomine(false);
        for (String function : List.of("pay(bytes32)", "confirmPayment(bytes32)", "getPayment(bytes32)")) {
            String padded = Outsider.call(function, UNKNOWN) + "0".repeat(5 * 64);
            assertNotFound(outsider.send(STRANGER, deployed.msqpay(), padded));
        }
        assertNotFound(outsider.send(STRANGER, deployed.msqpay(), "0x"));
    }

    /** Anybody can send such a transaction; it must not look like an outage of the node. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5})
    void isNotFoundByACreateWhoseArgumentsAreNone(int words) {
        assertNotFound(
                outsider.send(STRANGER, deployed.msqpay(), Outsider.call(CREATE, UNKNOWN) + "ff".repeat(32 * words)));
    }

    @Test
    void isNotFoundByATransactionThatDoesNotExist() {
        assertNotFound("0x" + "cd".repeat(32));
        assertThat(merchant.status("0x" + UNKNOWN, "txHash=0x12").status()).isEqualTo(400);
    }

    @Test
    void hasFailedWhenItsTransactionRevertedAndCanBeCreatedAnew() {
        Merchant keyed = merchant.withIdempotencyKey("born-too-late");
        anvil.setAutomine(false);
        Answer created = keyed.create("5", body -> body.put("expiresIn", 60));
        anvil.setNextBlockTimestamp(created.body().path("expiresAt").asLong() + 1);
        anvil.mine();
        anvil.setAutomine(true);

        Answer failed = merchant.follow(created);
        Answer finalized = merchant.get(created.header("Location") + "&at=finalized");
        Answer again = keyed.create("5", body -> body.put("expiresIn", 60));

        assertThat(anvil.receipt(created.text("txHash")).path("status").asText())
                .isEqualTo("0x0");
        assertThat(failed.status()).isEqualTo(200);
        assertThat(failed.text("status")).isEqualTo("failed");
        assertThat(failed.text("failureReason")).isEqualTo("create_reverted");
        assertThat(PaymentFlowIT.members(failed)).doesNotContain("createdAt", "confirmedAt", "payer");
        assertThat(finalized.header("Cache-Control")).isEqualTo("no-store");
        assertThat(again.status()).as(again.body().toString()).isEqualTo(201);
        assertThat(again.text("paymentId")).isEqualTo(created.text("paymentId"));
        assertThat(again.text("txHash")).isNotEqualTo(created.text("txHash"));
        assertThat(merchant.status(again.text("paymentId")).text("status")).isEqualTo("pending");
    }

    @Test
    void cannotBeMadeToLookLikeSomebodyElsesCreate() {
        String forged = outsider.send(STRANGER, deployed.msqpay(), create(STRANGER));

        Answer answer = merchant.status("0x" + UNKNOWN, "txHash=" + forged);

        // The contract refuses strangers, so the most that a forged one can say is that it came to nothing.
        assertThat(anvil.receipt(forged).path("status").asText()).isEqualTo("0x0");
        assertThat(answer.text("status")).isEqualTo("failed");
        assertThat(answer.text("failureReason")).isEqualTo("create_reverted");
    }

    private static String create(Address payee) {
        String amount = "0".repeat(63) + "1";
        String farFuture = "0".repeat(52) + "f".repeat(11) + "0";
        return Outsider.call(
                CREATE,
                UNKNOWN,
                Outsider.word(payee),
                Outsider.word(deployed.usdc()),
                amount,
                farFuture,
                "0".repeat(64));
    }

    private static void assertNotFound(String txHash) {
        Answer answer = merchant.status("0x" + UNKNOWN, "txHash=" + txHash);
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(404);
        assertThat(answer.text("message")).isEqualTo("Payment not found");
    }
}
