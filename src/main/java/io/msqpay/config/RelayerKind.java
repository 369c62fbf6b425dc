package io.msqpay.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Who sends transactions to the chain. */
public enum RelayerKind {
    /** This server itself, with the operator's key. */
    LOCAL,
    /** OpenZeppelin Defender, or a gateway that speaks its API. */
    DEFENDER,
    /** OpenZeppelin Relayer. */
    OPENZEPPELIN;

    /** As it is written in the configuration: lower case. */
    public String configured() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kind of that name in any case; empty when there is none. */
    static Optional<RelayerKind> parse(String text) {
        return Arrays.stream(values())
                .filter(kind -> kind.name().equalsIgnoreCase(text.strip()))
                .findFirst();
    }

    static String list() {
        return Arrays.stream(values()).map(RelayerKind::configured).collect(Collectors.joining(", "));
    }
}
