package io.msqpay.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The environment variables behind the properties: people set variables, so messages name those first. */
final class Variables {

    private static final Map<String, String> BY_PROPERTY = new LinkedHashMap<>();

    static {
        BY_PROPERTY.put("server.port", "PORT");
        BY_PROPERTY.put("msqpay.chain.rpc-urls", "POLYGON_RPC_URL");
        BY_PROPERTY.put("msqpay.contract.address", "MSQPAY_CONTRACT_ADDRESS");
        BY_PROPERTY.put("msqpay.tokens", "MSQPAY_TOKENS");
        BY_PROPERTY.put("msqpay.operator.private-key", "MSQPAY_OPERATOR_PRIVATE_KEY");
        BY_PROPERTY.put("msqpay.operator.private-key-file", "MSQPAY_OPERATOR_PRIVATE_KEY_FILE");
        BY_PROPERTY.put("msqpay.operator.mnemonic", "MSQPAY_OPERATOR_MNEMONIC");
        BY_PROPERTY.put("msqpay.operator.mnemonic-file", "MSQPAY_OPERATOR_MNEMONIC_FILE");
        BY_PROPERTY.put("msqpay.operator.index", "MSQPAY_OPERATOR_INDEX");
        BY_PROPERTY.put("msqpay.relayer.kind", "MSQPAY_RELAYER_KIND");
        BY_PROPERTY.put("msqpay.relayer.defender.api-url", "DEFENDER_API_URL");
        BY_PROPERTY.put("msqpay.relayer.defender.api-key", "DEFENDER_API_KEY");
        BY_PROPERTY.put("msqpay.relayer.defender.api-secret", "DEFENDER_API_SECRET");
        BY_PROPERTY.put("msqpay.relayer.openzeppelin.url", "OZ_RELAYER_URL");
        BY_PROPERTY.put("msqpay.relayer.openzeppelin.id", "OZ_RELAYER_ID");
        BY_PROPERTY.put("msqpay.relayer.openzeppelin.api-key", "OZ_RELAYER_API_KEY");
        BY_PROPERTY.put("msqpay.api-keys", "MSQPAY_API_KEYS");
        BY_PROPERTY.put("msqpay.http.cors-allowed-origins", "CORS_ALLOWED_ORIGINS");
        BY_PROPERTY.put("msqpay.http.rate-limit-per-minute", "RATE_LIMIT_PER_MINUTE");
        BY_PROPERTY.put("msqpay.routes-dir", "MSQPAY_ROUTES_DIR");
    }

    private Variables() {}

    /** Property to variable, in the order of the documentation. */
    static Map<String, String> byProperty() {
        return Collections.unmodifiableMap(BY_PROPERTY);
    }

    /** The documented variable of a property, or else the one Spring derives from its name. */
    static String of(String property) {
        return BY_PROPERTY.getOrDefault(
                property, property.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT));
    }

    /** Where the property stands in the documentation; those without a variable of their own come last. */
    static int position(String property) {
        int index = List.copyOf(BY_PROPERTY.keySet()).indexOf(property);
        return index < 0 ? BY_PROPERTY.size() : index;
    }
}
