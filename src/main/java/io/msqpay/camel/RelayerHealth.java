package io.msqpay.camel;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.msqpay.relayer.RelayerState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.FluentProducerTemplate;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/** Whether a remote relayer answers and takes transactions. Asked at start and then at most every ten seconds, however often health is asked for. */
public final class RelayerHealth implements HealthIndicator, ApplicationListener<ApplicationReadyEvent> {

    private static final Duration KEPT = Duration.ofSeconds(10);

    private final CamelContext camel;
    private final LoadingCache<String, Health> last =
            Caffeine.newBuilder().expireAfterWrite(KEPT).build(key -> ask());

    public RelayerHealth(CamelContext camel) {
        this.camel = camel;
    }

    @Override
    public Health health() {
        return last.get("relayer");
    }

    /** Learns the relayer's address, which the public configuration shows. */
    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        health();
    }

    private Health ask() {
        try (FluentProducerTemplate template = camel.createFluentProducerTemplate()) {
            RelayerState state = template.to("direct:describeRelayer").request(RelayerState.class);
            return (state.paused() ? Health.outOfService() : Health.up())
                    .withDetail("address", state.address())
                    .withDetail("paused", state.paused())
                    .build();
        } catch (CamelExecutionException e) {
            // The message of what a route throws is written for callers; Camel's own would quote the exchange.
            return Health.down()
                    .withDetail("reason", String.valueOf(e.getCause().getMessage()))
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
