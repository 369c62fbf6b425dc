package io.msqpay.http;

import io.msqpay.payment.Address;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A merchant's key, known by its digest only: the secret is not kept.
 *
 * @param caller who holds it and what it may do
 * @param sha256 SHA-256 of the secret, 32 bytes
 */
public record ApiKey(Caller caller, byte[] sha256) {

    private static final Set<String> SCOPES = Set.of("create", "relay", "*");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern DIGEST = Pattern.compile("[0-9a-fA-F]{64}");
    private static final String HEX_PREFIX = "0x";
    private static final String DIGEST_PREFIX = "sha256:";

    public ApiKey {
        sha256 = sha256.clone();
    }

    /**
     * Parses {@code name=secret}, {@code name=secret:scopes} or {@code name=secret:scopes:merchants}, where {@code sha256:<64 hex digits>}
     * may stand for the secret; scopes and the addresses of merchants are joined by {@code +}. Without scopes the key may do everything,
     * without merchants it may do it for all of them.
     *
     * <p>A secret may contain colons: only a last segment that consists of scopes is taken as scopes, so a secret that ends in, say,
     * {@code :create} must be followed by its scopes. A last segment with a word in {@code 0x} always names merchants, so that a mistake in
     * an address does not make a key that is bound to nobody.
     *
     * @throws IllegalArgumentException if the text has none of these forms; the message never holds the secret
     */
    public static ApiKey parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException("an API key must be written as name=secret");
        }
        String name = text.substring(0, equals).strip();
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "the name of an API key must have 1 to 64 letters, digits, dots, hyphens or underscores");
        }
        String secret = text.substring(equals + 1).strip();
        Set<Address> merchants = null;
        if (words(secret).stream().anyMatch(word -> word.regionMatches(true, 0, HEX_PREFIX, 0, HEX_PREFIX.length()))) {
            merchants = merchants(name, words(secret));
            secret = withoutLastSegment(secret);
        }
        Set<String> scopes = Set.of("*");
        if (SCOPES.containsAll(words(secret)) && !words(secret).isEmpty()) {
            scopes = words(secret);
            secret = withoutLastSegment(secret);
        } else if (merchants != null) {
            throw new IllegalArgumentException("the API key " + name + " must have scopes before its merchants");
        }
        if (secret.isBlank()) {
            throw new IllegalArgumentException("the API key " + name + " has no secret");
        }
        Caller caller = new Caller(name, scopes, merchants);
        if (!secret.startsWith(DIGEST_PREFIX)) {
            return new ApiKey(caller, digest(secret.getBytes(StandardCharsets.UTF_8)));
        }
        String hex = secret.substring(DIGEST_PREFIX.length());
        if (!DIGEST.matcher(hex).matches()) {
            throw new IllegalArgumentException(
                    "the API key " + name
                            + " must be written as sha256: and 64 hex digits, optionally followed by a colon and scopes (create, relay or *, joined by +) and by a colon and merchants");
        }
        return new ApiKey(caller, HexFormat.of().parseHex(hex));
    }

    /** What the part after the last colon consists of; nothing if there is no colon. */
    private static Set<String> words(String text) {
        int colon = text.lastIndexOf(':');
        return colon < 0
                ? Set.of()
                : new LinkedHashSet<>(Arrays.asList(text.substring(colon + 1).split("\\+", -1)));
    }

    private static String withoutLastSegment(String text) {
        return text.substring(0, text.lastIndexOf(':'));
    }

    private static Set<Address> merchants(String name, Set<String> words) {
        try {
            Set<Address> merchants = words.stream().map(Address::parse).collect(Collectors.toUnmodifiableSet());
            if (!merchants.contains(Address.ZERO)) {
                return merchants;
            }
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(
                    "a merchant of the API key " + name + " " + malformed.getMessage(), malformed);
        }
        throw new IllegalArgumentException("a merchant of the API key " + name + " must not be the zero address");
    }

    String name() {
        return caller.name();
    }

    @Override
    public byte[] sha256() {
        return sha256.clone();
    }

    /** Compares digests in constant time. */
    boolean hasDigest(byte[] other) {
        return MessageDigest.isEqual(sha256, other);
    }

    static byte[] digest(byte[] secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ApiKey key && key.caller.equals(caller) && key.hasDigest(sha256);
    }

    @Override
    public int hashCode() {
        return caller.hashCode();
    }

    @Override
    public String toString() {
        return "ApiKey[" + caller + "]";
    }
}
