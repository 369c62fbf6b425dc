package io.msqpay.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.Ordered;

/**
 * Loads the routes of {@code MSQPAY_ROUTES_DIR} once those of the server run: one file at a time, so that what is wrong with one keeps no
 * other out.
 */
final class RoutesFolder implements ApplicationRunner, Ordered {

    private static final Logger LOG = LoggerFactory.getLogger(RoutesFolder.class);

    private final ModelCamelContext camel;
    private final Settings settings;

    RoutesFolder(ModelCamelContext camel, Settings settings) {
        this.camel = camel;
        this.settings = settings;
    }

    /** Before the deployment is checked, which may ask a signer whose route lies there. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        ExtensionRoutes extensions = new ExtensionRoutes(camel);
        List<String> problems = files(settings.properties().routesDir()).stream()
                .flatMap(file -> extensions.load(file).stream())
                .map(reason -> new Problem("msqpay.routes-dir", "holds a file that cannot be loaded: " + reason).line())
                .toList();
        if (!problems.isEmpty() && settings.properties().routesRequired()) {
            throw new ConfigurationException(problems);
        }
        problems.forEach(problem -> LOG.error("{}; the server goes on without that file", problem));
        requireSeams();
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

    private List<Resource> files(Path folder) {
        if (folder == null || folder.toString().isBlank()) {
            return List.of();
        }
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(file -> file.toString().endsWith(".camel.yaml"))
                    .sorted()
                    .map(file -> ResourceHelper.resolveResource(camel, "file:" + file))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
