package io.msqpay.dev;

import io.msqpay.config.ConfiguredOperator;
import io.msqpay.payment.Address;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.web3j.protocol.http.HttpService;

/** The chain behind the dev profile: a node of its own, or one that runs already and is named in the configuration. */
final class LocalChain implements AutoCloseable {

    static final String API_KEY = "msq_dev";

    private static final String RPC_URLS = "msqpay.chain.rpc-urls";
    private static final String OPERATOR_KEY = "msqpay.operator.private-key";

    private final AnvilProcess anvil;
    private final String url;
    private DemoContracts contracts;

    private LocalChain(AnvilProcess anvil, String url) {
        this.anvil = anvil;
        this.url = url;
    }

    /**
     * Provides the chain and configures the server for it. What the developer has set stays as it is.
     *
     * @throws LocalChainException if there is no chain, or not a local one; nothing is left running then
     * @throws io.msqpay.config.ConfigurationException if the configured operator is none; nothing is left running then
     */
    static LocalChain provide(ConfigurableEnvironment environment) {
        Binder binder = Binder.get(environment);
        List<String> named = namedNodes(environment, binder);
        LocalChain chain = named.isEmpty() ? started() : new LocalChain(null, requireUrl(named.get(0)));
        try {
            Optional<Address> operator = ConfiguredOperator.find(environment);
            // The account the server will sign with: the contract has to know it.
            chain.contracts = new ChainSetup(new HttpService(chain.url))
                    .prepare(operator.orElseGet(DemoAccount.OPERATOR::address));
            chain.configure(environment, binder, named, operator.isEmpty());
            return chain;
        } catch (RuntimeException e) {
            chain.close();
            throw e;
        }
    }

    /** The node's JSON-RPC URL, without credentials or a key that may be part of it. */
    String displayUrl() {
        URI uri = URI.create(url);
        return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }

    DemoContracts contracts() {
        return contracts;
    }

    @Override
    public void close() {
        if (anvil != null) {
            anvil.close();
        }
    }

    private static LocalChain started() {
        AnvilProcess anvil = AnvilProcess.start(
                "--chain-id",
                Long.toString(ChainSetup.LOCAL_CHAIN_ID),
                // Else a payment would wait for 64 further blocks to be final, which no developer makes.
                "--slots-in-an-epoch",
                "1");
        return new LocalChain(anvil, anvil.url());
    }

    private static List<String> namedNodes(ConfigurableEnvironment environment, Binder binder) {
        List<String> urls = list(binder, RPC_URLS);
        if (!urls.isEmpty()) {
            return urls;
        }
        return filled(List.of(environment.getProperty("POLYGON_RPC_URL", "").split(",")));
    }

    private static String requireUrl(String text) {
        try {
            URI uri = new URI(text);
            if (uri.getHost() != null && uri.getScheme().matches("https?")) {
                return text;
            }
        } catch (URISyntaxException e) {
            // Without the cause, which quotes the URL and the credentials in it.
            throw notAUrl();
        }
        throw notAUrl();
    }

    private static LocalChainException notAUrl() {
        return new LocalChainException(
                "The named node is not a URL that starts with http:// or https://.",
                "Correct POLYGON_RPC_URL, or leave it out to get a chain of your own.");
    }

    /** Only what is not set, and then in front: a setting that stands empty in a file must not win. */
    private void configure(
            ConfigurableEnvironment environment, Binder binder, List<String> named, boolean demoOperator) {
        Map<String, Object> defaults = new LinkedHashMap<>();
        defaults.put(RPC_URLS, named.isEmpty() ? url : String.join(",", named));
        defaults.put("msqpay.contract.address", contracts.msqpay().value());
        defaults.put("msqpay.tokens", "USDC=" + contracts.usdc());
        defaults.put("msqpay.api-keys", "dev=" + API_KEY);
        if (demoOperator) {
            defaults.put(OPERATOR_KEY, DemoAccount.OPERATOR.privateKey());
        }
        defaults.keySet().removeIf(name -> !text(binder, name).isEmpty());
        environment.getPropertySources().addFirst(new MapPropertySource("localChain", defaults));
    }

    /** Empty when absent; a list comes joined by commas. */
    private static String text(Binder binder, String name) {
        return String.join(",", list(binder, name));
    }

    private static List<String> list(Binder binder, String name) {
        return filled(binder.bind(name, Bindable.listOf(String.class)).orElse(List.of()));
    }

    private static List<String> filled(List<String> texts) {
        return texts.stream().map(String::strip).filter(text -> !text.isEmpty()).toList();
    }
}
