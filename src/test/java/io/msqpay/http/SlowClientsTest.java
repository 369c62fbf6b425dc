package io.msqpay.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** Slowloris: connections that send a byte now and then, to take all places of the server. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        classes = {HttpEdgeTest.Server.class, SlowClientsTest.Impatience.class},
        properties = {
            "msqpay.api-keys=all=k",
            "msqpay.http.rate-limit-per-minute=0",
            "camel.component.platform-http.header-filter-strategy=#restHeaderFilterStrategy",
            "camel.component.platform-http.server-request-validation=false",
            "camel.rest.client-request-validation=true",
            "camel.main.routes-include-pattern=classpath:io/msqpay/http/payments-api.camel.yaml",
            "spring.web.resources.add-mappings=false",
            "management.endpoints.web.base-path=/"
        })
class SlowClientsTest {

    private static final int CONNECTIONS = 500;
    private static final Duration BODY_TIME = Duration.ofSeconds(4);
    private static final String HALF_A_HEAD = "POST /payments/create HTTP/1.1\r\nHost: a\r\nX-Slow: ";
    private static final String HALF_A_BODY = "POST /payments/create HTTP/1.1\r\nHost: a\r\nX-API-Key: k\r\n"
            + "Content-Type: application/json\r\nContent-Length: 60000\r\n\r\n{";
    private static final String TOO_LONG = "POST /payments/create HTTP/1.1\r\nHost: a\r\nX-API-Key: k\r\n"
            + "Content-Type: application/json\r\nContent-Length: 1000000\r\n\r\n";
    private static final String WITHOUT_NEED =
            "GET /nothing HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n7530\r\n";
    private static final String UNUSED = "GET /nothing HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n";
    private static final String CREATE =
            "{\"merchantId\":\"0x70997970C51812dc3A010C7d01b50e0d17dc79C8\",\"amount\":\"1\",\"currency\":\"USDC\"}";

    @LocalServerPort
    private int port;

    @ParameterizedTest
    @ValueSource(strings = {HALF_A_HEAD, HALF_A_BODY})
    void fiveHundredSlowConnectionsDoNotKeepOthersWaiting(String beginning) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        List<SocketChannel> slow = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                slow.add(connect(beginning));
            }
            long slowest = 0;
            for (int i = 0; i < 20; i++) {
                for (SocketChannel connection : slow) {
                    send(connection, "x");
                }
                long start = System.nanoTime();
                HttpResponse<String> answer = client.send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/payments/create"))
                                .header("X-API-Key", "k")
                                .header("Content-Type", "application/json")
                                .timeout(Duration.ofSeconds(30))
                                .POST(BodyPublishers.ofString(CREATE))
                                .build(),
                        BodyHandlers.ofString());
                slowest = Math.max(slowest, System.nanoTime() - start);
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
            }
            System.out.println("slowest answer beside " + CONNECTIONS + " slow connections: "
                    + Duration.ofNanos(slowest).toMillis() + " ms");
            assertThat(Duration.ofNanos(slowest))
                    .as("nobody waits until the slow ones are cut off")
                    .isLessThan(BODY_TIME.minusMillis(500));
        } finally {
            for (SocketChannel connection : slow) {
                connection.close();
            }
        }
    }

    @Test
    void aBodyThatTricklesInIsRefusedAndItsConnectionClosed() throws Exception {
        try (SocketChannel slow = connect(HALF_A_BODY)) {
            assertThat(trickleUntilClosed(slow))
                    .startsWith("HTTP/1.1 400")
                    .contains("The body came too slowly", "ValidationError");
        }
    }

    /** Refused for its length, or answered without a look at its body: nobody reads what comes after. */
    @ParameterizedTest
    @ValueSource(strings = {TOO_LONG, WITHOUT_NEED})
    void theRestOfABodyThatNobodyReadsIsNotListenedToForLong(String beginning) throws Exception {
        long start = System.nanoTime();
        try (SocketChannel slow = connect(beginning)) {
            assertThat(trickleUntilClosed(slow)).as("the answer came first").startsWith("HTTP/1.1 4");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(15));
    }

    /** Whoever sends first and reads then is no slow client. */
    @Test
    void whoSendsAllOfABodyThatNobodyReadsGetsTheAnswer() throws Exception {
        assertThat(answers(TOO_LONG, 1_000_000, "")).startsWith("HTTP/1.1 413");
        assertThat(answers(UNUSED, 60_000, "GET /nothing HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .as("the connection serves on")
                .containsSubsequence("HTTP/1.1 404", "HTTP/1.1 404");
    }

    private String answers(String head, int length, String then) throws IOException {
        try (Socket connection = new Socket("localhost", port)) {
            connection
                    .getOutputStream()
                    .write((head + "x".repeat(length) + then).getBytes(StandardCharsets.ISO_8859_1));
            return new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private SocketChannel connect(String beginning) throws IOException {
        SocketChannel connection = SocketChannel.open(new InetSocketAddress("localhost", port));
        connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
        send(connection, beginning);
        return connection;
    }

    /** Sends byte after byte until the server hangs up; what it has said. */
    private static String trickleUntilClosed(SocketChannel connection) throws IOException {
        connection.configureBlocking(false);
        ByteBuffer answer = ByteBuffer.allocate(4096);
        await().pollInterval(Duration.ofMillis(200)).until(() -> {
            boolean ended = connection.read(answer) < 0;
            if (!ended) {
                send(connection, "x");
            }
            return ended;
        });
        return new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
    }

    private static void send(SocketChannel connection, String text) {
        try {
            connection.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (IOException closed) {
            assertThat(closed).as("the server has given it up").hasMessageMatching("Broken pipe|Connection reset.*");
        }
    }

    /** Slow clients are given up sooner, so that the test ends sooner. */
    @Configuration(proxyBeanMethods = false)
    static class Impatience {

        @Bean
        FilterRegistrationBean<BodyLimitFilter> impatientBodyLimitFilter(ErrorResponder errors) {
            FilterRegistrationBean<BodyLimitFilter> registration =
                    new FilterRegistrationBean<>(new BodyLimitFilter(65536, BODY_TIME, errors));
            registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 30);
            return registration;
        }
    }
}
