package io.msqpay.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.web.util.UriUtils;
import org.web3j.protocol.Web3j;

/**
 * Loads the routes into the Camel context, in the stand-alone server and in an embedding application alike: those of the jar, then
 * those of {@code MSQPAY_ROUTES_DIR}, and one route for each configured node.
 */
final class PaymentRoutes implements CamelContextConfiguration {

    /** A name of our own: an embedding application may have a folder routes itself. */
    private static final String FOLDER = "msqpay/routes/";

    private static final String NODE = "node-";
    /** A host that cannot be (RFC 2606). */
    private static final String NO_RELAYER = "http://relayer.invalid";

    private static final String REST_CONTRACT = "payments-api.camel.yaml";

    private final Settings settings;
    private final List<Web3j> nodes;
    private final boolean restExposed;

    /** @param restExposed whether the REST contract is served; else only the {@code direct:} endpoints are there */
    PaymentRoutes(Settings settings, List<Web3j> nodes, boolean restExposed) {
        this.settings = settings;
        this.nodes = nodes;
        this.restExposed = restExposed;
    }

    @Override
    public void beforeApplicationStart(CamelContext camel) {
        MsqpayProperties properties = settings.properties();
        Properties placeholders = new Properties();
        placeholders.setProperty("msqpay.contract-address", settings.contract().value());
        placeholders.setProperty(
                "msqpay.receipt-poll-millis",
                Long.toString(properties.chain().receiptPollInterval().toMillis()));
        placeholders.setProperty("msqpay.relayer-route", settings.relayerKind().routeSuffix());
        placeholders.setProperty("msqpay.relayer-url", relayerUrl());
        placeholders.setProperty(
                "msqpay.relayer-request-millis",
                Long.toString(properties.relayer().requestTimeout().toMillis()));
        placeholders.forEach(
                (name, value) -> camel.getPropertiesComponent().addOverrideProperty((String) name, (String) value));
        for (int i = 0; i < nodes.size(); i++) {
            camel.getRegistry().bind(NODE + (i + 1), Web3j.class, nodes.get(i));
        }
        try {
            load(camel, files(properties.routesDir()));
            for (int i = 1; i <= nodes.size(); i++) {
                TemplatedRouteBuilder node = TemplatedRouteBuilder.builder(camel, "askNode")
                        .routeId(NODE + i)
                        .parameter("node", NODE + i);
                if (i < nodes.size()) {
                    node.parameter("next", NODE + (i + 1));
                }
                node.add();
            }
        } catch (ConfigurationException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("The routes cannot be loaded: " + e.getMessage(), e);
        }
        requireRelayer(camel);
        requireValidation(camel);
    }

    /** Keys, parameters and bodies are checked by the validator that Camel calls only when it is told to. */
    private void requireValidation(CamelContext camel) {
        if (restExposed && !camel.getRestConfiguration().isClientRequestValidation()) {
            throw new ConfigurationException(
                    List.of(
                            "camel.rest.client-request-validation must be true: without it no request is checked, not even for its API key"));
        }
    }

    /** Where the relayer routes send to; only those of a remote relayer ever do. */
    private String relayerUrl() {
        MsqpayProperties.Relayer relayer = settings.properties().relayer();
        if (settings.relayerKind().equals(RelayerKind.DEFENDER)) {
            return relayer.defender().apiUrl().strip();
        }
        if (settings.relayerKind().equals(RelayerKind.OPENZEPPELIN)) {
            String url = relayer.openzeppelin().url().strip();
            return url + (url.endsWith("/") ? "" : "/") + "api/v1/relayers/"
                    + UriUtils.encodePathSegment(relayer.openzeppelin().id().strip(), StandardCharsets.UTF_8);
        }
        return NO_RELAYER;
    }

    /** A relayer without routes would only be missed by the first caller. */
    private void requireRelayer(CamelContext camel) {
        for (String prefix : List.of("relayVia", "getRelayVia")) {
            String route = prefix + settings.relayerKind().routeSuffix();
            if (((ModelCamelContext) camel).getRouteDefinition(route) == null) {
                throw new ConfigurationException(List.of("MSQPAY_RELAYER_KIND: there is no route " + route
                        + "; put one into MSQPAY_ROUTES_DIR or use the relayer local"));
            }
        }
    }

    @Override
    public void afterApplicationStart(CamelContext camel) {
        // Nothing: the deployment is checked by a runner, whose failure stops the application.
    }

    /** All at once, since what one file configures goes for the routes of the others too. */
    private void load(CamelContext camel, List<String> others) throws Exception {
        List<Resource> resources = Stream.concat(ownRoutes().stream(), others.stream())
                .map(location -> ResourceHelper.resolveResource(camel, location))
                .toList();
        try {
            PluginHelper.getRoutesLoader(camel).loadRoutes(resources);
        } catch (Exception e) {
            String reason = reason(e);
            if (others.stream().anyMatch(reason::contains)) {
                throw new ConfigurationException(List.of(
                        new Problem("msqpay.routes-dir", "holds a file that cannot be loaded: " + reason).line()));
            }
            throw e;
        }
    }

    /** In one line; a parser's own message goes on with a piece of the file. */
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof MarkedYamlEngineException)) {
            cause = cause.getCause();
        }
        if (cause instanceof MarkedYamlEngineException parser
                && parser.getProblemMark().isPresent()) {
            Mark mark = parser.getProblemMark().get();
            return parser.getProblem() + " in " + mark.getName() + ", line " + (mark.getLine() + 1) + ", column "
                    + (mark.getColumn() + 1);
        }
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }

    private List<String> ownRoutes() throws IOException {
        return Arrays.stream(new PathMatchingResourcePatternResolver()
                        .getResources("classpath*:" + FOLDER + "**/*.camel.yaml"))
                .map(PaymentRoutes::location)
                .filter(location -> restExposed || !location.endsWith(REST_CONTRACT))
                .sorted()
                .toList();
    }

    private static String location(org.springframework.core.io.Resource resource) {
        try {
            String url = resource.getURL().toString();
            return "classpath:" + url.substring(url.lastIndexOf(FOLDER));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> files(Path folder) throws IOException {
        if (folder == null || folder.toString().isBlank()) {
            return List.of();
        }
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(file -> file.toString().endsWith(".camel.yaml"))
                    .sorted()
                    .map(file -> "file:" + file)
                    .toList();
        }
    }
}
