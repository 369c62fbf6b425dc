package io.msqpay.config;

import io.msqpay.http.IpNetwork;
import io.msqpay.http.TokenDecoders;
import io.msqpay.http.TrustedProxyFilter;
import io.msqpay.payment.Address;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Sign;
import org.web3j.utils.Numeric;

/**
 * Finds everything that is wrong with the configuration without asking the network. A message names the variable and what to do; it
 * never repeats a value, since people paste secrets into the wrong variable.
 */
final class ConfigurationCheck {

    private static final Pattern SYMBOL = Pattern.compile("[A-Za-z0-9.$₮_-]{1,32}");
    private static final Pattern PRIVATE_KEY = Pattern.compile("(0[xX])?[0-9a-fA-F]{64}");
    private static final String API_KEY_FORMS =
            "must be name=secret, name=secret:scopes or name=secret:scopes:merchants, with sha256:<64 hex digits> in place of any secret;"
                    + " the name has 1 to 64 letters, digits, dots, hyphens or underscores, scopes are create, relay or *, joined by +,"
                    + " merchants are addresses other than zero, joined by +, whose mixed case must pass its EIP-55 checksum";
    private static final Set<String> LOCAL_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Set<String> SPEEDS = Set.of("safeLow", "average", "fast", "fastest");
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    private static final int MIN_OPENZEPPELIN_KEY_LENGTH = 32;
    private static final int MAX_GAS_MARGIN_PERCENT = 1000;
    private static final int MOST_BLOCKS = 100_000;

    private final MsqpayProperties properties;
    private final Consumer<String> apiKeyParser;
    private final boolean apiKeysRequired;
    private final boolean operatorKeyRequired;
    private final Set<String> alreadyKnown;
    private final List<Problem> problems;

    /**
     * @param apiKeyParser throws IllegalArgumentException when a key is malformed
     * @param apiKeysRequired whether the REST contract is served to anybody who can reach the port, and these are the keys
     * @param operatorKeyRequired whether this is the key that signs
     * @param known problems found while the values were read; their properties are not reported again
     */
    ConfigurationCheck(
            MsqpayProperties properties,
            Consumer<String> apiKeyParser,
            boolean apiKeysRequired,
            boolean operatorKeyRequired,
            Collection<Problem> known) {
        this.properties = properties;
        this.apiKeyParser = apiKeyParser;
        this.apiKeysRequired = apiKeysRequired;
        this.operatorKeyRequired = operatorKeyRequired;
        this.problems = new ArrayList<>(known);
        this.alreadyKnown = known.stream().map(Problem::property).collect(Collectors.toSet());
    }

    /**
     * The checked configuration.
     *
     * @throws ConfigurationException with all problems, in the order of the documentation
     */
    Settings settings() {
        List<Secret> rpcUrls = rpcUrls();
        Address contract = contract();
        Map<String, Address> tokens = tokens();
        SignerChoice signer = signer();
        Credentials operator = key(signer);
        RelayerKind kind = relayerKind();
        checkApiKeys();
        checkTokens();
        checkCorsOrigins();
        checkProxies();
        checkRoutesDir();
        checkRoutesPrefix();
        checkRanges();
        checkTokensUnlessTheChainIsAsked();
        requireNoProblems();
        return new Settings(rpcUrls, contract, tokens, operator, signer, kind, properties);
    }

    /**
     * What it takes to send transactions as the admin: nodes, who signs, and the contract.
     *
     * @param planned finds the contract that an account would deploy, where none is named; null if there must be one
     * @throws ConfigurationException as {@link #settings()}
     */
    Settings settingsOfAdmin(UnaryOperator<Address> planned) {
        List<Secret> rpcUrls = rpcUrls();
        boolean named = planned == null || !isBlank(properties.contract().address());
        Address contract = named ? contract() : null;
        Map<String, Address> tokens = tokens();
        SignerChoice signer = signer();
        Credentials account = key(signer);
        checkRoutesDir();
        duration("msqpay.signer.timeout", properties.signer().timeout());
        requireNoProblems();
        Settings settings = new Settings(rpcUrls, contract, tokens, account, signer, RelayerKind.LOCAL, properties);
        return named ? settings : settings.at(planned.apply(settings.account()));
    }

    /**
     * The operator's account alone.
     *
     * @return empty where no key and no signer is configured
     * @throws ConfigurationException with what is wrong with those, or could not be read at all
     */
    Optional<Address> account() {
        SignerChoice signer = signer();
        Credentials key = key(signer);
        requireNoProblems();
        return signer.isLocal()
                ? Optional.ofNullable(key).map(own -> new Address(own.getAddress()))
                : Optional.of(signer.address());
    }

    private void requireNoProblems() {
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems.stream()
                    .sorted(Comparator.comparingInt(problem -> Variables.position(problem.property())))
                    .map(Problem::line)
                    .toList());
        }
    }

    private void problem(String property, String text) {
        if (!alreadyKnown.contains(property)) {
            problems.add(new Problem(property, text));
        }
    }

    private List<Secret> rpcUrls() {
        String property = "msqpay.chain.rpc-urls";
        List<Secret> urls = present(properties.chain().rpcUrls());
        if (urls.isEmpty()) {
            problem(property, "is missing: set the JSON-RPC URL of a node, or several, separated by commas");
        }
        for (int i = 0; i < urls.size(); i++) {
            Optional<URI> url = httpUrl(urls.get(i).reveal().strip());
            String entry = entry(i, urls.size());
            if (url.isEmpty()) {
                problem(property, entry + "must be an http:// or https:// URL");
            } else if (url.get().getHost().toLowerCase(Locale.ROOT).contains("mumbai")) {
                problem(
                        property,
                        entry + "names Polygon Mumbai, which was shut down in April 2024: use Polygon Amoy (80002)");
            }
        }
        return urls.stream().map(url -> Secret.valueOf(url.reveal().strip())).toList();
    }

    private Address contract() {
        String property = "msqpay.contract.address";
        if (isBlank(properties.contract().address())) {
            problem(property, "is missing: set the address of the MSQPay contract");
            return null;
        }
        return address(property, "", properties.contract().address());
    }

    private Map<String, Address> tokens() {
        String property = "msqpay.tokens";
        Map<String, Address> tokens = new LinkedHashMap<>();
        List<String> entries = properties.tokens().stream()
                .filter(Predicate.not(String::isBlank))
                .toList();
        for (int i = 0; i < entries.size(); i++) {
            String entry = entry(i, entries.size());
            String[] parts = entries.get(i).split("=", 2);
            String symbol = parts[0].strip();
            if (parts.length < 2 || !SYMBOL.matcher(symbol).matches()) {
                problem(property, entry + "must be SYMBOL=0x<address>");
                continue;
            }
            Address token = address(property, entry, parts[1]);
            if (token == null) {
                continue;
            }
            if (tokens.containsValue(token)) {
                problem(property, entry + "repeats the address of another token: give each token once");
            }
            if (tokens.putIfAbsent(symbol, token) != null) {
                problem(property, entry + "repeats the symbol of another token: give each symbol once");
            }
        }
        return tokens;
    }

    /** Whether there must be some is for the chain to say. A start that ends before that tells it with the rest. */
    private void checkTokensUnlessTheChainIsAsked() {
        if (!problems.isEmpty() && properties.tokens().stream().allMatch(String::isBlank)) {
            problem(
                    "msqpay.tokens",
                    "is missing: list the accepted tokens, such as USDC=0x<address>; only Polygon PoS and Polygon Amoy"
                            + " need none");
        }
    }

    private Address address(String property, String entry, String text) {
        try {
            Address address = Address.parse(text.strip());
            if (!address.isZero()) {
                return address;
            }
            problem(property, entry + "must not be the zero address");
        } catch (IllegalArgumentException malformed) {
            problem(property, entry + malformed.getMessage());
        }
        return null;
    }

    private SignerChoice signer() {
        MsqpayProperties.Signer signer = properties.signer();
        String word =
                isBlank(signer.kind()) ? SignerChoice.LOCAL : signer.kind().strip();
        if (!SignerChoice.isPossible(word, hasRoutesDir())) {
            problem("msqpay.signer.kind", "must be local or web3signer");
            return null;
        }
        SignerChoice choice = new SignerChoice(word.toLowerCase(Locale.ROOT), null);
        if (choice.isLocal()) {
            return choice;
        }
        String reason = "is missing: " + Variables.of("msqpay.signer.kind") + "=" + choice.kind() + " needs it";
        if (choice.kind().equals(SignerChoice.WEB3SIGNER)) {
            requireUrl("msqpay.signer.url", signer.url(), reason);
        }
        if (isBlank(signer.address())) {
            problem("msqpay.signer.address", reason);
            return choice;
        }
        return new SignerChoice(choice.kind(), address("msqpay.signer.address", "", signer.address()));
    }

    private Credentials key(SignerChoice signer) {
        MnemonicKey mnemonic = new MnemonicKey(properties.operator(), this::problem);
        if (!mnemonic.isConfigured()) {
            return operator(signer);
        }
        if (signer != null && !signer.isLocal()) {
            signedElsewhere("msqpay.operator.mnemonic", signer);
            return null;
        }
        return mnemonic.credentials();
    }

    private void signedElsewhere(String property, SignerChoice signer) {
        problem(
                property,
                "must not be set where " + Variables.of("msqpay.signer.kind") + "=" + signer.kind()
                        + " signs: keep the key in one place");
    }

    /** The key that is configured as it is; exactly one, unless somebody else signs. */
    private Credentials operator(SignerChoice signer) {
        Map<String, Path> files = new LinkedHashMap<>();
        files.put("msqpay.operator.private-key-file", properties.operator().privateKeyFile());
        files.put(KeystoreFile.PROPERTY, properties.operator().keystoreFile());
        files.values().removeIf(ConfigurationCheck::isBlank);
        String property = "msqpay.operator.private-key";
        List<String> set = new ArrayList<>(files.keySet());
        if (isPresent(properties.operator().privateKey())) {
            set.add(0, property);
        }
        if (signer != null && !signer.isLocal() && !set.isEmpty()) {
            signedElsewhere(set.get(0), signer);
        } else if (set.size() > 1) {
            problem(set.get(0), "and " + Variables.of(set.get(1)) + " are both set: set only one of them");
        } else if (set.contains(property)) {
            return credentials(property, "", properties.operator().privateKey().reveal());
        } else if (set.contains(KeystoreFile.PROPERTY)) {
            return new KeystoreFile(this::problem)
                    .open(
                            files.get(KeystoreFile.PROPERTY),
                            properties.operator().keystorePasswordFile());
        } else if (!set.isEmpty()) {
            return read(set.get(0), files.get(set.get(0)));
        } else if (operatorKeyRequired
                && signer != null
                && signer.isLocal()
                && !alreadyKnown.contains("msqpay.operator.private-key-file")) {
            problem(
                    property,
                    "is missing: set the operator's private key, or " + Variables.of("msqpay.operator.private-key-file")
                            + " to a file that holds it");
        }
        return null;
    }

    private Credentials read(String property, Path file) {
        String key = SecretFile.read(property, file, "the operator's private key", this::problem);
        return key == null ? null : credentials(property, "names a file whose content ", key);
    }

    private Credentials credentials(String property, String prefix, String text) {
        String hex = text.strip();
        if (!PRIVATE_KEY.matcher(hex).matches()) {
            problem(property, prefix + "must be a private key: 64 hex digits, with or without 0x");
            return null;
        }
        BigInteger key = new BigInteger(Numeric.cleanHexPrefix(hex.toLowerCase(Locale.ROOT)), 16);
        if (key.signum() == 0 || key.compareTo(Sign.CURVE_PARAMS.getN()) >= 0) {
            problem(property, prefix + "must be a private key: a number above 0 and below the order of secp256k1");
            return null;
        }
        return Credentials.create(Numeric.toHexStringWithPrefixZeroPadded(key, 64));
    }

    private RelayerKind relayerKind() {
        MsqpayProperties.Relayer relayer = properties.relayer();
        Optional<RelayerKind> kind = isBlank(relayer.kind())
                ? Optional.of(RelayerKind.LOCAL)
                : RelayerKind.of(relayer.kind().strip(), hasRoutesDir() && Files.isDirectory(properties.routesDir()));
        if (kind.isEmpty()) {
            problem("msqpay.relayer.kind", "must be local, defender or openzeppelin");
            return null;
        }
        if (kind.get().equals(RelayerKind.DEFENDER)) {
            String reason = reason(RelayerKind.DEFENDER);
            requireUrl("msqpay.relayer.defender.api-url", relayer.defender().apiUrl(), reason);
            require("msqpay.relayer.defender.api-key", relayer.defender().apiKey(), reason);
            require("msqpay.relayer.defender.api-secret", relayer.defender().apiSecret(), reason);
        } else if (kind.get().equals(RelayerKind.OPENZEPPELIN)) {
            checkOpenzeppelin(relayer.openzeppelin());
        }
        return kind.get();
    }

    private void checkOpenzeppelin(MsqpayProperties.Openzeppelin relayer) {
        String reason = reason(RelayerKind.OPENZEPPELIN);
        String keyProperty = "msqpay.relayer.openzeppelin.api-key";
        requireUrl("msqpay.relayer.openzeppelin.url", relayer.url(), reason);
        if (isBlank(relayer.id())) {
            problem("msqpay.relayer.openzeppelin.id", reason);
        }
        require(keyProperty, relayer.apiKey(), reason);
        if (isPresent(relayer.apiKey()) && relayer.apiKey().reveal().strip().length() < MIN_OPENZEPPELIN_KEY_LENGTH) {
            problem(keyProperty, "must have at least " + MIN_OPENZEPPELIN_KEY_LENGTH + " characters");
        }
    }

    private static String reason(RelayerKind kind) {
        return "is missing: " + Variables.of("msqpay.relayer.kind") + "=" + kind.word() + " needs it";
    }

    private void require(String property, Secret value, String reason) {
        if (!isPresent(value)) {
            problem(property, reason);
        }
    }

    private void requireUrl(String property, String value, String reason) {
        if (isBlank(value)) {
            problem(property, reason);
            return;
        }
        Optional<URI> url = httpUrl(value.strip());
        if (url.isEmpty() || url.get().getUserInfo() != null || url.get().getQuery() != null) {
            problem(property, "must be an http:// or https:// URL without user name, password and query");
        }
    }

    private void checkApiKeys() {
        String property = "msqpay.api-keys";
        List<Secret> keys = present(properties.apiKeys());
        if (keys.isEmpty() && apiKeysRequired && !properties.jwt().isConfigured()) {
            problem(
                    property,
                    "is missing: without an API key nobody could create payments, and an open server would let anyone "
                            + "spend the operator's gas; set name=secret");
        }
        Map<String, Integer> names = new HashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            String entry = entry(i, keys.size());
            String key = keys.get(i).reveal().strip();
            try {
                apiKeyParser.accept(key);
            } catch (IllegalArgumentException malformed) {
                // The parser's own words may name the key, which may be a secret pasted without a name.
                problem(property, entry + API_KEY_FORMS);
                continue;
            }
            Integer first = names.putIfAbsent(key.split("=", 2)[0].strip(), i);
            if (first != null) {
                // By number: what stands before the = may be a secret that was pasted without a name.
                problem(property, entry + "has the same name as entry " + (first + 1) + ": give each key its own");
            }
        }
    }

    private void checkTokens() {
        MsqpayProperties.Jwt jwt = properties.jwt();
        if (!jwt.isConfigured()) {
            if (!isBlank(jwt.audience())) {
                problem(
                        "msqpay.jwt.audience",
                        "has no effect alone: set " + Variables.of("msqpay.jwt.issuer") + " too");
            }
            return;
        }
        if (isBlank(jwt.audience())) {
            problem(
                    "msqpay.jwt.audience",
                    "is missing: without it this server would accept tokens that were made for others");
        }
        if (!isBlank(jwt.issuer()) && !isIssuer(jwt.issuer().strip())) {
            problem(
                    "msqpay.jwt.issuer",
                    "must be an https:// URL without user name, password, query and fragment; http:// for localhost only");
        }
        Path file = jwt.jwksFile();
        if (file != null && !Files.isRegularFile(file)) {
            problem("msqpay.jwt.jwks-file", "must name a file; there is none of that name");
        } else if (file != null && apiKeysRequired) {
            try {
                TokenDecoders.readKeys(file);
            } catch (IllegalArgumentException unusable) {
                problem("msqpay.jwt.jwks-file", "names a file " + unusable.getMessage());
            }
        }
    }

    private static boolean isIssuer(String text) {
        return httpUrl(text)
                .filter(url -> url.getUserInfo() == null && url.getQuery() == null && url.getFragment() == null)
                .filter(url -> "https".equals(url.getScheme()) || LOCAL_HOSTS.contains(url.getHost()))
                .isPresent();
    }

    private void checkCorsOrigins() {
        String property = "msqpay.http.cors-allowed-origins";
        List<String> origins = properties.http().corsAllowedOrigins().stream()
                .map(String::strip)
                .filter(Predicate.not(String::isEmpty))
                .toList();
        if (origins.contains("*") && origins.size() > 1) {
            problem(property, "allows every origin with *: then leave out the others");
        }
        for (int i = 0; i < origins.size(); i++) {
            if (!origins.get(i).equals("*") && !isOrigin(origins.get(i))) {
                problem(
                        property,
                        entry(i, origins.size())
                                + "must be an origin as browsers send it: scheme://host[:port] in lower case, without path");
            }
        }
    }

    private void checkProxies() {
        String property = "msqpay.http.trusted-proxies";
        List<String> networks = properties.http().trustedProxies().stream()
                .map(String::strip)
                .filter(Predicate.not(String::isEmpty))
                .toList();
        for (int i = 0; i < networks.size(); i++) {
            try {
                IpNetwork.parse(networks.get(i));
            } catch (IllegalArgumentException malformed) {
                problem(property, entry(i, networks.size()) + malformed.getMessage());
            }
        }
        if (TrustedProxyFilter.Header.of(properties.http().forwardedHeader().strip())
                .isEmpty()) {
            problem("msqpay.http.forwarded-header", "must be X-Forwarded-For or Forwarded");
        }
    }

    private static boolean isOrigin(String text) {
        return httpUrl(text)
                .map(url -> url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort()))
                .map(origin -> origin.equals(text) && origin.equals(origin.toLowerCase(Locale.ROOT)))
                .orElse(false);
    }

    private void checkRoutesDir() {
        if (hasRoutesDir() && !Files.isDirectory(properties.routesDir())) {
            problem("msqpay.routes-dir", "must name a folder; there is none of that name");
        }
    }

    private void checkRoutesPrefix() {
        if (!RoutesPrefix.isValid(properties.routesPrefix().strip())) {
            problem(
                    "msqpay.routes-prefix",
                    "must have letters, digits, dots, hyphens and underscores only, at most 64 of them");
        }
    }

    private boolean hasRoutesDir() {
        return !isBlank(properties.routesDir());
    }

    private void checkRanges() {
        MsqpayProperties.Chain chain = properties.chain();
        duration("msqpay.chain.timeout", chain.timeout());
        duration("msqpay.chain.receipt-poll-interval", chain.receiptPollInterval());
        duration("msqpay.chain.max-lag", chain.maxLag());
        duration("msqpay.chain.replace-after", chain.replaceAfter());
        if (chain.maxPriorityFeePerGas() < 0) {
            problem("msqpay.chain.max-priority-fee-per-gas", "must be 0 or more");
        }
        if (chain.maxFeePerGasCap() <= 0) {
            problem("msqpay.chain.max-fee-per-gas-cap", "must be above 0");
        } else if (chain.maxPriorityFeePerGas() > chain.maxFeePerGasCap()) {
            problem("msqpay.chain.max-priority-fee-per-gas", "must not be above msqpay.chain.max-fee-per-gas-cap");
        }
        range("msqpay.chain.gas-margin-percent", chain.gasMarginPercent(), 0, MAX_GAS_MARGIN_PERCENT);

        BigDecimal gasBudget = properties.operator().dailyGasBudget();
        if (gasBudget != null && gasBudget.signum() <= 0) {
            problem("msqpay.operator.daily-gas-budget", "must be above 0, in whole coins of the chain, such as 2.5");
        }

        duration("msqpay.signer.timeout", properties.signer().timeout());
        duration("msqpay.relayer.timeout", properties.relayer().timeout());
        duration("msqpay.relayer.request-timeout", properties.relayer().requestTimeout());
        duration("msqpay.relayer.valid-for", properties.relayer().validFor());
        if (!SPEEDS.contains(properties.relayer().speed())) {
            problem("msqpay.relayer.speed", "must be safeLow, average, fast or fastest");
        }
        atLeast("msqpay.relayer.confirmations", properties.relayer().confirmations(), 1);

        MsqpayProperties.Http http = properties.http();
        if (http.rateLimitPerMinute() < 0) {
            problem("msqpay.http.rate-limit-per-minute", "must be 0 or more; 0 switches the limit off");
        }
        if (http.keyRateLimitPerMinute() != null && http.keyRateLimitPerMinute() < 0) {
            problem("msqpay.http.key-rate-limit-per-minute", "must be 0 or more; 0 switches the limit off");
        }
        atLeast("msqpay.http.max-body-size", http.maxBodySize(), 1);
        atLeast("msqpay.http.max-concurrent-reads", http.maxConcurrentReads(), 1);
        atLeast("msqpay.http.max-concurrent-sends", http.maxConcurrentSends(), 1);
        atLeast("msqpay.http.max-concurrent-relays", http.maxConcurrentRelays(), 1);
        if (http.maxWait().isNegative() || http.maxWait().compareTo(LONGEST_WAIT) > 0) {
            problem("msqpay.http.max-wait", "must be a duration from 0s to 1m, such as 250ms");
        }

        checkHealth();
        MsqpayProperties.Gasless gasless = properties.gasless();
        duration("msqpay.gasless.validity", gasless.validity());
        atLeast("msqpay.gasless.max-gas", gasless.maxGas(), 1);
        atLeast("msqpay.gasless.gas", gasless.gas(), 1);
        atLeast("msqpay.gasless.attempts-per-payer", gasless.attemptsPerPayer(), 0);
        atLeast("msqpay.gasless.attempts-per-payment", gasless.attemptsPerPayment(), 0);
        if (gasless.maxGas() >= 1 && gasless.gas() > gasless.maxGas()) {
            problem("msqpay.gasless.gas", "must not be above msqpay.gasless.max-gas");
        }
    }

    private void checkHealth() {
        MsqpayProperties.Streams streams = properties.streams();
        atLeast("msqpay.streams.max", streams.max(), 1);
        atLeast("msqpay.streams.max-per-address", streams.maxPerAddress(), 1);
        duration("msqpay.streams.interval", streams.interval());
        duration("msqpay.streams.heartbeat", streams.heartbeat());
        duration("msqpay.streams.max-duration", streams.maxDuration());
        range("msqpay.events.max-blocks", properties.events().maxBlocks(), 1, MOST_BLOCKS);

        MsqpayProperties.Health health = properties.health();
        duration("msqpay.health.interval", health.interval());
        if (health.maxBlockAge().isNegative() || health.maxBlockAge().compareTo(LONGEST) > 0) {
            problem(
                    "msqpay.health.max-block-age",
                    "must be a duration from 0s to 1d, such as 2m; 0s switches the check off");
        }
        balance("msqpay.health.min-operator-balance", health.minOperatorBalance());
        balance("msqpay.health.min-relayer-balance", health.minRelayerBalance());

        MsqpayProperties.Traces traces = properties.traces();
        if (traces.isConfigured()) {
            requireUrl("msqpay.traces.endpoint", traces.endpoint(), "");
        }
        range("msqpay.traces.sampled-percent", traces.sampledPercent(), 0, 100);
    }

    private void balance(String property, BigDecimal value) {
        if (value.signum() < 0) {
            problem(property, "must be 0 or more, in whole coins of the chain, such as 0.5");
        }
    }

    private void duration(String property, Duration value) {
        // The upper end keeps milliseconds inside the int of HTTP clients.
        if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(LONGEST) > 0) {
            problem(property, "must be a duration from 1ms to 1d, such as 30s");
        }
    }

    private void range(String property, long value, long min, long max) {
        if (value < min || value > max) {
            problem(property, "must be from " + min + " to " + max);
        }
    }

    private void atLeast(String property, long value, long min) {
        if (value < min) {
            problem(property, "must be " + min + " or more");
        }
    }

    private static Optional<URI> httpUrl(String text) {
        try {
            URI url = new URI(text);
            boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
            return http && url.getHost() != null && url.getPort() <= 65_535 ? Optional.of(url) : Optional.empty();
        } catch (URISyntaxException malformed) {
            return Optional.empty();
        }
    }

    /** Names one entry of a list by its number, and nothing when it is the only one. */
    private static String entry(int index, int size) {
        return size == 1 ? "" : "entry " + (index + 1) + " ";
    }

    private static List<Secret> present(List<Secret> values) {
        return values.stream().filter(ConfigurationCheck::isPresent).toList();
    }

    private static boolean isPresent(Secret value) {
        return value != null && !value.isBlank();
    }

    private static boolean isBlank(Path value) {
        return value == null || value.toString().isBlank();
    }

    private static boolean isBlank(String value) {
        return value == null || value.isBlank();
    }
}
