package io.msqpay.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A relayer: one that comes with the server, or one whose routes lie in {@code MSQPAY_ROUTES_DIR}.
 *
 * @param word the word of the configuration, in lower case
 */
public record RelayerKind(String word) {

    public static final RelayerKind LOCAL = new RelayerKind("local");
    public static final RelayerKind DEFENDER = new RelayerKind("defender");
    public static final RelayerKind OPENZEPPELIN = new RelayerKind("openzeppelin");

    private static final List<RelayerKind> OWN = List.of(LOCAL, DEFENDER, OPENZEPPELIN);
    private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9]{0,31}");

    /**
     * The kind that goes by a word of the configuration, in any case.
     *
     * @param extended whether there are routes beside the server's own, so that any word may be right
     */
    static Optional<RelayerKind> of(String word, boolean extended) {
        RelayerKind kind = new RelayerKind(word.toLowerCase(Locale.ROOT));
        boolean possible =
                OWN.contains(kind) || extended && WORD.matcher(kind.word()).matches();
        return possible ? Optional.of(kind) : Optional.empty();
    }

    /** Whether the server itself speaks to it over HTTP. */
    public boolean isRemote() {
        return equals(DEFENDER) || equals(OPENZEPPELIN);
    }

    /** How its routes end: {@code relayVia<suffix>}. */
    public String routeSuffix() {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }
}
