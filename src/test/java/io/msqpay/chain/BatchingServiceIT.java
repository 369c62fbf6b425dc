package io.msqpay.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.msqpay.config.Secret;
import io.msqpay.contract.MsqpayContract;
import io.msqpay.dev.DemoAccount;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Fault;
import io.msqpay.dsl.FaultyNode;
import io.msqpay.payment.Payment;
import io.msqpay.payment.PaymentId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.methods.request.Transaction;

class BatchingServiceIT {

    private static final int READERS = 20;

    private static Deployed deployed;
    private static List<PaymentId> ids;

    private final FaultyNode node = FaultyNode.before(Anvil.shared());
    private final HttpNodeClients clients =
            new HttpNodeClients(List.of(Secret.valueOf(node.url())), Duration.ofSeconds(5));
    private final ExecutorService readers = Executors.newFixedThreadPool(READERS);

    @BeforeAll
    static void createPayments() {
        deployed = Deployed.on(Anvil.shared());
        ids = IntStream.range(0, READERS)
                .mapToObj(i -> new PaymentId("0x" + "%064x".formatted(i + 1)))
                .toList();
        long expiresAt = Anvil.shared().timestamp() + 3600;
        ids.forEach(id -> deployed.createPayment(id.value(), DemoAccount.MERCHANT.address(), amountOf(id), expiresAt));
    }

    @AfterEach
    void endReaders() {
        readers.shutdownNow();
        clients.close();
        node.close();
    }

    @Test
    void readersThatMeetShareRequestsAndEachGetsItsOwnAnswer() {
        await().until(() -> {
            readAll();
            return node.requests() < node.calls("eth_call");
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readersGetTheirAnswersFromANodeThatRefusesBatches(boolean callByCall) {
        node.fail(new Fault.RefuseBatches(callByCall));
        AtomicInteger reads = new AtomicInteger();
        await().until(() -> {
            readAll();
            // Some had to be asked for again.
            return node.calls("eth_call") > reads.addAndGet(READERS);
        });
    }

    private void readAll() {
        List<CompletableFuture<BigInteger>> reads = ids.stream()
                .map(id -> CompletableFuture.supplyAsync(() -> amount(id), readers))
                .toList();
        assertThat(reads.stream().map(CompletableFuture::join))
                .containsExactlyElementsOf(
                        ids.stream().map(BatchingServiceIT::amountOf).toList());
    }

    /** Every payment has an amount of its own. */
    private static BigInteger amountOf(PaymentId id) {
        return new BigInteger(id.word(), 16);
    }

    private BigInteger amount(PaymentId id) {
        MsqpayContract contract = new MsqpayContract(deployed.msqpay());
        Web3j web3j = clients.clients().get(0);
        try {
            Payment payment = contract.payment(
                    id,
                    web3j.ethCall(
                                    Transaction.createEthCallTransaction(
                                            null, contract.address(), contract.getPayment(id)),
                                    DefaultBlockParameterName.LATEST)
                            .send()
                            .getValue());
            return payment.amount();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
