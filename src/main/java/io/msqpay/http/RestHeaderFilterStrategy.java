package io.msqpay.http;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.Exchange;
import org.apache.camel.spi.HeaderFilterStrategy;

/**
 * Lets in what the contract declares and lets out what it documents, and nothing else: components take orders from headers, and an
 * HTTP client must not be able to give them. Path parameters are not let in here; Camel takes them from the path itself, so neither a
 * header nor a query parameter of that name can take their place.
 */
public final class RestHeaderFilterStrategy implements HeaderFilterStrategy {

    private static final Set<String> OUT = ignoringCase(Set.of(
            "Content-Type",
            "Location",
            "Idempotency-Replayed",
            "Retry-After",
            "Cache-Control",
            "Allow",
            "WWW-Authenticate"));

    private final Set<String> in;

    /** @param declared names of the query and header parameters that may become message headers */
    public RestHeaderFilterStrategy(Collection<String> declared) {
        Set<String> names = ignoringCase(declared);
        names.add("Content-Type");
        this.in = names;
    }

    /** {@inheritDoc} True means: keep it from the client. */
    @Override
    public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
        return name == null || !OUT.contains(name);
    }

    /** {@inheritDoc} True means: keep it from the routes. */
    @Override
    public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
        return name == null || !in.contains(name);
    }

    private static Set<String> ignoringCase(Collection<String> names) {
        Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        set.addAll(names);
        return set;
    }
}
