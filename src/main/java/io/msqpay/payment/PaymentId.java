package io.msqpay.payment;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The id of a payment: a Keccak-256 hash.
 *
 * @param value 0x and 64 lower-case hex digits
 */
public record PaymentId(String value) {

    private static final Pattern HEX = Pattern.compile("0x[0-9a-fA-F]{64}");

    /** @throws IllegalArgumentException if it is not 0x and 64 hex digits */
    public PaymentId {
        if (value == null || !HEX.matcher(value).matches()) {
            throw new IllegalArgumentException("must be 0x and 64 hex digits");
        }
        value = value.toLowerCase(Locale.ROOT);
    }

    /** The id in a text of a stranger's; empty if it is none. */
    public static Optional<PaymentId> find(String text) {
        return HEX.matcher(text).matches() ? Optional.of(new PaymentId(text)) : Optional.empty();
    }

    /** The 64 digits without 0x, as one ABI word. */
    public String word() {
        return value.substring(2);
    }

    @Override
    public String toString() {
        return value;
    }
}
