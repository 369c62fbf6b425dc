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
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.BatchRequest;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.core.methods.request.Transaction;

class NodeClientsTest {

    private static final Transaction CALL = Transaction.createEthCallTransaction(null, "0x" + "1".repeat(40), "0x");

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
        node.createContext("/quoting", NodeClientsTest::quote);
        node.createContext("/refusing", exchange -> {
            byte[] refusal = "project k3y is\nnot active".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(401, refusal.length);
            exchange.getResponseBody().write(refusal);
            exchange.close();
        });
        node.createContext("/slow", this::hang);
        node.start();
    }

    private static void quote(HttpExchange exchange) throws IOException {
        String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String error = "{\"jsonrpc\":\"2.0\",\"id\":" + asked.replaceAll("(?s).*\"id\":(\\d+).*", "$1")
                + ",\"error\":{\"code\":-32000,\"message\":\"no project at https://node.example/v2/k3y any more\"}}";
        byte[] answer = (asked.startsWith("[") ? "[" + error + "]" : error).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
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

    /** Addresses of nodes often hold a key, and nodes quote them; whoever logs the answer would log the key. */
    @Test
    void noErrorOfANodeQuotesAnAddress() throws IOException {
        try (HttpNodeClients clients = clients("http://127.0.0.1:%d/quoting", Duration.ofSeconds(5))) {
            for (Response<?> answer : List.of(
                    first(clients).ethBlockNumber().send(),
                    first(clients)
                            .ethCall(CALL, DefaultBlockParameterName.LATEST)
                            .send())) {
                assertThat(answer.getError().getCode()).isEqualTo(-32000);
                assertThat(answer.getError().getMessage()).isEqualTo("no project at [url] any more");
            }
            BatchRequest batch = first(clients).newBatch().add(first(clients).ethBlockNumber());
            assertThat(batch.send().getResponses()).singleElement().satisfies(answer -> assertThat(
                            answer.getError().getMessage())
                    .contains("[url]"));
        }
    }

    /** What stands in the body of a refusal is for the eyes of whoever has the key. */
    @Test
    void noRefusalQuotesItsBody() throws IOException {
        try (HttpNodeClients clients = clients("http://127.0.0.1:%d/refusing", Duration.ofSeconds(5))) {
            Web3j client = first(clients);
            for (ThrowingCallable call : List.<ThrowingCallable>of(
                    () -> client.ethBlockNumber().send(),
                    () -> client.ethCall(CALL, DefaultBlockParameterName.LATEST).send(),
                    () -> client.newBatch().add(client.ethBlockNumber()).send())) {
                assertThatThrownBy(call).hasMessageContaining("401").satisfies(failure -> assertThat(trace(failure))
                        .doesNotContain("k3y"));
            }
        }
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
