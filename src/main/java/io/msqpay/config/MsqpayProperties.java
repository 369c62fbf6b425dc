package io.msqpay.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Everything that can be configured. Values are as written: {@link ConfigurationCheck} says what is wrong with them, all at once.
 *
 * @param tokens Accepted tokens, each {@code SYMBOL=0x<address>}; decimals and symbol are checked against the chain at start.
 * @param apiKeys API keys, each {@code name=secret}, {@code name=secret:scopes} or {@code name=sha256:<hex>:scopes}; scopes are {@code create}, {@code relay} or {@code *}, joined by {@code +}.
 * @param routesDir A folder of further {@code *.camel.yaml} routes.
 */
@ConfigurationProperties("msqpay")
public record MsqpayProperties(
        @DefaultValue Chain chain,
        @DefaultValue Contract contract,
        @DefaultValue List<String> tokens,
        @DefaultValue Operator operator,
        @DefaultValue Relayer relayer,
        @DefaultValue List<Secret> apiKeys,
        @DefaultValue Http http,
        @DefaultValue Gasless gasless,
        Path routesDir) {

    /**
     * @param rpcUrls JSON-RPC URLs of the chain's nodes, tried in order.
     * @param timeout Time limit of one node call.
     * @param receiptPollInterval Pause between two looks for a receipt.
     * @param maxPriorityFeePerGas Tip paid for each unit of gas, in wei (EIP-1559), when the node's own suggestion is lower.
     * @param maxFeePerGasCap The most ever paid for each unit of gas, in wei; a base fee above it makes the server answer 503.
     * @param gasMarginPercent What is added to a gas estimate, in percent.
     */
    public record Chain(
            @DefaultValue List<Secret> rpcUrls,
            @DefaultValue("3s") Duration timeout,
            @DefaultValue("250ms") Duration receiptPollInterval,
            @DefaultValue("1000000000") long maxPriorityFeePerGas,
            @DefaultValue("500000000000") long maxFeePerGasCap,
            @DefaultValue("20") int gasMarginPercent) {}

    /** @param address Address of the MSQPay contract. */
    public record Contract(String address) {}

    /**
     * @param privateKey Private key that signs createPayment and, with the local relayer, relays; 0x-hex, 32 bytes.
     * @param privateKeyFile File that holds the private key instead.
     */
    public record Operator(Secret privateKey, Path privateKeyFile) {}

    /**
     * @param kind Which relayer sends gasless and operator transactions: {@code local}, {@code defender} or {@code openzeppelin}.
     * @param timeout How long a relay call waits for its result before it answers 504.
     * @param confirmations Depth at which the local relayer calls a transaction successful, in blocks; 1 is the block that holds it.
     */
    public record Relayer(
            @DefaultValue("local") String kind,
            @DefaultValue("30s") Duration timeout,
            @DefaultValue("1") int confirmations,
            @DefaultValue Defender defender,
            @DefaultValue Openzeppelin openzeppelin) {}

    /**
     * @param apiUrl Base URL of the Defender API.
     * @param apiKey API key of the relayer.
     * @param apiSecret API secret of the relayer.
     */
    public record Defender(
            @DefaultValue("https://defender-api.openzeppelin.com/")
            String apiUrl,

            Secret apiKey,
            Secret apiSecret) {}

    /**
     * @param url Base URL of the OpenZeppelin Relayer.
     * @param id Id of the relayer there.
     * @param apiKey Bearer key, at least 32 characters.
     */
    public record Openzeppelin(String url, String id, Secret apiKey) {}

    /**
     * @param corsAllowedOrigins Origins that browsers may call from; empty: none.
     * @param rateLimitPerMinute Requests per minute and client address; 0 switches the limit off.
     * @param maxBodySize Largest request body, in bytes.
     */
    public record Http(
            @DefaultValue List<String> corsAllowedOrigins,
            @DefaultValue("60") int rateLimitPerMinute,
            @DefaultValue("65536") int maxBodySize) {}

    /**
     * @param gas Gas the forwarder gives to {@code pay(id)} when the client names none.
     * @param maxGas The most gas a client may name.
     * @param validity How long a prepared request can be signed and sent.
     */
    public record Gasless(
            @DefaultValue("200000") long gas,
            @DefaultValue("1000000") long maxGas,
            @DefaultValue("10m") Duration validity) {}
}
