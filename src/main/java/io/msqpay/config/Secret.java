package io.msqpay.config;

import java.util.Objects;

/**
 * A value that must never be seen: its {@code toString} is redacted, so that a logged or dumped object does not give it away.
 */
public final class Secret {

    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /** Wraps a value; also how Spring's conversion makes one from a property. The value is not null. */
    public static Secret valueOf(String value) {
        return new Secret(Objects.requireNonNull(value, "value"));
    }

    /** The value itself; ask for it as late as possible. */
    public String reveal() {
        return value;
    }

    /** Whether there is nothing but white space: an environment variable that is set but empty counts as absent. */
    public boolean isBlank() {
        return value.isBlank();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && secret.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "[redacted]";
    }
}
