package io.msqpay.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class LoggingContextExecutorTest {

    private final ExecutorService threads = Executors.newSingleThreadExecutor();
    private final ExecutorService executor = new LoggingContextExecutor(threads);

    @AfterEach
    void end() {
        MDC.clear();
        threads.shutdownNow();
    }

    @Test
    void lendsTheContextOfEachCallerAndLeavesNothingBehind() throws ExecutionException, InterruptedException {
        List<String> seen = new ArrayList<>();
        MDC.put("requestId", "one");
        executor.submit(() -> seen.add(MDC.get("requestId"))).get();
        MDC.put("requestId", "two");
        executor.submit(() -> seen.add(MDC.get("requestId"))).get();
        MDC.clear();
        executor.submit(() -> seen.add(MDC.get("requestId"))).get();
        threads.submit(() -> seen.add(MDC.get("requestId"))).get();

        assertThat(seen).containsExactly("one", "two", null, null);
    }

    @Test
    void leavesTheContextOfACallerThatDoesTheWorkItselfAsItWas() {
        CountDownLatch busy = new CountDownLatch(1);
        ThreadPoolExecutor full = new ThreadPoolExecutor(
                1, 1, 0, TimeUnit.SECONDS, new SynchronousQueue<>(), new ThreadPoolExecutor.CallerRunsPolicy());
        full.submit(() -> {
            busy.await();
            return null;
        });
        MDC.put("requestId", "one");

        new LoggingContextExecutor(full).execute(() -> MDC.put("requestId", "changed"));

        assertThat(MDC.get("requestId")).isEqualTo("one");
        busy.countDown();
        full.shutdown();
    }

    @Test
    void endsWithItsThreads() throws InterruptedException {
        executor.shutdown();

        assertThat(executor.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(executor.isShutdown()).isTrue();
        assertThat(executor.isTerminated()).isTrue();
        assertThat(threads.isShutdown()).isTrue();
        assertThat(executor.shutdownNow()).isEmpty();
    }
}
