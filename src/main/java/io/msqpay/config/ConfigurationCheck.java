package io.msqpay.config;

import io.msqpay.payment.Address;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Sign;

/** Finds everything that is wrong with the configuration, before anything is started with it. No message repeats a value that may be secret. */
final class ConfigurationCheck {

    private static final Pattern KEY = Pattern.compile("(0x)?[0-9a-fA-F]{64}");
    private static final Pattern SYMBOL = Pattern.compile("[A-Za-z0-9.$₮-]{1,32}");
    private static final int MIN_OPENZEPPELIN_KEY = 32;

    private final MsqpayProperties properties;
    private final Consumer<String> apiKeyParser;
    private final boolean apiKeysRequired;
    private final List<String> problems;

    /**
     * @param apiKeyParser throws IllegalArgumentException with a reason when a key is malformed
     * @param apiKeysRequired whether the REST contract is served to anybody who can reach the port
     * @param foundEarlier problems of values that could not even be converted
     */
    ConfigurationCheck(
            MsqpayProperties properties,
            Consumer<String> apiKeyParser,
            boolean apiKeysRequired,
            List<String> foundEarlier) {
        this.properties = properties;
        this.apiKeyParser = apiKeyParser;
        this.apiKeysRequired = apiKeysRequired;
        this.problems = new ArrayList<>(foundEarlier);
    }

    /** @throws ConfigurationException listing all problems */
    Settings settings() {
        List<Secret> rpcUrls = rpcUrls();
        Address contract = contract();
        Map<String, Address> tokens = tokens();
        Credentials operator = operator();
        RelayerKind kind = relayerKind();
        apiKeys();
        http();
        ranges();
        routesDir();
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        return new Settings(rpcUrls, contract, tokens, operator, kind, properties);
    }

    private List<Secret> rpcUrls() {
        List<Secret> urls = properties.chain().rpcUrls().stream()
                .filter(url -> !url.isBlank())
                .toList();
        if (urls.isEmpty()) {
            problems.add("POLYGON_RPC_URL is missing: set it to one JSON-RPC URL or to several, separated by commas");
        }
        for (Secret url : urls) {
            if (!isHttp(url.reveal().trim())) {
                problems.add("POLYGON_RPC_URL holds something that is not an http or https URL");
            } else if (url.reveal().toLowerCase(Locale.ROOT).contains("mumbai")) {
                problems.add("POLYGON_RPC_URL names Polygon Mumbai, which was shut down in April 2024:"
                        + " use Polygon Amoy (chain id 80002)");
            }
        }
        return urls;
    }

    private Address contract() {
        return address("MSQPAY_CONTRACT_ADDRESS", properties.contract().address(), "set it to the address of MSQPay");
    }

    private Map<String, Address> tokens() {
        Map<String, Address> tokens = new LinkedHashMap<>();
        List<String> entries = properties.tokens().stream()
                .map(String::trim)
                .filter(entry -> !entry.isEmpty())
                .toList();
        if (entries.isEmpty()) {
            problems.add(
                    "MSQPAY_TOKENS is missing: list the accepted tokens as SYMBOL=0x<address>, separated by commas");
        }
        for (String entry : entries) {
            int equals = entry.indexOf('=');
            String symbol = equals < 0 ? "" : entry.substring(0, equals).trim();
            if (!SYMBOL.matcher(symbol).matches()) {
                problems.add("MSQPAY_TOKENS holds an entry that is not SYMBOL=0x<address>");
                continue;
            }
            Address token = address("MSQPAY_TOKENS, " + symbol, entry.substring(equals + 1), "name its address");
            if (token == null) {
                continue;
            }
            if (tokens.containsValue(token)) {
                problems.add("MSQPAY_TOKENS names the token " + token + " twice");
            }
            if (tokens.put(symbol, token) != null) {
                problems.add("MSQPAY_TOKENS names " + symbol + " twice");
            }
        }
        return tokens;
    }

    private Credentials operator() {
        Secret key = properties.operator().privateKey();
        Path file = properties.operator().privateKeyFile();
        boolean hasKey = key != null && !key.isBlank();
        boolean hasFile = file != null && !file.toString().isBlank();
        if (hasKey && hasFile) {
            problems.add("MSQPAY_OPERATOR_PRIVATE_KEY and MSQPAY_OPERATOR_PRIVATE_KEY_FILE are both set: keep one");
            return null;
        }
        if (hasFile) {
            try {
                return credentials(
                        "MSQPAY_OPERATOR_PRIVATE_KEY_FILE",
                        Files.readString(file).trim());
            } catch (IOException e) {
                problems.add("MSQPAY_OPERATOR_PRIVATE_KEY_FILE names a file that cannot be read: " + file);
                return null;
            }
        }
        if (hasKey) {
            return credentials("MSQPAY_OPERATOR_PRIVATE_KEY", key.reveal().trim());
        }
        problems.add("MSQPAY_OPERATOR_PRIVATE_KEY is missing: set it, or MSQPAY_OPERATOR_PRIVATE_KEY_FILE");
        return null;
    }

    private Credentials credentials(String variable, String key) {
        if (KEY.matcher(key).matches()) {
            BigInteger number = new BigInteger(key.substring(key.length() - 64), 16);
            if (number.signum() > 0 && number.compareTo(Sign.CURVE_PARAMS.getN()) < 0) {
                return Credentials.create(key);
            }
        }
        problems.add(variable + " does not hold a private key: 32 bytes as 64 hex digits, 0x in front if you like");
        return null;
    }

    private RelayerKind relayerKind() {
        String word = properties.relayer().kind().trim();
        RelayerKind kind = RelayerKind.of(word).orElse(null);
        if (kind == null) {
            problems.add("MSQPAY_RELAYER_KIND must be local, defender or openzeppelin");
        } else if (kind == RelayerKind.DEFENDER) {
            MsqpayProperties.Defender defender = properties.relayer().defender();
            requireUrl("DEFENDER_API_URL", defender.apiUrl());
            require("DEFENDER_API_KEY", defender.apiKey());
            require("DEFENDER_API_SECRET", defender.apiSecret());
        } else if (kind == RelayerKind.OPENZEPPELIN) {
            MsqpayProperties.Openzeppelin openzeppelin = properties.relayer().openzeppelin();
            requireUrl("OZ_RELAYER_URL", openzeppelin.url());
            if (isBlank(openzeppelin.id())) {
                problems.add("OZ_RELAYER_ID is missing, but MSQPAY_RELAYER_KIND is openzeppelin");
            }
            if (require("OZ_RELAYER_API_KEY", openzeppelin.apiKey())
                    && openzeppelin.apiKey().reveal().trim().length() < MIN_OPENZEPPELIN_KEY) {
                problems.add("OZ_RELAYER_API_KEY must have at least 32 characters");
            }
        }
        return kind;
    }

    private void apiKeys() {
        List<Secret> keys =
                properties.apiKeys().stream().filter(key -> !key.isBlank()).toList();
        if (keys.isEmpty() && apiKeysRequired) {
            problems.add("MSQPAY_API_KEYS is missing: without a key anybody could create payments at your expense;"
                    + " set it to name=secret, several separated by commas");
        }
        Set<String> names = new LinkedHashSet<>();
        for (Secret key : keys) {
            try {
                apiKeyParser.accept(key.reveal().trim());
                String name = key.reveal().trim().split("=", 2)[0];
                if (!names.add(name)) {
                    problems.add("MSQPAY_API_KEYS names " + name + " twice");
                }
            } catch (IllegalArgumentException e) {
                problems.add("MSQPAY_API_KEYS: " + e.getMessage());
            }
        }
    }

    private void http() {
        for (String origin : properties.http().corsAllowedOrigins()) {
            if (!origin.isBlank() && !isOrigin(origin.trim())) {
                problems.add("CORS_ALLOWED_ORIGINS holds something that is not an origin:"
                        + " scheme, host and port only, such as https://shop.example");
            }
        }
        positiveOrZero("RATE_LIMIT_PER_MINUTE", properties.http().rateLimitPerMinute());
        positive("msqpay.http.max-body-size", properties.http().maxBodySize());
    }

    private void ranges() {
        MsqpayProperties.Chain chain = properties.chain();
        positive("msqpay.chain.timeout", chain.timeout());
        positive("msqpay.chain.receipt-poll-interval", chain.receiptPollInterval());
        positiveOrZero("msqpay.chain.gas-margin-percent", chain.gasMarginPercent());
        positiveOrZero("msqpay.chain.max-priority-fee-per-gas", chain.maxPriorityFeePerGas());
        if (chain.maxFeePerGasCap() < Math.max(1, chain.maxPriorityFeePerGas())) {
            problems.add("msqpay.chain.max-fee-per-gas-cap must be at least max-priority-fee-per-gas, and positive");
        }
        positive("msqpay.relayer.timeout", properties.relayer().timeout());
        positive("msqpay.relayer.confirmations", properties.relayer().confirmations());
        positive("msqpay.gasless.validity", properties.gasless().validity());
        MsqpayProperties.Gasless gasless = properties.gasless();
        if (gasless.gas() <= 0 || gasless.gas() > gasless.maxGas()) {
            problems.add("msqpay.gasless.gas must be positive and at most msqpay.gasless.max-gas");
        }
    }

    private void routesDir() {
        Path folder = properties.routesDir();
        if (folder != null && !folder.toString().isBlank() && !Files.isDirectory(folder)) {
            problems.add("MSQPAY_ROUTES_DIR does not name a folder: " + folder);
        }
    }

    private Address address(String variable, String text, String advice) {
        if (isBlank(text)) {
            problems.add(variable + " is missing: " + advice);
            return null;
        }
        try {
            Address address = Address.parse(text.trim());
            if (!address.isZero()) {
                return address;
            }
            problems.add(variable + " must not be the zero address");
        } catch (IllegalArgumentException e) {
            problems.add(variable + " " + e.getMessage());
        }
        return null;
    }

    private boolean require(String variable, Secret secret) {
        if (secret == null || secret.isBlank()) {
            problems.add(variable + " is missing, but MSQPAY_RELAYER_KIND is "
                    + properties.relayer().kind());
            return false;
        }
        return true;
    }

    private void requireUrl(String variable, String url) {
        if (isBlank(url) || !isHttp(url.trim())) {
            problems.add(variable + " must be an http or https URL");
        }
    }

    private void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            problems.add(name + " must be longer than nothing");
        }
    }

    private void positive(String name, long value) {
        if (value <= 0) {
            problems.add(name + " must be positive");
        }
    }

    private void positiveOrZero(String name, long value) {
        if (value < 0) {
            problems.add(name + " must not be negative");
        }
    }

    private static boolean isBlank(String text) {
        return text == null || text.isBlank();
    }

    private static boolean isHttp(String url) {
        try {
            URI uri = URI.create(url);
            return ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()))
                    && uri.getHost() != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isOrigin(String origin) {
        return origin.equals("*")
                || isHttp(origin)
                        && origin.equals(URI.create(origin).getScheme() + "://"
                                + URI.create(origin).getAuthority());
    }
}
