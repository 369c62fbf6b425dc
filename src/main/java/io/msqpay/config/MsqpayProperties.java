package io.msqpay.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Everything that can be configured. Values are as written: {@link ConfigurationCheck} says what is wrong with them, all at once, and
 * {@link Settings} is what the rest of the server takes. A value without default is null when it is not set; a list is never null.
 *
 * @param tokens Required. Accepted tokens, each {@code SYMBOL=0x<address>}; decimals and symbol are checked against the chain at start.
 * @param apiKeys Required outside the {@code dev} profile. API keys for the header {@code X-API-Key}, each {@code name=secret}, {@code name=secret:scopes} or {@code name=sha256:<hex>:scopes}; scopes are {@code create}, {@code relay} or {@code *}, joined by {@code +}.
 * @param routesDir An existing folder of further {@code *.camel.yaml} routes.
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
     * @param rpcUrls Required. JSON-RPC URLs of the chain's nodes, http or https, tried in order.
     * @param timeout Time limit of one node call, 1ms to 1d.
     * @param receiptPollInterval Pause between two looks for a receipt, 1ms to 1d.
     * @param maxPriorityFeePerGas Tip paid for each unit of gas, in wei (EIP-1559), when the node's own suggestion is lower; 0 or more, not above the cap.
     * @param maxFeePerGasCap The most that a transaction offers for a unit of gas, in wei; the chain takes no more than base fee and tip of it. The first offer is four fifths of it, and a base fee above that makes the server answer 503; the rest is for raising an offer under which a transaction got stuck. Replicas that share a key need the same.
     * @param replaceAfter How long the operator's transactions may wait without one of them being mined before they are offered again, with a higher fee under the same nonce when the going price is above their offer; 1ms to 1d.
     * @param gasMarginPercent What is added to a gas estimate, in percent, 0 to 1000.
     */
    public record Chain(
            @DefaultValue List<Secret> rpcUrls,
            @DefaultValue("3s") Duration timeout,
            @DefaultValue("250ms") Duration receiptPollInterval,
            @DefaultValue("1000000000") long maxPriorityFeePerGas,
            @DefaultValue("500000000000") long maxFeePerGasCap,
            @DefaultValue("15s") Duration replaceAfter,
            @DefaultValue("20") int gasMarginPercent) {}

    /** @param address Required. Address of the MSQPay contract; its code and its forwarder are read at start. */
    public record Contract(String address) {}

    /**
     * @param privateKey Required, here or as a file. Private key that signs createPayment and, with the local relayer, relays; 32 bytes as hex, with or without {@code 0x}.
     * @param privateKeyFile File that holds the private key instead; white space around it is ignored.
     */
    public record Operator(Secret privateKey, Path privateKeyFile) {}

    /**
     * @param kind Which relayer sends gasless and operator transactions: {@code local}, {@code defender} or {@code openzeppelin}.
     * @param timeout How long a relay call waits for its result before it answers 504, 1ms to 1d.
     * @param confirmations Depth at which the local relayer calls a transaction successful, in blocks; 1 is the block that holds it.
     */
    public record Relayer(
            @DefaultValue("local") String kind,
            @DefaultValue("30s") Duration timeout,
            @DefaultValue("1") int confirmations,
            @DefaultValue Defender defender,
            @DefaultValue Openzeppelin openzeppelin) {}

    /**
     * @param apiUrl Base URL of the Defender API, or of a gateway that speaks it.
     * @param apiKey API key of the relayer; required with {@code defender}.
     * @param apiSecret API secret of the relayer; required with {@code defender}.
     */
    public record Defender(
            @DefaultValue("https://defender-api.openzeppelin.com/")
            String apiUrl,

            Secret apiKey,
            Secret apiSecret) {}

    /**
     * @param url Base URL of the OpenZeppelin Relayer; required with {@code openzeppelin}.
     * @param id Id of the relayer there; required with {@code openzeppelin}.
     * @param apiKey Bearer key, at least 32 characters; required with {@code openzeppelin}.
     */
    public record Openzeppelin(String url, String id, Secret apiKey) {}

    /**
     * @param corsAllowedOrigins Origins that browsers may call from, each {@code scheme://host[:port]}; {@code *} allows every origin; empty: none.
     * @param rateLimitPerMinute Requests per minute and client address, 0 or more; 0 switches the limit off.
     * @param maxBodySize Largest request body, in bytes, 1 or more.
     */
    public record Http(
            @DefaultValue List<String> corsAllowedOrigins,
            @DefaultValue("60") int rateLimitPerMinute,
            @DefaultValue("65536") int maxBodySize) {}

    /**
     * @param gas Gas the forwarder gives to {@code pay(id)} when the client names none, 1 or more, not above the most a client may name.
     * @param maxGas The most gas a client may name, 1 or more.
     * @param validity How long a prepared request can be signed and sent, 1ms to 1d.
     */
    public record Gasless(
            @DefaultValue("200000") long gas,
            @DefaultValue("1000000") long maxGas,
            @DefaultValue("10m") Duration validity) {}
}
