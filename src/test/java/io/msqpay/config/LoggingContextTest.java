package io.msqpay.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class LoggingContextTest {

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final LoggingContext context = new LoggingContext();

    @AfterEach
    void end() {
        MDC.clear();
        thread.shutdownNow();
    }

    @Test
    void isLentByEachCallerAndLeavesNothingBehind() throws ExecutionException, InterruptedException {
        List<String> seen = new ArrayList<>();
        Runnable look = () -> seen.add(MDC.get("requestId"));
        MDC.put("requestId", "one");
        thread.submit(context.decorate(look)).get();
        MDC.put("requestId", "two");
        thread.submit(context.decorate(look)).get();
        MDC.clear();
        thread.submit(context.decorate(look)).get();
        thread.submit(look).get();

        assertThat(seen).containsExactly("one", "two", null, null);
    }

    @Test
    void ofACallerThatDoesTheWorkItselfStaysAsItWas() {
        MDC.put("requestId", "one");

        context.decorate(() -> MDC.put("requestId", "changed")).run();

        assertThat(MDC.get("requestId")).isEqualTo("one");
    }
}
