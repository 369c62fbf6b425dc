package io.msqpay.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.msqpay.dsl.Answer;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.FaultyNode;
import io.msqpay.dsl.Measurements;
import io.msqpay.dsl.PaymentServer;
import io.msqpay.payment.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Three servers that share nothing but a chain: with the same operator's key, or with a key each of one mnemonic. */
class ReplicasIT {

    private static final int CREATES = 150;
    private static final int REPLICAS = 3;
    private static final int CALLERS = 30;
    private static final String SEND = "eth_sendRawTransaction";
    private static final String MNEMONIC = "test test test test test test test test test test test junk";

    @ParameterizedTest(name = "{0} key(s), a block every {1} s")
    @CsvSource({"1,0", "1,1", "3,0", "3,1"})
    void createAllPaymentsExactlyOnce(int keys, int blockSeconds) throws Exception {
        List<PaymentServer> replicas = new ArrayList<>();
        try (Anvil anvil = Anvil.start();
                FaultyNode node = FaultyNode.before(anvil)) {
            Deployed deployed = Deployed.on(anvil);
            for (int i = 0; i < REPLICAS; i++) {
                replicas.add(PaymentServer.on(deployed, node, settings(keys == 1 ? null : "msqpay-" + i)));
            }
            List<Address> operators = replicas.stream()
                    .map(replica -> new Address(replica.merchant()
                            .get("/config")
                            .body()
                            .at("/relayer/address")
                            .asText()))
                    .distinct()
                    .toList();
            assertThat(operators).hasSize(keys);
            operators.forEach(deployed::makeOperator);
            if (blockSeconds > 0) {
                anvil.setAutomine(false);
                anvil.setIntervalMining(blockSeconds);
            }
            List<Long> before = operators.stream().map(anvil::transactionCount).toList();
            node.resetCalls();

            long start = System.nanoTime();
            List<Answer> answers = create(replicas);
            long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();

            Measurements.add(
                    "replicas", keys + " key(s), " + blockSeconds + " s blocks", 201, node.calls(SEND), millis);
            Set<String> hashes = new HashSet<>();
            answers.forEach(answer -> {
                assertThat(answer.status()).as(answer.body().toString()).isEqualTo(201);
                hashes.add(answer.text("txHash"));
            });
            assertThat(hashes).hasSize(CREATES);
            await().until(() -> landed(anvil, operators, before) >= CREATES);
            assertThat(hashes).allSatisfy(hash -> assertThat(
                            anvil.receipt(hash).path("status").asText())
                    .isEqualTo("0x1"));
            assertThat(answers).allSatisfy(answer -> assertThat(
                            deployed.payment(answer.text("paymentId")).status())
                    .isEqualTo(Deployed.Status.PENDING));
            assertThat(landed(anvil, operators, before)).as("and nothing else").isEqualTo(CREATES);
            if (keys == REPLICAS) {
                assertThat(node.calls(SEND)).as("nobody collides").isEqualTo(CREATES);
            }
        } finally {
            replicas.forEach(PaymentServer::close);
        }
    }

    private static String[] settings(String pod) {
        String unlimited = "msqpay.http.rate-limit-per-minute=0";
        return pod == null
                ? new String[] {unlimited}
                : new String[] {
                    unlimited,
                    "msqpay.operator.private-key=",
                    "msqpay.operator.mnemonic=" + MNEMONIC,
                    "msqpay.operator.index=" + pod
                };
    }

    private static List<Answer> create(List<PaymentServer> replicas) throws InterruptedException, ExecutionException {
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try {
            List<Future<Answer>> futures = new ArrayList<>();
            for (int i = 0; i < CREATES; i++) {
                PaymentServer replica = replicas.get(i % replicas.size());
                futures.add(callers.submit(() -> replica.merchant().create("1")));
            }
            List<Answer> answers = new ArrayList<>();
            for (Future<Answer> future : futures) {
                answers.add(future.get());
            }
            return answers;
        } finally {
            callers.shutdownNow();
        }
    }

    private static long landed(Anvil anvil, List<Address> operators, List<Long> before) {
        return operators.stream().mapToLong(anvil::transactionCount).sum()
                - before.stream().mapToLong(Long::longValue).sum();
    }
}
