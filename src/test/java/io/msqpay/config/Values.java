package io.msqpay.config;

import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Properties for tests: a working set, with changes. */
final class Values {

    static final String CONTRACT = "0x5FbDB2315678afecb367f032d93F642f64180aa3";
    static final String USDC = "0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512";
    static final String KEY = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
    static final String KEY_ADDRESS = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";

    private final Map<String, String> values = new TreeMap<>(Map.of(
            "msqpay.chain.rpc-urls",
            "https://node.example",
            "msqpay.contract.address",
            CONTRACT,
            "msqpay.tokens",
            "USDC=" + USDC,
            "msqpay.operator.private-key",
            "0x" + KEY,
            "msqpay.api-keys",
            "shop=s3cret"));

    static Values working() {
        return new Values();
    }

    Values with(String property, String value) {
        values.put(property, value);
        return this;
    }

    Values without(String property) {
        values.remove(property);
        return this;
    }

    MsqpayProperties bound() {
        return new Binder(new MapConfigurationPropertySource(values)).bindOrCreate("msqpay", MsqpayProperties.class);
    }
}
