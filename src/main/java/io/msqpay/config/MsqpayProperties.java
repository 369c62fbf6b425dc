package io.msqpay.config;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Everything that can be configured. Values are as written: {@link ConfigurationCheck} says what is wrong with them, all at once, and
 * {@link Settings} is what the rest of the server takes. A value without default is null when it is not set; a list is never null.
 *
 * @param tokens Accepted tokens, each {@code SYMBOL=0x<address>}; decimals and symbol are checked against the chain at start. When not set, the {@code USDC} that Circle issues on Polygon PoS (137) and Polygon Amoy (80002); required on all other chains.
 * @param apiKeys Required outside the {@code dev} profile, unless access tokens are configured. API keys for the header {@code X-API-Key}, each {@code name=secret}, {@code name=secret:scopes}, {@code name=sha256:<hex>:scopes} or one of the latter two with {@code :merchants} at its end; scopes are {@code create}, {@code relay} or {@code *}, joined by {@code +}; merchants are addresses, joined by {@code +}: the key may act for no other.
 * @param routesDir An existing folder of further {@code *.camel.yaml} routes, and of {@code *.openapi.yaml} files with further operations. A route with the id of one of the server's takes its place.
 * @param routesRequired Whether a file of that folder that cannot be loaded stops the start. If not, it is reported, and the server goes on without it: without what it refuses, too.
 * @param routesReload Whether changes in that folder are taken over while the server runs. On in the {@code dev} profile.
 * @param routesPrefix For applications that embed the routes: put before the names of their endpoints, ids of routes and of steps, so that {@code direct:createPayment} is {@code direct:msqpay.createPayment} with {@code msqpay.}; letters, digits, dots, hyphens and underscores, at most 64. Not for the server itself.
 */
@ConfigurationProperties("msqpay")
public record MsqpayProperties(
        @DefaultValue Chain chain,
        @DefaultValue Contract contract,
        @DefaultValue List<String> tokens,
        @DefaultValue Operator operator,
        @DefaultValue Signer signer,
        @DefaultValue Relayer relayer,
        @DefaultValue List<Secret> apiKeys,
        @DefaultValue Jwt jwt,
        @DefaultValue Http http,
        @DefaultValue Streams streams,
        @DefaultValue Events events,
        @DefaultValue Gasless gasless,
        @DefaultValue Health health,
        @DefaultValue Traces traces,
        Path routesDir,
        @DefaultValue("false") boolean routesRequired,
        @DefaultValue("false") boolean routesReload,
        @DefaultValue("") String routesPrefix) {

    /**
     * @param rpcUrls Required. JSON-RPC URLs of the chain's nodes, http or https, tried in order.
     * @param timeout Time limit of one node call, 1ms to 1d.
     * @param receiptPollInterval Pause between two looks for a receipt, 1ms to 1d.
     * @param maxLag How much older the latest block of a node may be than that of another before that node is asked no more, 1ms to 1d; nodes are compared three times in this time. Well above the time between two blocks.
     * @param maxPriorityFeePerGas Tip paid for each unit of gas, in wei (EIP-1559), when the node's own suggestion is lower; 0 or more, not above the cap.
     * @param maxFeePerGasCap The most that a transaction offers for a unit of gas, in wei; the chain takes no more than base fee and tip of it. The first offer is four fifths of it, and a base fee above that makes the server answer 503; the rest is for raising an offer under which a transaction got stuck. Replicas that share a key need the same.
     * @param replaceAfter How long the operator's transactions may wait without one of them being mined before they are offered again, with a higher fee under the same nonce when the going price is above their offer; 1ms to 1d.
     * @param gasMarginPercent What is added to a gas estimate, in percent, 0 to 1000.
     */
    public record Chain(
            @DefaultValue List<Secret> rpcUrls,
            @DefaultValue("3s") Duration timeout,
            @DefaultValue("250ms") Duration receiptPollInterval,
            @DefaultValue("15s") Duration maxLag,
            @DefaultValue("1000000000") long maxPriorityFeePerGas,
            @DefaultValue("500000000000") long maxFeePerGasCap,
            @DefaultValue("15s") Duration replaceAfter,
            @DefaultValue("20") int gasMarginPercent) {}

    /** @param address Required. Address of the MSQPay contract; its code and its forwarder are read at start. */
    public record Contract(String address) {}

    /**
     * @param privateKey Required, here, as a file or in a keystore. Private key that signs createPayment and, with the local relayer, relays; 32 bytes as hex, with or without {@code 0x}.
     * @param privateKeyFile File that holds the private key instead; white space around it is ignored.
     * @param keystoreFile File that holds the private key encrypted instead: a keystore of version 3, as wallets and nodes write it.
     * @param keystorePasswordFile File that holds the password of the keystore, on its first line.
     * @param mnemonic Mnemonic from which the key is derived instead (BIP-39 without passphrase, BIP-44 path {@code m/44'/60'/0'/0/index}): 12 to 24 English words.
     * @param mnemonicFile File that holds the mnemonic instead.
     * @param index Which key of the mnemonic is this replica's: a number from 0, or a name that ends with one, such as {@code msqpay-2} of a StatefulSet; not set: 0.
     * @param dailyGasBudget What this account may spend on gas in a day (UTC), in whole coins of the chain, such as {@code 2.5}; above 0. Then it sends no more and answers 503. Raising the fee of what was sent before counts, and is not bounded. Each process counts for itself and begins anew when it starts; not set: no bound.
     */
    public record Operator(
            Secret privateKey,
            Path privateKeyFile,
            Secret mnemonic,
            Path mnemonicFile,
            String index,
            Path keystoreFile,
            Path keystorePasswordFile,
            BigDecimal dailyGasBudget) {}

    /**
     * @param kind Who holds the operator's key: {@code local}, this server; {@code web3signer}, a Web3signer (mode eth1), or whoever speaks its {@code eth_signTransaction}; or another word whose routes lie in the folder of further routes.
     * @param url URL of the Web3signer; required with {@code web3signer}.
     * @param address The operator's address; required unless the key is {@code local}. What the signer answers must be signed by it.
     * @param timeout Time limit of one signature, 1ms to 1d; other transactions wait for it.
     */
    public record Signer(
            @DefaultValue("local") String kind,
            String url,
            String address,
            @DefaultValue("3s") Duration timeout) {}

    /**
     * @param kind Which relayer sends gasless and operator transactions: {@code local}, {@code defender}, {@code openzeppelin}, or another word whose routes lie in the folder of further routes.
     * @param timeout How long a relay call waits for its result before it answers 504, 1ms to 1d.
     * @param requestTimeout Time limit of one request to a remote relayer, 1ms to 1d.
     * @param speed How much a remote relayer shall pay: {@code safeLow}, {@code average}, {@code fast} or {@code fastest}.
     * @param validFor How long a remote relayer may try to get a transaction into a block, 1ms to 1d.
     * @param confirmations Depth at which the local relayer calls a transaction successful, in blocks; 1 is the block that holds it.
     */
    public record Relayer(
            @DefaultValue("local") String kind,
            @DefaultValue("30s") Duration timeout,
            @DefaultValue("10s") Duration requestTimeout,
            @DefaultValue("fast") String speed,
            @DefaultValue("10m") Duration validFor,
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
     * @param keyRateLimitPerMinute Requests per minute and API key, from whatever addresses, 0 or more; 0 switches the limit off. When not set, ten times the limit of an address.
     * @param trustedProxies Addresses or networks (such as {@code 10.0.0.0/8}) of proxies that are believed when they say for whom they ask; empty: none.
     * @param forwardedHeader The header in which those proxies say it: {@code X-Forwarded-For} (and {@code X-Forwarded-Proto}) or {@code Forwarded} (RFC 7239). They must append to it or overwrite it.
     * @param maxBodySize Largest request body, in bytes, 1 or more.
     * @param maxConcurrentReads How many requests may read from the chain at the same time, 1 or more; as many more may wait, the rest gets 503.
     * @param maxConcurrentSends The same for createPayment and submitGasless, which take turns in sending, 1 or more.
     * @param maxConcurrentRelays The same for relayPayment, which waits for a block, 1 or more.
     * @param maxWait How long a request beyond these numbers waits for its turn before it gets 503, 0 to 1m.
     */
    public record Http(
            @DefaultValue List<String> corsAllowedOrigins,
            @DefaultValue("60") int rateLimitPerMinute,
            Integer keyRateLimitPerMinute,
            @DefaultValue List<String> trustedProxies,
            @DefaultValue("X-Forwarded-For") String forwardedHeader,
            @DefaultValue("65536") int maxBodySize,
            @DefaultValue("128") int maxConcurrentReads,
            @DefaultValue("64") int maxConcurrentSends,
            @DefaultValue("64") int maxConcurrentRelays,
            @DefaultValue("250ms") Duration maxWait) {

        private static final int KEY_FACTOR = 10;

        /** The limit of a key, whether or not it was set. */
        public int rateLimitPerMinuteOfKey() {
            return keyRateLimitPerMinute == null
                    ? (int) Math.min((long) rateLimitPerMinute * KEY_FACTOR, Integer.MAX_VALUE)
                    : keyRateLimitPerMinute;
        }
    }

    /**
     * Event streams (server-sent events), with which a page follows a payment.
     *
     * @param max How many may be open at the same time, 1 or more; the rest gets 503.
     * @param maxPerAddress How many of them for one client address, 1 or more; the rest gets 429. People behind one router have one address.
     * @param interval How often is looked for a new block while streams are open, 1ms to 1d; with every new one each payment that is followed is read once.
     * @param heartbeat How long a stream may be silent before it has a comment, 1ms to 1d; less than proxies keep a silent connection for. A client that is gone is noticed then.
     * @param maxDuration How long a stream may last, 1ms to 1d; the client comes back then, by itself.
     */
    public record Streams(
            @DefaultValue("1000") int max,
            @DefaultValue("50") int maxPerAddress,
            @DefaultValue("500ms") Duration interval,
            @DefaultValue("15s") Duration heartbeat,
            @DefaultValue("10m") Duration maxDuration) {}

    /**
     * Events of the chain, for routes that hear of payments and for the count of payments.
     *
     * @param maxBlocks How many blocks a node is asked to search at once, 1 to 100000. One that refuses is asked for fewer, so a value that yours takes spares questions.
     */
    public record Events(@DefaultValue("1000") int maxBlocks) {}

    /**
     * Access tokens (JWT) in {@code Authorization: Bearer}, beside API keys or in their place.
     *
     * @param issuer Issuer of access tokens, an https URL without query; its metadata tell where its keys are. Without it and without a file of keys there are no tokens.
     * @param jwksFile File with the issuer's public keys, a JSON Web Key Set; then the issuer itself is not asked, and without {@code issuer} that of the token does not matter. Read at start.
     * @param audience Required with either. What {@code aud} of a token must name.
     */
    public record Jwt(String issuer, Path jwksFile, String audience) {

        /** Whether tokens are accepted at all. */
        public boolean isConfigured() {
            return issuer != null && !issuer.isBlank() || jwksFile != null;
        }
    }

    /**
     * @param gas Gas the forwarder gives to {@code pay(id)} when the client names none, 1 or more, not above the most a client may name.
     * @param maxGas The most gas a client may name, 1 or more.
     * @param validity How long a prepared request can be signed and sent, 1ms to 1d.
     * @param attemptsPerPayer Signed requests of one payer that are tried in an hour, 0 or more; 0 switches the bound off.
     * @param attemptsPerPayment Requests for one payment that are handed to the relayer in an hour, 0 or more; 0 switches the bound off.
     */
    public record Gasless(
            @DefaultValue("200000") long gas,
            @DefaultValue("1000000") long maxGas,
            @DefaultValue("10m") Duration validity,
            @DefaultValue("60") int attemptsPerPayer,
            @DefaultValue("10") int attemptsPerPayment) {}

    /**
     * What the server looks at outside of itself, for {@code /health} and {@code /metrics}.
     *
     * @param interval How long what was seen of chain, operator and relayer is kept before somebody who asks makes the server look again, 1ms to 1d.
     * @param maxBlockAge How old the latest block may be, 0 to 1d; 0 switches this check off, as a chain needs that has blocks only when there is something to put in.
     * @param minOperatorBalance What must lie on the operator's account, in whole coins of the chain, 0 or more.
     * @param minRelayerBalance What must lie on the account of a remote relayer, in whole coins of the chain, 0 or more.
     */
    public record Health(
            @DefaultValue("10s") Duration interval,
            @DefaultValue("2m") Duration maxBlockAge,
            @DefaultValue("0.1") BigDecimal minOperatorBalance,
            @DefaultValue("0.1") BigDecimal minRelayerBalance) {}

    /**
     * Traces, which OpenTelemetry takes to a collector over OTLP/HTTP.
     *
     * @param endpoint Where traces are sent, an http or https URL such as {@code http://collector:4318/v1/traces}; not set: there are none.
     * @param sampledPercent How many of a hundred traces are sent, 0 to 100.
     */
    public record Traces(
            String endpoint, @DefaultValue("100") int sampledPercent) {

        /** Whether traces are sent at all. */
        public boolean isConfigured() {
            return endpoint != null && !endpoint.isBlank();
        }
    }
}
