package io.msqpay.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The relayers that come with the server. */
public enum RelayerKind {
    LOCAL,
    DEFENDER,
    OPENZEPPELIN;

    /** The kind that goes by a word of the configuration, in any case. */
    static Optional<RelayerKind> of(String word) {
        return Arrays.stream(values())
                .filter(kind -> kind.word().equalsIgnoreCase(word))
                .findFirst();
    }

    /** The word of the configuration. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** How its routes end: {@code relayVia<suffix>}. */
    public String routeSuffix() {
        return name().charAt(0) + word().substring(1);
    }
}
