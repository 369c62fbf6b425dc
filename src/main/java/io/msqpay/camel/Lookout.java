package io.msqpay.camel;

import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.FluentProducerTemplate;

/**
 * Has a route look at something outside, when somebody asks and the last look is some time ago: one look for all who ask, at most one in
 * each interval. They get what was seen last and do not wait, unless that is older than three intervals; then for half a second at most.
 */
public final class Lookout<T> {

    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final int OLD = 3;

    private final CamelContext camel;
    private final String endpoint;
    private final Class<T> type;
    private final BooleanSupplier open;
    private final AsyncLoadingCache<String, Seen<T>> last;

    /**
     * What a look brought.
     *
     * @param value null when there is trouble
     * @param trouble why nothing was seen, fit for the log; null when something was
     */
    public record Seen<T>(T value, String trouble) {}

    /**
     * @param endpoint of the route that looks; its answer is of the type
     * @param interval between two looks, at least
     * @param open whether there is something to see; nobody looks before
     */
    public Lookout(CamelContext camel, String endpoint, Class<T> type, Duration interval, BooleanSupplier open) {
        this.camel = camel;
        this.endpoint = endpoint;
        this.type = type;
        this.open = open;
        this.last = Caffeine.newBuilder()
                .refreshAfterWrite(interval)
                .expireAfterWrite(interval.multipliedBy(OLD))
                .executor(look -> camel.getExecutorServiceManager()
                        .newThread("lookout", look)
                        .start())
                .buildAsync(key -> ask());
    }

    /** Whether anybody looks yet. */
    public boolean isOpen() {
        return open.getAsBoolean();
    }

    /** What was seen last. */
    public Seen<T> look() {
        return look(PATIENCE);
    }

    /** What was seen last, or else in so much time. */
    public Seen<T> look(Duration patience) {
        if (!isOpen()) {
            return new Seen<>(null, "The server is starting");
        }
        try {
            return last.get(endpoint).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return new Seen<>(null, "There is no answer yet");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Seen<>(null, "Nobody waited for an answer");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /** What was seen last; empty when there is trouble. */
    public Optional<T> find() {
        return Optional.ofNullable(look().value());
    }

    private Seen<T> ask() {
        try (FluentProducerTemplate template = camel.createFluentProducerTemplate()) {
            return new Seen<>(template.to(endpoint).request(type), null);
        } catch (CamelExecutionException e) {
            // The message of what a route throws is written for callers; Camel's own would quote the exchange.
            return new Seen<>(null, String.valueOf(e.getCause().getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
