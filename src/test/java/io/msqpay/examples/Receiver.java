package io.msqpay.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Somebody's HTTP server that examples call: keeps what arrives, answers as it is told, can be out of reach. */
final class Receiver implements AutoCloseable {

    /** @param headers by lower-case name, the first value */
    record Request(String method, Map<String, String> headers, String body) {}

    record Reply(int status, String body) {}

    private static final Reply SILENCE = new Reply(0, "");

    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "receiver");
        thread.setDaemon(true);
        return thread;
    });
    private final int port;
    private volatile Function<Request, Reply> answer = request -> new Reply(200, "");
    private HttpServer http;

    Receiver() {
        http = listen(0);
        port = http.getAddress().getPort();
    }

    String url() {
        return "http://127.0.0.1:" + port + "/hear";
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    /** The last one that arrived. */
    Request last() {
        return requests.get(requests.size() - 1);
    }

    /** Forgets what has arrived. */
    void forget() {
        requests.clear();
    }

    void answer(int status, String body) {
        answer = request -> new Reply(status, body);
    }

    void answer(Function<Request, Reply> next) {
        answer = next;
    }

    /** Takes requests and never answers. */
    void fallSilent() {
        answer = request -> SILENCE;
    }

    /** Nobody listens any more. */
    void goDown() {
        http.stop(0);
    }

    /** Listens again, at the same address. */
    void comeUp() {
        http = listen(port);
    }

    @Override
    public void close() {
        closed.countDown();
        http.stop(0);
        threads.shutdownNow();
    }

    private HttpServer listen(int wanted) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 0);
            server.setExecutor(threads);
            server.createContext("/hear", this::take);
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> headers = exchange.getRequestHeaders().entrySet().stream()
                    .collect(Collectors.toMap(
                            header -> header.getKey().toLowerCase(Locale.ROOT),
                            header -> header.getValue().get(0)));
            Request request = new Request(
                    exchange.getRequestMethod(),
                    headers,
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            requests.add(request);
            Reply reply = answer.apply(request);
            if (reply == SILENCE) {
                closed.await();
                return;
            }
            byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
