package io.msqpay.relayer;

import java.util.Locale;

/** How far a relay got. */
public enum RelayStatus {
    /** Sent or waiting; the outcome is not known. */
    PENDING,
    /** The chain's own receipt says that it took effect. */
    SUCCESS,
    /** It can no longer take effect. */
    FAILED;

    /** The word of the REST API. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
