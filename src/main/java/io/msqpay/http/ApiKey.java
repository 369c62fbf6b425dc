package io.msqpay.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A merchant's key, known by its digest only: the secret is not kept.
 *
 * @param name who holds it; may be logged
 * @param scopes what it may do: {@code create}, {@code relay} or {@code *}; never empty
 * @param sha256 SHA-256 of the secret, 32 bytes
 */
public record ApiKey(String name, Set<String> scopes, byte[] sha256) {

    private static final Set<String> SCOPES = Set.of("create", "relay", "*");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern DIGEST = Pattern.compile("[0-9a-fA-F]{64}");
    private static final String DIGEST_PREFIX = "sha256:";

    public ApiKey {
        Objects.requireNonNull(name, "name");
        scopes = Set.copyOf(scopes);
        sha256 = sha256.clone();
    }

    /**
     * Parses {@code name=secret}, {@code name=secret:scopes} or {@code name=sha256:<64 hex digits>:scopes}; scopes are joined by
     * {@code +} and default to {@code *}. A secret may contain colons: only a last segment that consists of scopes is taken as
     * scopes, so a secret that ends in, say, {@code :create} must be followed by its scopes.
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
        Set<String> scopes = Set.of("*");
        int colon = secret.lastIndexOf(':');
        if (colon >= 0) {
            Set<String> words = new LinkedHashSet<>(
                    Arrays.asList(secret.substring(colon + 1).split("\\+", -1)));
            if (SCOPES.containsAll(words)) {
                scopes = words;
                secret = secret.substring(0, colon);
            }
        }
        if (secret.isBlank()) {
            throw new IllegalArgumentException("the API key " + name + " has no secret");
        }
        if (!secret.startsWith(DIGEST_PREFIX)) {
            return new ApiKey(name, scopes, digest(secret.getBytes(StandardCharsets.UTF_8)));
        }
        String hex = secret.substring(DIGEST_PREFIX.length());
        if (!DIGEST.matcher(hex).matches()) {
            throw new IllegalArgumentException(
                    "the API key " + name
                            + " must be written as sha256: and 64 hex digits, optionally followed by a colon and scopes (create, relay or *, joined by +)");
        }
        return new ApiKey(name, scopes, HexFormat.of().parseHex(hex));
    }

    /** Whether the key may do what needs the scope; null needs none. */
    public boolean allows(String scope) {
        return scope == null || scopes.contains("*") || scopes.contains(scope);
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
        return other instanceof ApiKey key
                && key.name.equals(name)
                && key.scopes.equals(scopes)
                && key.hasDigest(sha256);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return "ApiKey[" + name + ", " + scopes + "]";
    }
}
