package io.msqpay.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadinessProbeTest {

    private HttpServer server;
    private volatile int status = 200;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", exchange -> {
            boolean asked = exchange.getRequestURI().getPath().equals("/health/ready");
            exchange.sendResponseHeaders(asked ? status : 404, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aReadyServerIsHealthy() {
        assertThat(ReadinessProbe.probe(port())).isZero();
    }

    @Test
    void aServerThatIsNotReadyIsNotHealthy() {
        status = 503;

        assertThat(ReadinessProbe.probe(port())).isEqualTo(1);
    }

    @Test
    void noServerIsNotHealthy() {
        stop();

        assertThat(ReadinessProbe.probe(port())).isEqualTo(1);
    }

    @Test
    void theProcessFindsTheServerByTheVariablePort() throws IOException, InterruptedException {
        assertThat(exitCode(port())).isZero();

        status = 503;

        assertThat(exitCode(port())).isEqualTo(1);
    }

    private String port() {
        return Integer.toString(server.getAddress().getPort());
    }

    private static int exitCode(String port) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                Path.of("target", "classes").toString(),
                ReadinessProbe.class.getName());
        builder.environment().put("PORT", port);
        Process probe = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(probe.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return probe.exitValue();
    }
}
