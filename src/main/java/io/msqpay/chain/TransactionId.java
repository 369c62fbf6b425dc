package io.msqpay.chain;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a transaction can be found by for good. Its hash changes when its fee is raised; account and nonce stay, and only one transaction of an
 * account ever lands under a nonce.
 *
 * @param hash the hash it was first sent with, 0x-hex
 * @param sender the account, 0x-hex
 * @param nonce the account's nonce
 */
public record TransactionId(String hash, String sender, BigInteger nonce) {

    private static final Pattern TEXT = Pattern.compile("(0x[0-9a-fA-F]{64})-([0-9a-fA-F]{40})-(0|[1-9][0-9]{0,18})");

    /** Reads what {@link #text()} wrote; empty when it is anything else, or null. */
    public static Optional<TransactionId> parse(String text) {
        if (text == null) {
            return Optional.empty();
        }
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(
                        new TransactionId(matcher.group(1), "0x" + matcher.group(2), new BigInteger(matcher.group(3))))
                : Optional.empty();
    }

    /** All of it in one word of letters, digits and hyphens. */
    public String text() {
        return hash + "-" + sender.substring(2).toLowerCase(Locale.ROOT) + "-" + nonce;
    }
}
