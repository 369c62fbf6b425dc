package io.msqpay.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.msqpay.config.Secret;
import io.msqpay.contract.MsqpayContract;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Fault;
import io.msqpay.dsl.FaultyNode;
import io.msqpay.dsl.Merchant;
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
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.methods.request.Transaction;

class BatchingServiceIT {

    private static final int READERS = 20;

    private static Deployed deployed;
    private static List<PaymentId> ids;

    private final FaultyNode node = FaultyNode.before(Anvil.shared());
    private final NodeClients clients = new NodeClients(List.of(Secret.valueOf(node.url())), Duration.ofSeconds(5));
    private final ExecutorService readers = Executors.newFixedThreadPool(READERS);

    @BeforeAll
    static void createPayments() {
        deployed = Deployed.on(Anvil.shared());
        ids = IntStream.range(0, READERS)
                .mapToObj(i -> new PaymentId("0x" + "%064x".formatted(i + 1)))
                .toList();
        long expiresAt = Anvil.shared().timestamp() + 3600;
        ids.forEach(id -> deployed.createPayment(
                id.value(), Merchant.of("").address(), new BigInteger(id.word(), 16), expiresAt));
    }

    @AfterEach
    void endReaders() {
        readers.shutdownNow();
        clients.close();
        node.close();
    }

    @Test
    void readersThatMeetShareRequestsAndEachGetsItsOwnAnswer() {
        node.failNext(1, new Fault.Delay(Duration.ofMillis(300)));

        assertThat(read(ids)).containsExactlyElementsOf(amounts());

        assertThat(node.calls("eth_call")).isEqualTo(READERS);
        assertThat(node.requests()).isLessThan(READERS);
    }

    @Test
    void readersGetTheirAnswersFromANodeThatRefusesBatches() {
        readAfter(new Fault.HttpStatus(413));
    }

    @Test
    void readersGetTheirAnswersFromANodeThatAnswersABatchWithErrors() {
        readAfter(new Fault.RpcError(-32600, "batch too large"));
    }

    /** Reads while one is held up, so that a batch meets the fault. */
    private void readAfter(Fault fault) {
        node.fail(new Fault.Delay(Duration.ofMillis(300)));
        CompletableFuture<BigInteger> held = read(ids.get(0));
        await().until(() -> node.requests() == 1);
        node.failNext(1, fault);

        assertThat(read(ids.subList(1, READERS)))
                .containsExactlyElementsOf(amounts().subList(1, READERS));

        assertThat(held.join()).isEqualTo(BigInteger.ONE);
        assertThat(node.calls("eth_call")).isGreaterThan(READERS);
    }

    private List<BigInteger> read(List<PaymentId> payments) {
        List<CompletableFuture<BigInteger>> reads =
                payments.stream().map(this::read).toList();
        return reads.stream().map(CompletableFuture::join).toList();
    }

    private static List<BigInteger> amounts() {
        return ids.stream().map(id -> new BigInteger(id.word(), 16)).toList();
    }

    private CompletableFuture<BigInteger> read(PaymentId id) {
        return CompletableFuture.supplyAsync(() -> amount(id), readers);
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
