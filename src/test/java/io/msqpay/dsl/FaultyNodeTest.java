package io.msqpay.dsl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultyNodeTest {

    private final AtomicInteger reached = new AtomicInteger();
    private HttpServer upstream;
    private FaultyNode node;

    @BeforeEach
    void start() throws IOException {
        upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        upstream.createContext("/", exchange -> {
            reached.incrementAndGet();
            byte[] body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x1\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        upstream.start();
        node = FaultyNode.before("http://127.0.0.1:" + upstream.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        node.close();
        upstream.stop(0);
    }

    @Test
    void letsEverythingThroughAndCountsIt() throws Exception {
        assertThat(call("eth_call").body()).contains("0x1");
        assertThat(call("eth_call").statusCode()).isEqualTo(200);
        assertThat(post("[" + body("eth_call") + "," + body("eth_chainId") + "]")
                        .statusCode())
                .isEqualTo(200);

        assertThat(node.calls("eth_call")).isEqualTo(3);
        assertThat(node.calls()).containsOnlyKeys("eth_call", "eth_chainId");
        node.resetCalls();
        assertThat(node.calls("eth_call")).isZero();
    }

    @Test
    void refusesConnectionsAndListensAgainOnTheSamePort() throws Exception {
        call("eth_call");

        node.fail(new Fault.Refuse());
        assertThatThrownBy(() -> call("eth_call")).isInstanceOf(IOException.class);
        // The client may not have noticed yet that the connection it keeps is closed.
        assertThatThrownBy(() -> newConnection().close()).isInstanceOf(ConnectException.class);
        node.heal();

        assertThat(call("eth_call").statusCode()).isEqualTo(200);
    }

    @Test
    void resetsBeforeTheNodeSeesTheCall() {
        node.fail(new Fault.Reset());

        assertThatThrownBy(() -> call("eth_call")).isInstanceOf(IOException.class);
        assertThat(reached).hasValue(0);
    }

    @Test
    void losesTheAnswerAfterTheNodeHasSeenTheCall() {
        node.fail(new Fault.LoseAnswer());

        assertThatThrownBy(() -> call("eth_sendRawTransaction")).isInstanceOf(IOException.class);
        assertThat(reached).hasValue(1);
    }

    @Test
    void hangsUntilHealed() {
        node.fail(new Fault.Hang());
        CompletableFuture<HttpResponse<String>> hanging = HttpClient.newHttpClient()
                .sendAsync(request(body("eth_call"), 30), HttpResponse.BodyHandlers.ofString());
        await().until(() -> node.calls("eth_call") == 1);
        assertThat(hanging).isNotDone();

        node.heal();

        assertThatThrownBy(hanging::get).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(IOException.class);
        assertThat(reached).hasValue(0);
    }

    @Test
    void aHangingCallStaysWhenTheNextOnePasses() throws Exception {
        node.failNext(1, new Fault.Hang());
        CompletableFuture<HttpResponse<String>> hanging = HttpClient.newHttpClient()
                .sendAsync(request(body("eth_call"), 30), HttpResponse.BodyHandlers.ofString());
        await().until(() -> node.calls("eth_call") == 1);

        assertThat(call("eth_chainId").statusCode()).isEqualTo(200);

        assertThat(hanging).isNotDone();
    }

    @Test
    void delays() throws Exception {
        node.fail(new Fault.Delay(Duration.ofMillis(300)));
        long start = System.nanoTime();

        assertThat(call("eth_call").statusCode()).isEqualTo(200);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        assertThatThrownBy(() -> HttpClient.newHttpClient()
                        .send(request(body("eth_call"), 0.1), HttpResponse.BodyHandlers.ofString()))
                .isInstanceOf(HttpTimeoutException.class);
    }

    @Test
    void standsInLineForABusyNode() throws Exception {
        node.fail(new Fault.Busy(1, Duration.ofMillis(150)));
        long start = System.nanoTime();

        List<CompletableFuture<HttpResponse<String>>> calls = Stream.of("eth_call", "eth_chainId")
                .map(method -> HttpClient.newHttpClient()
                        .sendAsync(request(body(method), 10), HttpResponse.BodyHandlers.ofString()))
                .toList();

        assertThat(calls)
                .allSatisfy(call -> assertThat(call.join().statusCode()).isEqualTo(200));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void answersWithAStatus() throws Exception {
        node.fail(new Fault.HttpStatus(429));

        assertThat(call("eth_call").statusCode()).isEqualTo(429);
        assertThat(reached).hasValue(0);
    }

    @Test
    void answersWithGarbage() throws Exception {
        node.fail(new Fault.Garbage());

        assertThat(call("eth_call").body()).startsWith("<html>");
    }

    @Test
    void answersWithAJsonRpcErrorForEachCallOfABatch() throws Exception {
        node.fail(new Fault.RpcError(-32005, "limit exceeded"));

        String error = "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32005,\"message\":\"limit exceeded\"}}";
        assertThat(call("eth_call").body()).isEqualTo(error);
        assertThat(post("[" + body("eth_call") + "," + body("eth_call") + "]").body())
                .isEqualTo("[" + error + "," + error + "]");
    }

    @Test
    void breaksOnlyTheNamedMethods() throws Exception {
        node.fail(new Fault.HttpStatus(500), "eth_sendRawTransaction", "eth_getLogs");

        assertThat(call("eth_call").statusCode()).isEqualTo(200);
        assertThat(call("eth_getLogs").statusCode()).isEqualTo(500);
    }

    @Test
    void breaksOnlySoManyCallsOfTheNamedMethods() throws Exception {
        node.failNext(2, new Fault.HttpStatus(500), "eth_call");

        assertThat(call("eth_call").statusCode()).isEqualTo(500);
        assertThat(call("eth_chainId").statusCode()).isEqualTo(200);
        assertThat(call("eth_call").statusCode()).isEqualTo(500);
        assertThat(call("eth_call").statusCode()).isEqualTo(200);
    }

    @Test
    void doesNotPretendToRefuseSingleMethods() {
        assertThatThrownBy(() -> node.fail(new Fault.Refuse(), "eth_call"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private HttpResponse<String> call(String method) throws IOException, InterruptedException {
        return post(body(method));
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request(body, 30), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest request(String body, double timeoutSeconds) {
        return HttpRequest.newBuilder(URI.create(node.url()))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(Duration.ofMillis((long) (timeoutSeconds * 1000)))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private static String body(String method) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":[]}";
    }

    private Socket newConnection() throws IOException {
        return new Socket("127.0.0.1", URI.create(node.url()).getPort());
    }
}
