package io.msqpay.http;

import io.msqpay.config.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The keys that are known at start. */
public final class ConfiguredApiKeys implements ApiKeys {

    private final List<ApiKey> keys;

    /** @throws IllegalArgumentException if two keys have one name */
    public ConfiguredApiKeys(Collection<ApiKey> keys) {
        Set<String> names = new HashSet<>();
        for (ApiKey key : keys) {
            if (!names.add(key.name())) {
                throw new IllegalArgumentException("the API key " + key.name() + " is configured twice");
            }
        }
        this.keys = List.copyOf(keys);
    }

    /** Parses configured keys; blank entries count as absent. */
    public static ConfiguredApiKeys parse(Collection<Secret> keys) {
        return new ConfiguredApiKeys(keys.stream()
                .filter(key -> !key.isBlank())
                .map(key -> ApiKey.parse(key.reveal()))
                .toList());
    }

    @Override
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
