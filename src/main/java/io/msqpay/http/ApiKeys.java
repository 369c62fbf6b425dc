package io.msqpay.http;

import io.msqpay.config.Secret;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The keys this server accepts. */
public final class ApiKeys {

    static final String HEADER = "X-API-Key";

    private static final String ATTRIBUTE = ApiKeys.class.getName();

    private final List<ApiKey> keys;

    /** @throws IllegalArgumentException if two keys have one name */
    public ApiKeys(Collection<ApiKey> keys) {
        Set<String> names = new HashSet<>();
        for (ApiKey key : keys) {
            if (!names.add(key.name())) {
                throw new IllegalArgumentException("the API key " + key.name() + " is configured twice");
            }
        }
        this.keys = List.copyOf(keys);
    }

    /** Parses configured keys; blank entries count as absent. */
    public static ApiKeys parse(Collection<Secret> keys) {
        return new ApiKeys(keys.stream()
                .filter(key -> !key.isBlank())
                .map(key -> ApiKey.parse(key.reveal()))
                .toList());
    }

    /** The key that a request presents, looked up once; none if it presents none or an unknown one. */
    Optional<ApiKey> of(HttpServletRequest request) {
        String presented = request.getHeader(HEADER);
        if (presented == null) {
            return Optional.empty();
        }
        if (request.getAttribute(ATTRIBUTE) instanceof ApiKey found) {
            return Optional.of(found);
        }
        Optional<ApiKey> key = find(presented);
        key.ifPresent(found -> request.setAttribute(ATTRIBUTE, found));
        return key;
    }

    /**
     * The key with this secret.
     *
     * @param presented the value of a header as the servlet container decodes it (ISO 8859-1); null finds nothing
     */
    public Optional<ApiKey> find(String presented) {
        if (presented == null) {
            return Optional.empty();
        }
        byte[] digest = ApiKey.digest(presented.getBytes(StandardCharsets.ISO_8859_1));
        ApiKey found = null;
        // No early exit: the time must not tell which key came close.
        for (ApiKey key : keys) {
            if (key.hasDigest(digest)) {
                found = key;
            }
        }
        return Optional.ofNullable(found);
    }
}
