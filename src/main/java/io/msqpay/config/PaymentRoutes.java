package io.msqpay.config;

import io.msqpay.chain.BatchingService;
import io.msqpay.chain.NodeClients;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.core.Ordered;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.task.support.ExecutorServiceAdapter;
import org.springframework.core.task.support.TaskExecutorAdapter;
import org.springframework.web.util.UriUtils;
import org.web3j.protocol.Web3j;

/**
 * Loads the routes into the Camel context, in the stand-alone server and in an embedding application alike: those of the jar and one for
 * each configured node. Those of {@code MSQPAY_ROUTES_DIR} come after the start.
 *
 * <p>Before Camel collects an application's own routes: these use our templates, and take the place of ours that have their ids.
 */
final class PaymentRoutes implements ApplicationListener<ContextRefreshedEvent>, Ordered {

    /** A name of our own: an embedding application may have a folder routes itself. */
    private static final String FOLDER = "msqpay/routes/";

    /** Hosts that cannot be (RFC 2606). */
    private static final String NO_RELAYER = "http://relayer.invalid";
    /** How often is looked whether transactions are stuck or nodes late, within the time after which they are. */
    private static final int LOOKS = 3;
    /** Milliseconds after which a node that comes back is asked at the latest. */
    private static final long MAX_LAG_POLL = 5000;

    /** Milliseconds between two looks at open event streams, at most. */
    private static final long MAX_BEAT = 1000;

    /** Beyond them, whoever hands them out does one. */
    private static final int MAX_LOOKS_WAITING = 1000;

    private static final String NO_SIGNER = "http://signer.invalid";

    private static final Pattern NOTE = Pattern.compile("(?m)^ +note: \"(?:[^\"\\\\]|\\\\.)*\"\\R");
    /** Camel 4.14 does not; what is in a note is for people only. */
    private static final boolean NOTES_KNOWN = Stream.of(RouteDefinition.class.getMethods())
            .anyMatch(method -> method.getName().equals("setNote"));

    private static final String REST_CONTRACT = "payments-api.camel.yaml";

    /** Camel collects at {@code LOWEST_PRECEDENCE - 2}. */
    private static final int BEFORE_CAMEL_COLLECTS = LOWEST_PRECEDENCE - 3;

    private final ApplicationContext application;
    private final CamelContext camel;
    private final Settings settings;
    private final NodeClients clients;
    private final boolean restExposed;
    private final RoutesPrefix prefix;

    /** @param restExposed whether the REST contract is served; else only the {@code direct:} endpoints are there */
    PaymentRoutes(
            ApplicationContext application,
            CamelContext camel,
            Settings settings,
            NodeClients clients,
            boolean restExposed) {
        this.application = application;
        this.camel = camel;
        this.settings = settings;
        this.clients = clients;
        this.restExposed = restExposed;
        this.prefix = settings.routesPrefix();
    }

    @Override
    public int getOrder() {
        return BEFORE_CAMEL_COLLECTS;
    }

    @Override
    public void onApplicationEvent(ContextRefreshedEvent refreshed) {
        // As Camel does: those of contexts below this one come by as well, and what runs has its routes.
        if (refreshed.getApplicationContext() == application
                && camel.getStatus().isStopped()) {
            load();
        }
    }

    private void load() {
        requirePlainNames();
        MsqpayProperties properties = settings.properties();
        List<Web3j> nodes = clients.clients();
        List<String> names = clients.names();
        Properties placeholders = new Properties();
        placeholders.setProperty("msqpay.contract-address", settings.contract().value());
        placeholders.setProperty(
                "msqpay.receipt-poll-millis",
                Long.toString(properties.chain().receiptPollInterval().toMillis()));
        placeholders.setProperty("msqpay.signer-route", settings.signer().routeSuffix());
        placeholders.setProperty("msqpay.signer-url", signerUrl());
        placeholders.setProperty(
                "msqpay.signer-request-millis",
                Long.toString(properties.signer().timeout().toMillis()));
        placeholders.setProperty(
                "msqpay.waiting-poll-millis",
                Long.toString(Math.max(1, properties.chain().replaceAfter().toMillis() / LOOKS)));
        placeholders.setProperty(
                "msqpay.lag-poll-millis",
                Long.toString(Math.max(
                        1, Math.min(MAX_LAG_POLL, properties.chain().maxLag().toMillis() / LOOKS))));
        MsqpayProperties.Streams streams = properties.streams();
        placeholders.setProperty(
                "msqpay.stream-poll-millis", Long.toString(streams.interval().toMillis()));
        placeholders.setProperty("msqpay.stream-beat-millis", Long.toString(beatMillis(streams)));
        placeholders.setProperty("msqpay.relayer-route", settings.relayerKind().routeSuffix());
        placeholders.setProperty("msqpay.relayer-url", relayerUrl());
        placeholders.setProperty(
                "msqpay.relayer-request-millis",
                Long.toString(properties.relayer().requestTimeout().toMillis()));
        placeholders.forEach(
                (name, value) -> camel.getPropertiesComponent().addOverrideProperty((String) name, (String) value));
        for (int i = 0; i < nodes.size(); i++) {
            camel.getRegistry().bind(names.get(i), Web3j.class, nodes.get(i));
        }
        camel.getExecutorServiceManager().registerThreadPoolProfile(looks());
        camel.getRegistry().bind("msqpaySeams", ExecutorService.class, seams());
        try {
            loadFiles();
            for (int i = 0; i < names.size(); i++) {
                TemplatedRouteBuilder node = nodeRoute("askNode", names.get(i), names.get(i));
                if (i + 1 < names.size()) {
                    node.parameter("next", names.get(i + 1));
                }
                node.add();
                nodeRoute("askOnly", "only-" + names.get(i), names.get(i)).add();
            }
        } catch (Exception e) {
            throw new IllegalStateException("The routes cannot be loaded: " + e.getMessage(), e);
        }
    }

    /** Often enough to be punctual, at most once in a second. */
    private static long beatMillis(MsqpayProperties.Streams streams) {
        long shortest =
                Math.min(streams.heartbeat().toMillis(), streams.maxDuration().toMillis());
        return Math.max(1, Math.min(MAX_BEAT, shortest / LOOKS));
    }

    /** Threads that read payments for streams: as many as reads that a node may be asked for at once. They end when nobody needs them. */
    private static ThreadPoolProfile looks() {
        return new ThreadPoolProfileBuilder("msqpayLooks")
                .poolSize(BatchingService.MAX_BATCH)
                .maxPoolSize(BatchingService.MAX_BATCH)
                .maxQueueSize(MAX_LOOKS_WAITING)
                .rejectedPolicy(ThreadPoolRejectedPolicy.CallerRuns)
                .allowCoreThreadTimeOut(true)
                .build();
    }

    /** Threads that tell seams for which nobody waits. They are Camel's, which ends them with itself. */
    private ExecutorService seams() {
        TaskExecutorAdapter threads =
                new TaskExecutorAdapter(camel.getExecutorServiceManager().newDefaultThreadPool(this, "msqpaySeams"));
        threads.setTaskDecorator(new LoggingContext());
        return new ExecutorServiceAdapter(threads);
    }

    private TemplatedRouteBuilder nodeRoute(String template, String id, String node) {
        return TemplatedRouteBuilder.builder(camel, prefix.id(template))
                .routeId(prefix.id(id))
                .parameter("node", node);
    }

    /** Camel finds the route of an operation by its name in the contract. */
    private void requirePlainNames() {
        if (restExposed && !prefix.isEmpty()) {
            throw new ConfigurationException(
                    List.of(
                            "msqpay.routes-prefix cannot be set while msqpay.http.enabled is true: the REST contract calls routes by their plain names"));
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

    private String signerUrl() {
        boolean asked = settings.signer().kind().equals(SignerChoice.WEB3SIGNER);
        return asked ? settings.properties().signer().url().strip() : NO_SIGNER;
    }

    /** All at once, since what one file configures goes for the routes of the others too. */
    private void loadFiles() throws Exception {
        List<Resource> files = new ArrayList<>();
        for (String location : ownRoutes()) {
            files.add(adapted(ResourceHelper.resolveResource(camel, location)));
        }
        PluginHelper.getRoutesLoader(camel).loadRoutes(files);
    }

    /** To the application's prefix and its Camel. */
    private Resource adapted(Resource file) throws IOException {
        try (InputStream content = file.getInputStream()) {
            String yaml = prefix.in(new String(content.readAllBytes(), StandardCharsets.UTF_8));
            return ResourceHelper.fromString(
                    file.getLocation(), NOTES_KNOWN ? yaml : NOTE.matcher(yaml).replaceAll(""));
        }
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
}
