package io.msqpay.payment;

import java.util.Locale;

/** The contract's {@code enum Status}, in its order. */
public enum PaymentStatus {
    NONE,
    PENDING,
    CONFIRMED,
    FAILED;

    /** The word of the REST API. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
