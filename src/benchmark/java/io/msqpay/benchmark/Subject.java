package io.msqpay.benchmark;

import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Merchant;
import io.msqpay.dsl.ServerProcess;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The server that is measured and the node behind it: both started here as in production, or named by system properties. */
final class Subject implements AutoCloseable {

    private final URI server;
    private final URI node;
    private final String apiKey;
    private final Anvil anvil;
    private final ServerProcess process;

    private Subject(URI server, URI node, String apiKey, Anvil anvil, ServerProcess process) {
        this.server = server;
        this.node = node;
        this.apiKey = apiKey;
        this.anvil = anvil;
        this.process = process;
    }

    /** The server of {@code benchmark.server}, with {@code benchmark.node} and {@code benchmark.api-key}; else one of our own. */
    static Subject provide() {
        String url = System.getProperty("benchmark.server", "");
        return url.isEmpty() ? started() : named(url);
    }

    private static Subject named(String url) {
        return new Subject(
                URI.create(url), URI.create(required("benchmark.node")), required("benchmark.api-key"), null, null);
    }

    private static String required(String property) {
        String value = System.getProperty(property, "");
        if (value.isEmpty()) {
            throw new IllegalArgumentException("-Dbenchmark.server needs -D" + property + " beside it");
        }
        return value;
    }

    private static Subject started() {
        Anvil anvil = Anvil.start();
        Map<String, String> environment =
                new LinkedHashMap<>(Deployed.on(anvil).environment());
        environment.put("RATE_LIMIT_PER_MINUTE", "0");
        ServerProcess process = ServerProcess.startTuned(environment);
        Subject subject =
                new Subject(URI.create(process.url()), URI.create(anvil.url()), Merchant.API_KEY, anvil, process);
        try {
            process.awaitReady();
            return subject;
        } catch (RuntimeException e) {
            subject.close();
            throw e;
        }
    }

    URI server() {
        return server;
    }

    URI node() {
        return node;
    }

    String apiKey() {
        return apiKey;
    }

    Merchant merchant() {
        return Merchant.of(server.toString()).withApiKey(apiKey);
    }

    /** Processor time that the server has taken; empty when it was not started here. */
    Optional<Duration> serverTime() {
        return process == null ? Optional.empty() : processorTime(process.pid());
    }

    /** Processor time that the node has taken; empty when it was not started here. */
    Optional<Duration> nodeTime() {
        return anvil == null ? Optional.empty() : processorTime(anvil.pid());
    }

    private static Optional<Duration> processorTime(long pid) {
        return ProcessHandle.of(pid).flatMap(handle -> handle.info().totalCpuDuration());
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
        if (anvil != null) {
            anvil.close();
        }
    }
}
