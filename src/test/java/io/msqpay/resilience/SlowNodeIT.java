package io.msqpay.resilience;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.msqpay.dsl.Answer;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Fault;
import io.msqpay.dsl.FaultyNode;
import io.msqpay.dsl.Merchant;
import io.msqpay.dsl.PaymentServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A node that takes its time, and many who wait for it. */
class SlowNodeIT {

    private static final int READERS = 64;

    @Test
    void isAskedByAllReadersAtOnce() throws Exception {
        Deployed deployed = Deployed.on(Anvil.shared());
        ExecutorService readers = Executors.newFixedThreadPool(READERS);
        try (FaultyNode node = FaultyNode.before(Anvil.shared());
                PaymentServer server = PaymentServer.on(
                        deployed, node, "msqpay.chain.timeout=1m", "msqpay.http.rate-limit-per-minute=0")) {
            Merchant merchant = server.merchant();
            String id = merchant.create("1").text("paymentId");
            Semaphore workers = new Semaphore(0);
            node.fail(new Fault.Busy(workers, Duration.ZERO), "eth_call");
            node.resetCalls();

            List<CompletableFuture<Answer>> answers = Stream.generate(
                            () -> CompletableFuture.supplyAsync(() -> merchant.status(id), readers))
                    .limit(READERS)
                    .toList();

            await("the node has every call, and has answered none")
                    .untilAsserted(() -> assertThat(node.calls("eth_call")).isEqualTo(READERS));
            workers.release(READERS);
            for (CompletableFuture<Answer> answer : answers) {
                assertThat(answer.get(30, SECONDS).status()).isEqualTo(200);
            }
            assertThat(node.calls("eth_call")).isEqualTo(READERS);
        } finally {
            readers.shutdownNow();
        }
    }
}
