package io.msqpay.config;

import java.util.List;
import java.util.Map;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.MDC;

/** Lends the logging context of whoever hands over work, such as the id of a request, to the thread that does it. */
final class LoggingContextExecutor extends AbstractExecutorService {

    private final ExecutorService threads;

    LoggingContextExecutor(ExecutorService threads) {
        this.threads = threads;
    }

    @Override
    public void execute(Runnable work) {
        Map<String, String> lent = MDC.getCopyOfContextMap();
        threads.execute(() -> {
            // The thread may be the caller's: a full pool lets it do the work itself.
            Map<String, String> own = MDC.getCopyOfContextMap();
            use(lent);
            try {
                work.run();
            } finally {
                use(own);
            }
        });
    }

    private static void use(Map<String, String> context) {
        if (context == null) {
            MDC.clear();
        } else {
            MDC.setContextMap(context);
        }
    }

    @Override
    public void shutdown() {
        threads.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        return threads.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        return threads.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return threads.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return threads.awaitTermination(timeout, unit);
    }
}
