package io.msqpay.http;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.spi.HeaderFilterStrategy;

/**
 * Lets in what the contract declares and lets out what it documents, and nothing else: components take orders from headers, and an
 * HTTP client must not be able to give them. Path parameters are not let in here; Camel takes them from the path itself, so neither a
 * header nor a query parameter of that name can take their place.
 */
public final class RestHeaderFilterStrategy implements HeaderFilterStrategy {

    /** Beside what the contract documents. */
    private static final Set<String> OUT = ignoringCase(Set.of(
            "Content-Type",
            "Location",
            "Idempotency-Replayed",
            "Retry-After",
            "Cache-Control",
            "Allow",
            "WWW-Authenticate"));

    /** Documented, and written by the edge itself. */
    private static final Set<String> NOT_OUT = ignoringCase(Set.of(RequestIds.HEADER, "RateLimit", "RateLimit-Policy"));

    private final Supplier<OpenApiContract> contract;
    private final Set<String> in;

    /**
     * @param contract that is in force: its query and header parameters may become message headers
     * @param further headers that may, too
     */
    public RestHeaderFilterStrategy(Supplier<OpenApiContract> contract, Collection<String> further) {
        this.contract = contract;
        Set<String> names = ignoringCase(further);
        names.add("Content-Type");
        this.in = names;
    }

    /** {@inheritDoc} True means: keep it from the client. */
    @Override
    public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
        return name == null
                || !OUT.contains(name)
                        && (NOT_OUT.contains(name)
                                || !contract.get().responseHeaders().contains(name));
    }

    /** {@inheritDoc} True means: keep it from the routes. */
    @Override
    public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
        return name == null
                || !in.contains(name) && !contract.get().headerAndQueryNames().contains(name);
    }

    private static Set<String> ignoringCase(Collection<String> names) {
        Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        set.addAll(names);
        return set;
    }
}
