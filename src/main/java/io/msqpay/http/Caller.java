package io.msqpay.http;

import io.msqpay.payment.Address;
import java.util.Objects;
import java.util.Set;

/**
 * Who has proven to be allowed something.
 *
 * @param name who it is; may be logged
 * @param scopes what it may do: {@code create}, {@code relay} or {@code *}
 * @param merchants for whom it may do that; null if for everybody, and nobody if empty
 */
public record Caller(String name, Set<String> scopes, Set<Address> merchants) {

    public Caller {
        Objects.requireNonNull(name, "name");
        scopes = Set.copyOf(scopes);
        merchants = merchants == null ? null : Set.copyOf(merchants);
    }

    /** Whether it may do what needs the scope; null needs none. */
    public boolean allows(String scope) {
        return scope == null || scopes.contains("*") || scopes.contains(scope);
    }
}
