package io.msqpay.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.msqpay.dsl.Answer;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.PaymentServer;
import io.msqpay.payment.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three servers that share nothing but the operator's key. */
class ReplicasIT {

    private static final int CREATES = 150;
    private static final String[] SETTINGS = {"msqpay.http.rate-limit-per-minute=0"};

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void createAllPaymentsExactlyOnce(int blockSeconds) throws Exception {
        try (Anvil anvil = Anvil.start()) {
            Deployed deployed = Deployed.on(anvil);
            if (blockSeconds > 0) {
                anvil.setAutomine(false);
                anvil.setIntervalMining(blockSeconds);
            }
            Address operator = new Address(deployed.operator().getAddress());
            long before = anvil.transactionCount(operator);
            ExecutorService callers = Executors.newFixedThreadPool(30);
            try (PaymentServer one = PaymentServer.on(deployed, SETTINGS);
                    PaymentServer two = PaymentServer.on(deployed, SETTINGS);
                    PaymentServer three = PaymentServer.on(deployed, SETTINGS)) {
                List<PaymentServer> replicas = List.of(one, two, three);
                List<Future<Answer>> answers = new ArrayList<>();
                for (int i = 0; i < CREATES; i++) {
                    PaymentServer replica = replicas.get(i % replicas.size());
                    answers.add(callers.submit(() -> replica.merchant().create("1")));
                }
                Set<String> hashes = new HashSet<>();
                List<String> ids = new ArrayList<>();
                for (Future<Answer> future : answers) {
                    Answer answer = future.get();
                    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(201);
                    hashes.add(answer.text("txHash"));
                    ids.add(answer.text("paymentId"));
                }
                assertThat(hashes).hasSize(CREATES);
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> anvil.transactionCount(operator) >= before + CREATES);
                for (String hash : hashes) {
                    assertThat(anvil.receipt(hash).path("status").asText()).isEqualTo("0x1");
                }
                assertThat(anvil.transactionCount(operator)).isEqualTo(before + CREATES);
                assertThat(ids).allSatisfy(id -> assertThat(deployed.payment(id).status())
                        .isEqualTo(Deployed.Status.PENDING));
            } finally {
                callers.shutdownNow();
            }
        }
    }
}
