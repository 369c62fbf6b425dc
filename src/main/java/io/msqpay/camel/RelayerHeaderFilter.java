package io.msqpay.camel;

import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.Exchange;
import org.apache.camel.spi.HeaderFilterStrategy;

/** Lets through to a relayer what the relayer routes set, and back what they read. Nothing that a client sent is among it. */
public final class RelayerHeaderFilter implements HeaderFilterStrategy {

    private static final Set<String> OUT = ignoringCase("Authorization", "X-Api-Key", "Content-Type");
    private static final Set<String> IN = ignoringCase("Content-Type", "Retry-After");

    /** {@inheritDoc} True means: keep it from the relayer. */
    @Override
    public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
        return !OUT.contains(name);
    }

    /** {@inheritDoc} True means: keep it from the routes. */
    @Override
    public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
        return !IN.contains(name);
    }

    private static Set<String> ignoringCase(String... names) {
        Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        set.addAll(Set.of(names));
        return set;
    }
}
