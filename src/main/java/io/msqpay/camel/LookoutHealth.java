package io.msqpay.camel;

import io.msqpay.camel.Lookout.Seen;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;

/** Tells the health of something outside by what a {@link Lookout} sees of it, and writes into the log when it changes, with the reason. */
public final class LookoutHealth<T> implements HealthIndicator {

    /** Some operations do not work, others do: no reason to send nobody here any more. */
    public static final Status DEGRADED = new Status("DEGRADED");

    private static final Logger LOG = LoggerFactory.getLogger(LookoutHealth.class);

    private final String name;
    private final Lookout<T> lookout;
    private final Status ill;
    private final Function<T, Optional<String>> check;
    private final AtomicReference<Status> last = new AtomicReference<>(Status.UP);

    /**
     * @param ill the state when something is wrong
     * @param check says what is wrong with what was seen
     */
    public LookoutHealth(String name, Lookout<T> lookout, Status ill, Function<T, Optional<String>> check) {
        this.name = name;
        this.lookout = lookout;
        this.ill = ill;
        this.check = check;
    }

    @Override
    public Health health() {
        if (!lookout.isOpen()) {
            return Health.outOfService().build();
        }
        Seen<T> seen = lookout.look();
        Optional<String> trouble = seen.value() == null ? Optional.of(seen.trouble()) : check.apply(seen.value());
        Status status = trouble.isEmpty() ? Status.UP : ill;
        if (!status.equals(last.getAndSet(status))) {
            if (trouble.isEmpty()) {
                LOG.info("The health of the {} is UP again", name);
            } else {
                LOG.warn("The health of the {} is {}: {}", name, status, trouble.get());
            }
        }
        return Health.status(status).build();
    }
}
