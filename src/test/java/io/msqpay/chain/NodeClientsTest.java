package io.msqpay.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.msqpay.config.Secret;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.web3j.protocol.Web3j;

class NodeClientsTest {

    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer node;

    @BeforeEach
    void startNode() throws IOException {
        node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        node.createContext("/", this::answer);
        node.createContext("/broken", exchange -> {
            exchange.sendResponseHeaders(500, -1);
            exchange.close();
        });
        node.createContext("/slow", this::hang);
        node.start();
    }

    @AfterEach
    void stopNode() {
        end.countDown();
        node.stop(0);
    }

    @Test
    void credentialsOfTheUrlTravelAsAHeader() throws IOException {
        try (HttpNodeClients clients = clients("http://user:p%40ss@127.0.0.1:%d/", Duration.ofSeconds(5))) {
            assertThat(first(clients).ethBlockNumber().send().getBlockNumber()).isEqualTo(16);
        }
        assertThat(authorizations)
                .containsExactly("Basic "
                        + Base64.getEncoder().encodeToString("user:p@ss".getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    void aUrlWithoutCredentialsSendsNone() throws IOException {
        try (HttpNodeClients clients = clients(" http://127.0.0.1:%d/ ", Duration.ofSeconds(5))) {
            first(clients).ethBlockNumber().send();
        }
        assertThat(authorizations).containsExactly("null");
    }

    @Test
    void noFailureQuotesCredentials() {
        try (HttpNodeClients clients = clients("http://user:passw0rd@127.0.0.1:%d/broken", Duration.ofSeconds(5))) {
            assertThatThrownBy(() -> first(clients).ethBlockNumber().send())
                    .satisfies(failure -> assertThat(trace(failure)).doesNotContain("passw0rd", "user:"));
        }
        try (HttpNodeClients unreachable = new HttpNodeClients(
                List.of(Secret.valueOf("http://user:passw0rd@127.0.0.1:1/")), Duration.ofSeconds(5))) {
            assertThatThrownBy(() -> first(unreachable).ethBlockNumber().send())
                    .satisfies(failure -> assertThat(trace(failure)).doesNotContain("passw0rd", "user:"));
        }
    }

    @Test
    void aNodeThatHangsIsGivenUpAfterTheTimeLimit() {
        try (HttpNodeClients clients = clients("http://127.0.0.1:%d/slow", Duration.ofMillis(200))) {
            long start = System.nanoTime();
            assertThatThrownBy(() -> first(clients).ethBlockNumber().send()).isInstanceOf(IOException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(150), Duration.ofSeconds(5));
        }
    }

    @Test
    void thereIsOneClientForEachUrlInTheirOrder() {
        try (HttpNodeClients clients = new HttpNodeClients(
                List.of(Secret.valueOf("http://127.0.0.1:1/"), Secret.valueOf("http://127.0.0.1:2/")),
                Duration.ofSeconds(1))) {
            assertThat(clients.clients()).hasSize(2).doesNotHaveDuplicates();
        }
    }

    private static Web3j first(NodeClients clients) {
        return clients.clients().get(0);
    }

    private HttpNodeClients clients(String url, Duration timeout) {
        String filled = url.replace("%d", Integer.toString(node.getAddress().getPort()));
        return new HttpNodeClients(List.of(Secret.valueOf(filled)), timeout);
    }

    private void answer(HttpExchange exchange) throws IOException {
        authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        byte[] body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x10\"}".getBytes(StandardCharsets.US_ASCII);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void hang(HttpExchange exchange) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exchange.close();
    }

    private static String trace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
