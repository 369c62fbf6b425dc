package io.msqpay.event;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Up to which block events are delivered. */
public enum Finality {
    /** At once; what vanishes in a reorganization is retracted. */
    LATEST,
    /** When the chain's consensus would rather not give the block up. */
    SAFE,
    /** When the block cannot vanish any more. */
    FINALIZED;

    /** The block tag of JSON-RPC. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it is the tag of one of them. */
    public static boolean isOne(String tag) {
        return find(tag).isPresent();
    }

    /** @throws EventConsumerException if it is none of them */
    static Finality of(String tag) {
        return find(tag).orElseThrow(() -> new EventConsumerException("finality must be latest, safe or finalized"));
    }

    private static Optional<Finality> find(String tag) {
        return Arrays.stream(values())
                .filter(finality -> finality.tag().equals(tag))
                .findFirst();
    }
}
