package io.msqpay.config;

import io.msqpay.payment.Address;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Who signs for the operator: this server, or one of the routes {@code signVia<Kind>}.
 *
 * @param kind the word of the configuration, in lower case
 * @param address the operator's address; null when it follows from the key
 */
public record SignerChoice(String kind, Address address) {

    static final String LOCAL = "local";
    static final String WEB3SIGNER = "web3signer";

    private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9]{0,31}");

    /** Whether a word may be right. {@code extended}: there are routes beside the server's own. */
    static boolean isPossible(String word, boolean extended) {
        String kind = word.toLowerCase(Locale.ROOT);
        return List.of(LOCAL, WEB3SIGNER).contains(kind)
                || extended && WORD.matcher(kind).matches();
    }

    /** Whether the key is in this process. */
    public boolean isLocal() {
        return kind.equals(LOCAL);
    }

    /** How its route ends: {@code signVia<suffix>}. */
    String routeSuffix() {
        return Character.toUpperCase(kind.charAt(0)) + kind.substring(1);
    }
}
