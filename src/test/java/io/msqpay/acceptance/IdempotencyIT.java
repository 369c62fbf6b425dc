package io.msqpay.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.msqpay.dsl.Answer;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Merchant;
import io.msqpay.dsl.PaymentServer;
import io.msqpay.payment.Address;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.web3j.abi.DefaultFunctionEncoder;
import org.web3j.abi.datatypes.generated.Bytes32;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.crypto.Hash;
import org.web3j.utils.Numeric;

/** A create request may be repeated, at once or much later, and makes one payment. */
class IdempotencyIT {

    private static Anvil anvil;
    private static Deployed deployed;
    private static PaymentServer server;

    @BeforeAll
    static void start() {
        anvil = Anvil.start();
        deployed = Deployed.on(anvil);
        server = PaymentServer.on(deployed, "msqpay.http.rate-limit-per-minute=0", "msqpay.http.max-wait=10s");
    }

    @AfterAll
    static void stop() {
        server.close();
        anvil.close();
    }

    @Test
    void derivesTheIdFromChainContractMerchantAndKey() throws Exception {
        Merchant merchant = server.merchant();

        String id = merchant.withIdempotencyKey("order-1").create("5").text("paymentId");

        String encoded = new DefaultFunctionEncoder()
                .encodeParameters(List.of(
                        new Uint256(31337),
                        new org.web3j.abi.datatypes.Address(deployed.msqpay().value()),
                        new org.web3j.abi.datatypes.Address(merchant.address().value()),
                        new Bytes32(Hash.sha3("order-1".getBytes(StandardCharsets.UTF_8)))));
        assertThat(id).isEqualTo(Numeric.toHexString(Hash.sha3(Numeric.hexStringToByteArray(encoded))));
    }

    @Test
    void answersTheOriginalAgainAndSendsNothing() {
        Merchant merchant = server.merchant().withIdempotencyKey("again");
        Answer first = merchant.create("5");
        long sent = anvil.transactionCount(operator());

        Answer second = merchant.create("5");

        assertThat(second.status()).isEqualTo(200);
        assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(first.header("Idempotency-Replayed")).isNull();
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(anvil.transactionCount(operator())).isEqualTo(sent);
    }

    @Test
    void findsTheOriginalAfterARestartAndManyBlocks() {
        Answer first = server.merchant().withIdempotencyKey("old").create("5");
        server.merchant().relay(first.text("paymentId"), "confirm");
        anvil.mine(300);

        try (PaymentServer second = PaymentServer.on(deployed)) {
            Answer replayed = second.merchant().withIdempotencyKey("old").create("5");
            assertThat(replayed.status()).isEqualTo(200);
            assertThat(replayed.text("txHash")).isEqualTo(first.text("txHash"));
            assertThat(replayed.text("status")).isEqualTo("confirmed");
            assertThat(second.merchant()
                            .withIdempotencyKey("old")
                            .create("5", body -> body.put("expiresIn", 1801))
                            .status())
                    .isEqualTo(409);
        }
    }

    static Stream<Consumer<ObjectNode>> otherContents() {
        return Stream.of(
                body -> body.put("amount", "6"), body -> body.put("expiresIn", 1801), body -> body.putObject("metadata")
                        .put("orderId", "other"));
    }

    @ParameterizedTest
    @MethodSource("otherContents")
    void refusesTheSameKeyWithOtherContent(Consumer<ObjectNode> change) {
        Merchant merchant = server.merchant().withIdempotencyKey("content");
        merchant.create("5");

        Answer answer = merchant.create("5", change);

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.text("error")).isEqualTo("Conflict");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void makesOnePaymentOfManyCallersAtOnce(boolean automine) throws Exception {
        long sent = anvil.pendingTransactionCount(operator());
        anvil.setAutomine(automine);
        try {
            List<Answer> answers = atOnce(40, () -> server.merchant()
                    .withIdempotencyKey("many" + automine)
                    .create("5"));

            assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isIn(200, 201));
            assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(1);
            assertThat(answers.stream().map(answer -> answer.text("txHash")).distinct())
                    .hasSize(1);
            assertThat(anvil.pendingTransactionCount(operator())).isEqualTo(sent + 1);
        } finally {
            anvil.setAutomine(true);
            anvil.mine();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void landsFortyPaymentsOfOneOperatorEachOnce(int blockSeconds) throws Exception {
        if (blockSeconds > 0) {
            anvil.setAutomine(false);
            anvil.setIntervalMining(blockSeconds);
        }
        try {
            List<Answer> answers = atOnce(40, () -> server.merchant().create("5"));

            assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(201));
            await().untilAsserted(() -> assertThat(answers).allSatisfy(answer -> assertThat(
                            server.merchant().status(answer.text("paymentId")).text("status"))
                    .isEqualTo("pending")));
            assertThat(answers.stream().map(answer -> answer.text("txHash")).distinct())
                    .hasSize(40);
        } finally {
            anvil.setIntervalMining(0);
            anvil.setAutomine(true);
        }
    }

    @Test
    void goesOnAfterATransactionThatWasSentOutsideTheServer() {
        server.merchant().create("5");
        deployed.mint(operator(), BigInteger.ONE);
        deployed.mint(operator(), BigInteger.ONE);

        Answer created = server.merchant().create("5");

        assertThat(created.status()).isEqualTo(201);
        assertThat(anvil.receipt(created.text("txHash")).path("status").asText())
                .isEqualTo("0x1");
    }

    private static Address operator() {
        return new Address(deployed.operator().getAddress());
    }

    private static List<Answer> atOnce(int callers, Callable<Answer> call) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(callers);
        try {
            List<Answer> answers = new ArrayList<>();
            for (Future<Answer> future : pool.invokeAll(Collections.nCopies(callers, call))) {
                answers.add(future.get());
            }
            return answers;
        } finally {
            pool.shutdownNow();
        }
    }
}
