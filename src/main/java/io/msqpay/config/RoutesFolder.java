package io.msqpay.config;

import io.msqpay.http.ServedContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.model.ModelCamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.Ordered;

/**
 * Takes the files of {@code MSQPAY_ROUTES_DIR} once the server's own routes run: one file at a time, so that what is wrong with one keeps no
 * other out. While developing, it takes changes over.
 */
final class RoutesFolder implements ApplicationRunner, Ordered {

    private static final Logger LOG = LoggerFactory.getLogger(RoutesFolder.class);
    private static final long PAUSE_MILLIS = 500;

    private final ModelCamelContext camel;
    private final Settings settings;
    private final ServedContract contract;
    private final Extensions extensions;

    private SortedMap<String, String> taken = new TreeMap<>();
    private SortedMap<String, String> lastSeen = new TreeMap<>();

    /** @param contract null if HTTP is not served */
    RoutesFolder(ModelCamelContext camel, Settings settings, ServedContract contract) {
        this.camel = camel;
        this.settings = settings;
        this.contract = contract;
        this.extensions = new Extensions(camel, contract);
        // What lies there may refuse payments: nobody is let in before it is asked.
        open(false);
    }

    /** Before the deployment is checked, which may ask a signer whose route lies there. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        requireValidation();
        Path folder = settings.properties().routesDir();
        if (folder != null && !folder.toString().isBlank()) {
            taken = files(folder);
            List<String> problems = lines(extensions.take(taken));
            if (!problems.isEmpty() && settings.properties().routesRequired()) {
                throw new ConfigurationException(problems);
            }
            problems.forEach(problem -> LOG.error("{}; the server goes on without that file", problem));
            if (settings.properties().routesReload()) {
                lastSeen = taken;
                // Camel ends it. Looking is enough for a folder of some files, and misses nothing: no rename, no mount,
                // no folder in a folder.
                camel.getExecutorServiceManager()
                        .newSingleThreadScheduledExecutor(this, "RoutesFolder")
                        .scheduleWithFixedDelay(this::look, PAUSE_MILLIS, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
        requireSeams();
        open(true);
    }

    /** A file is taken when two looks find it the same: whoever writes it is done. */
    private void look() {
        try {
            SortedMap<String, String> files = files(settings.properties().routesDir());
            if (!files.equals(taken) && files.equals(lastSeen)) {
                taken = files;
                List<String> problems = lines(extensions.take(files));
                problems.forEach(problem -> LOG.error("{}; what was there before goes on", problem));
                LOG.info("The folder of further routes was read anew, problems: {}", problems.size());
            }
            lastSeen = files;
        } catch (RuntimeException e) {
            // Or else nobody would look any more.
            LOG.error("The folder of further routes cannot be read anew", e);
        }
    }

    private void open(boolean open) {
        if (contract != null) {
            contract.open(open);
        }
    }

    private static List<String> lines(List<String> reasons) {
        return reasons.stream()
                .map(reason -> new Problem("msqpay.routes-dir", "holds a file that cannot be loaded: " + reason).line())
                .toList();
    }

    /** Keys, parameters and bodies are checked by the validator that Camel calls only when it is told to. */
    private void requireValidation() {
        if (contract != null && !camel.getRestConfiguration().isClientRequestValidation()) {
            throw new ConfigurationException(
                    List.of(
                            "camel.rest.client-request-validation must be true: without it no request is checked, not even for its API key"));
        }
    }

    /** A relayer or a signer without routes would only be missed by the first caller. */
    private void requireSeams() {
        String signer = settings.routesPrefix().id("signVia" + settings.signer().routeSuffix());
        if (camel.getRouteDefinition(signer) == null) {
            throw new ConfigurationException(List.of(new Problem(
                            "msqpay.signer.kind",
                            "names no signer: there is no route " + signer
                                    + "; put one into MSQPAY_ROUTES_DIR or use local")
                    .line()));
        }
        for (String name : List.of("relayVia", "getRelayVia")) {
            String route =
                    settings.routesPrefix().id(name + settings.relayerKind().routeSuffix());
            if (camel.getRouteDefinition(route) == null) {
                throw new ConfigurationException(List.of("MSQPAY_RELAYER_KIND: there is no route " + route
                        + "; put one into MSQPAY_ROUTES_DIR or use the relayer local"));
            }
        }
    }

    private static SortedMap<String, String> files(Path folder) {
        SortedMap<String, String> files = new TreeMap<>();
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) found::iterator) {
                String name = file.toString();
                if ((name.endsWith(Extensions.ROUTES) || name.endsWith(Extensions.OVERLAY))
                        && Files.isRegularFile(file)) {
                    files.put("file:" + name, text(file));
                }
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empty if it has gone since it was listed. */
    private static String text(Path file) throws IOException {
        try {
            // Not strictly: what is not UTF-8 shows in the text.
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            LOG.debug("{} has gone", file, e);
            return "";
        }
    }
}
