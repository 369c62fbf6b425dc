package io.msqpay.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.msqpay.dsl.Answer;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Fault;
import io.msqpay.dsl.FaultyNode;
import io.msqpay.dsl.Measurements;
import io.msqpay.dsl.Merchant;
import io.msqpay.dsl.PaymentServer;
import io.msqpay.payment.Address;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.web3j.utils.Numeric;

/** Transactions that a node has taken and no block takes, because gas has become more expensive than what they offer. */
class StuckTransactionsIT {

    private static final String[] SETTINGS = {
        "msqpay.http.rate-limit-per-minute=0",
        "msqpay.chain.replace-after=600ms",
        "msqpay.chain.max-fee-per-gas-cap=100000000000",
        "msqpay.relayer.timeout=20s"
    };
    private static final String GAS_PRICE = "eth_gasPrice";

    private Anvil anvil;
    private FaultyNode node;
    private Deployed deployed;
    private Address operator;
    private PaymentServer server;
    private Merchant merchant;

    @BeforeEach
    void start() {
        anvil = Anvil.start();
        node = FaultyNode.before(anvil);
        deployed = Deployed.on(anvil);
        operator = new Address(deployed.operator().getAddress());
        server = PaymentServer.on(deployed, node, SETTINGS);
        merchant = server.merchant();
    }

    @AfterEach
    void stop() {
        server.close();
        node.close();
        anvil.close();
    }

    @Test
    void paymentsLandExactlyOnceAlthoughTheBaseFeeRoseAboveWhatTheyOffer() {
        long before = anvil.transactionCount(operator);
        anvil.setAutomine(false);
        List<Answer> created = List.of(merchant.create("1"), merchant.create("2"), merchant.create("3"));
        anvil.setNextBaseFee(gwei(90));
        anvil.mine();
        assertThat(anvil.transactionCount(operator))
                .as("mined below the base fee")
                .isEqualTo(before);

        long start = System.nanoTime();
        await().until(() -> anvil.pendingTransactionCount(operator) == before + created.size());
        Measurements.add(
                "nodes",
                "base fee above the offer (replaced after 600 ms here)",
                201,
                node.calls("eth_sendRawTransaction"),
                Duration.ofNanos(System.nanoTime() - start).toMillis());
        assertThat(created)
                .allSatisfy(answer -> assertThat(merchant.follow(answer).text("status"))
                        .as("by the hash that was answered first")
                        .isEqualTo("pending"));
        anvil.mine();

        assertThat(anvil.transactionCount(operator)).isEqualTo(before + created.size());
        assertThat(created).allSatisfy(answer -> {
            assertThat(deployed.payment(answer.text("paymentId")).status()).isEqualTo(Deployed.Status.PENDING);
            assertThat(merchant.follow(answer).status()).isEqualTo(200);
            assertThat(anvil.receipt(answer.text("txHash")).isNull())
                    .as("the first offer")
                    .isTrue();
        });
    }

    @Test
    void aReplayAnswersTheTransactionThatTookThePlaceOfTheFirst() {
        anvil.setAutomine(false);
        Merchant keyed = merchant.withIdempotencyKey("stuck");
        Answer created = keyed.create("1");
        raiseGasPrice();
        String successor = awaitSuccessor(created.text("txHash"));

        Answer waiting = keyed.create("1");
        anvil.mine();
        Answer mined = keyed.create("1");

        assertThat(waiting.status()).isEqualTo(200);
        assertThat(waiting.text("txHash")).isEqualTo(successor);
        assertThat(mined.text("txHash")).isEqualTo(successor);
        assertThat(anvil.receipt(successor).path("status").asText()).isEqualTo("0x1");
        assertThat(keyed.create("2").status()).isEqualTo(409);
    }

    @Test
    void aRelayIsFollowedByItsFirstHashWhenItsTransactionWasReplaced() {
        String id = merchant.create("1").text("paymentId");
        long before = anvil.transactionCount(operator);
        anvil.setAutomine(false);
        CompletableFuture<Answer> relaying = CompletableFuture.supplyAsync(() -> merchant.relay(id, "confirm"));
        await().until(() -> anvil.pendingTransactionCount(operator) == before + 1);
        String relayId = waiting().path(Long.toString(before)).path("hash").asText();

        raiseGasPrice();
        String successor = awaitSuccessor(relayId);

        try (PaymentServer other = PaymentServer.on(deployed, SETTINGS)) {
            Answer here = merchant.relayStatus(id, relayId);
            assertThat(here.text("status")).as(here.body().toString()).isEqualTo("pending");
            assertThat(here.text("relayTxHash")).isEqualTo(successor);

            anvil.mine();

            assertThat(relaying.join().status())
                    .as(relaying.join().body().toString())
                    .isEqualTo(200);
            assertThat(relaying.join().text("relayId")).isEqualTo(relayId);
            assertThat(relaying.join().text("relayTxHash")).isEqualTo(successor);
            Answer followed = merchant.relayStatus(id, relayId);
            assertThat(followed.text("status")).as(followed.body().toString()).isEqualTo("success");
            assertThat(followed.text("relayTxHash")).isEqualTo(successor);
            // A server that did not replace it knows the hash that landed.
            assertThat(other.merchant().relayStatus(id, relayId).status()).isEqualTo(404);
            assertThat(other.merchant().relayStatus(id, successor).text("status"))
                    .isEqualTo("success");
        }
        assertThat(anvil.transactionCount(operator)).isEqualTo(before + 1);
        assertThat(deployed.payment(id).status()).isEqualTo(Deployed.Status.CONFIRMED);
    }

    @Test
    void whatAnEndedServerLeftIsReplacedByTheNextOneThatMayPayMore() {
        anvil.setAutomine(false);
        Answer created = merchant.create("1");
        server.close();
        // Above the old cap; the next block will show it.
        anvil.setNextBaseFee(gwei(150));
        // Anvil tells only what it holds of all accounts.
        node.fail(new Fault.WrongResult(pool().toString()), "txpool_contentFrom");

        server = PaymentServer.on(
                deployed, node, "msqpay.chain.replace-after=600ms", "msqpay.chain.max-fee-per-gas-cap=1000000000000");
        String successor = awaitSuccessor(created.text("txHash"));
        anvil.mine();

        assertThat(anvil.receipt(successor).path("status").asText()).isEqualTo("0x1");
        assertThat(deployed.payment(created.text("paymentId")).status()).isEqualTo(Deployed.Status.PENDING);
    }

    @Test
    void whatAnotherProgramSentWithTheSameKeyIsLeftAlone() {
        long nonce = anvil.transactionCount(operator);
        anvil.rpc("anvil_impersonateAccount", operator.value());
        anvil.setAutomine(false);
        String foreign = anvil.rpc(
                        "eth_sendTransaction",
                        Map.of(
                                "from", operator.value(),
                                "to", operator.value(),
                                "value", "0x1",
                                "maxFeePerGas", Numeric.encodeQuantity(gwei(80)),
                                "maxPriorityFeePerGas", "0x1"))
                .textValue();
        Answer created = merchant.create("1");
        raiseGasPrice();

        awaitSuccessor(created.text("txHash"));
        assertThat(waiting().path(Long.toString(nonce)).path("hash").asText()).isEqualTo(foreign);
        anvil.mine();

        assertThat(anvil.receipt(foreign).path("status").asText()).isEqualTo("0x1");
        assertThat(deployed.payment(created.text("paymentId")).status()).isEqualTo(Deployed.Status.PENDING);
    }

    @Test
    void theNonceOfATransactionThatTheNodeForgotIsKeptForIt() {
        long before = anvil.transactionCount(operator);
        anvil.setAutomine(false);
        List<Answer> created = new ArrayList<>(List.of(merchant.create("1"), merchant.create("2")));
        anvil.rpc("anvil_dropTransaction", created.get(0).text("txHash"));
        anvil.rpc("anvil_dropTransaction", created.get(1).text("txHash"));
        assertThat(anvil.pendingTransactionCount(operator)).isEqualTo(before);

        created.add(merchant.create("3"));

        await().until(() -> anvil.pendingTransactionCount(operator) == before + created.size());
        anvil.mine();
        assertThat(created).allSatisfy(answer -> assertThat(
                        anvil.receipt(answer.text("txHash")).path("status").asText())
                .isEqualTo("0x1"));
    }

    /** The node wants a higher tip than the one that is offered. */
    private void raiseGasPrice() {
        node.fail(new Fault.WrongResult("\"" + Numeric.encodeQuantity(gwei(5)) + "\""), GAS_PRICE);
    }

    /** The hash of the transaction that takes a transaction's place in the mempool, with the same content. */
    private String awaitSuccessor(String hash) {
        JsonNode first = anvil.rpc("eth_getTransactionByHash", hash);
        String nonce = Long.toString(
                Numeric.decodeQuantity(first.path("nonce").asText()).longValueExact());
        await().until(() -> !waiting().path(nonce).path("hash").asText().equals(hash));
        JsonNode next = waiting().path(nonce);
        for (String member : List.of("nonce", "to", "input", "value", "gas", "from")) {
            assertThat(next.path(member)).as(member).isEqualTo(first.path(member));
        }
        assertThat(anvil.rpc("eth_getTransactionByHash", hash).isNull()).isTrue();
        return next.path("hash").asText();
    }

    /** The operator's transactions in the mempool, by nonce. */
    private JsonNode waiting() {
        return pool().path("pending");
    }

    private ObjectNode pool() {
        JsonNode all = anvil.rpc("txpool_content");
        ObjectNode own = new ObjectMapper().createObjectNode();
        for (String part : List.of("pending", "queued")) {
            JsonNode held = all.path(part).path(operator.value().toLowerCase());
            own.set(part, held.isMissingNode() ? own.objectNode() : held);
        }
        return own;
    }

    private static BigInteger gwei(long amount) {
        return BigInteger.valueOf(amount).multiply(BigInteger.valueOf(1_000_000_000));
    }
}
