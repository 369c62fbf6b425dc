package io.msqpay.dsl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a server and its node, and breaks what it is told to break. Faults are switched while it runs, from any thread;
 * one is in force at a time. Calls are counted by JSON-RPC method when they arrive, whatever becomes of them.
 */
public final class FaultyNode implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI upstream;
    private final ReservedPort port = new ReservedPort();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, Integer> calls = new ConcurrentHashMap<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final Object lock = new Object();

    // Guarded by lock.
    private ServerSocket listener;
    private Rule rule = Rule.NONE;
    private long switched;
    private boolean closed;

    private FaultyNode(URI upstream) {
        this.upstream = upstream;
        this.listener = listen(port.number());
        accept(listener);
    }

    /** A node in front of the chain, faultless at first. */
    public static FaultyNode before(Anvil anvil) {
        return before(anvil.url());
    }

    /** A node in front of any JSON-RPC URL. */
    public static FaultyNode before(String upstreamUrl) {
        return new FaultyNode(URI.create(upstreamUrl));
    }

    public String url() {
        return "http://127.0.0.1:" + port.number();
    }

    /**
     * Breaks calls until {@link #heal()}.
     *
     * @param methods the JSON-RPC methods concerned; none: all
     */
    public void fail(Fault fault, String... methods) {
        set(new Rule(fault, Set.of(methods), Integer.MAX_VALUE));
    }

    /** Breaks the next so many calls and then no more. */
    public void failNext(int times, Fault fault, String... methods) {
        set(new Rule(fault, Set.of(methods), times));
    }

    /** Lets everything through again. */
    public void heal() {
        set(Rule.NONE);
    }

    /** How often the method was called since the start or the last {@link #resetCalls()}. */
    public int calls(String method) {
        return calls.getOrDefault(method, 0);
    }

    /** All counts, by method. */
    public Map<String, Integer> calls() {
        return Map.copyOf(calls);
    }

    /** How many HTTP requests came since then; a batch of calls is one. */
    public int requests() {
        return requests.get();
    }

    public void resetCalls() {
        calls.clear();
        requests.set(0);
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            stopListening();
            port.close();
            lock.notifyAll();
        }
    }

    /** A fault, whom it concerns, and for how many calls more. */
    private record Rule(Fault fault, Set<String> methods, int times) {

        static final Rule NONE = new Rule(null, Set.of(), 0);

        boolean concerns(List<String> called) {
            return times > 0 && (methods.isEmpty() || called.stream().anyMatch(methods::contains));
        }

        Rule used() {
            return times == Integer.MAX_VALUE ? this : new Rule(fault, methods, times - 1);
        }
    }

    private void set(Rule next) {
        boolean refuse = next.fault() instanceof Fault.Refuse;
        if (refuse && (!next.methods().isEmpty() || next.times() != Integer.MAX_VALUE)) {
            throw new IllegalArgumentException("a refused connection names no method and cannot be counted");
        }
        synchronized (lock) {
            rule = next;
            switched++;
            if (refuse) {
                stopListening();
            } else if (listener.isClosed() && !closed) {
                listener = listen(port.number());
                accept(listener);
            }
            // Whoever hangs looks up and ends.
            lock.notifyAll();
        }
    }

    /** What happens to one call: the fault, or null, and how often faults had been switched when that was decided. */
    private record Verdict(Fault fault, long switched) {}

    private Verdict judge(List<String> called) {
        synchronized (lock) {
            if (!rule.concerns(called)) {
                return new Verdict(null, switched);
            }
            Verdict verdict = new Verdict(rule.fault(), switched);
            rule = rule.used();
            return verdict;
        }
    }

    private static ServerSocket listen(int port) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void stopListening() {
        end(listener);
        connections.forEach(FaultyNode::end);
    }

    private void accept(ServerSocket socket) {
        start(() -> {
            while (!socket.isClosed()) {
                try {
                    Socket connection = socket.accept();
                    connections.add(connection);
                    start(() -> serve(connection));
                } catch (IOException e) {
                    // Closed by stopListening, which is how this loop ends.
                    end(socket);
                }
            }
        });
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "faulty-node");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            InputStream input = new BufferedInputStream(connection.getInputStream());
            byte[] body = readRequest(input);
            while (body != null && answer(connection, body)) {
                body = readRequest(input);
            }
        } catch (IOException e) {
            // The client has gone, or a fault has closed the connection: nobody is left to tell.
            end(connection);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            connections.remove(connection);
        }
    }

    /** Answers whether the connection can serve another call. */
    private boolean answer(Socket connection, byte[] body) throws IOException, InterruptedException {
        JsonNode call = JSON.readTree(body);
        List<String> methods = new ArrayList<>();
        (call.isArray() ? call : JSON.createArrayNode().add(call))
                .forEach(one -> methods.add(one.path("method").asText()));
        requests.incrementAndGet();
        methods.forEach(method -> calls.merge(method, 1, Integer::sum));

        Verdict verdict = judge(methods);
        Fault fault = verdict.fault() instanceof Fault.Some some
                ? (some.calls().test(call) ? some.fault() : null)
                : verdict.fault();
        // Refuse meets only a connection that was made while the listener closed.
        if (fault instanceof Fault.Reset || fault instanceof Fault.Refuse) {
            return reset(connection);
        } else if (fault instanceof Fault.LoseAnswer) {
            forward(body);
            return reset(connection);
        } else if (fault instanceof Fault.Hang) {
            awaitSwitch(verdict.switched());
            return false;
        } else if (fault instanceof Fault.HttpStatus status) {
            return write(connection, status.status(), "");
        } else if (fault instanceof Fault.Garbage) {
            return write(connection, 200, "<html>Bad gateway</html>");
        } else if (fault instanceof Fault.WrongResult wrong) {
            return write(connection, 200, wrongResult(call, wrong).toString());
        } else if (fault instanceof Fault.RpcError error) {
            return write(connection, 200, rpcError(call, error).toString());
        } else if (fault instanceof Fault.RefuseBatches refusal && call.isArray()) {
            Fault.RpcError error = new Fault.RpcError(-32600, "batches are not supported");
            return write(
                    connection,
                    200,
                    rpcError(refusal.callByCall() ? call : JSON.createObjectNode(), error)
                            .toString());
        } else if (fault instanceof Fault.Delay delay) {
            pause(delay.pause().toNanos());
        } else if (fault instanceof Fault.Busy busy) {
            busy.workers().acquire();
            try {
                pause(busy.pause().toNanos() * Math.max(1, call.isArray() ? call.size() : 1));
            } finally {
                busy.workers().release();
            }
        }
        HttpResponse<String> response = forward(body);
        return write(connection, response.statusCode(), response.body());
    }

    private HttpResponse<String> forward(byte[] body) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(upstream)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static boolean reset(Socket connection) throws IOException {
        // Closing with linger 0 sends RST instead of FIN.
        connection.setSoLinger(true, 0);
        connection.close();
        return false;
    }

    private void awaitSwitch(long since) throws InterruptedException {
        synchronized (lock) {
            while (switched == since && !closed) {
                lock.wait();
            }
        }
    }

    private void pause(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        synchronized (lock) {
            for (long left = nanos; left > 0 && !closed; left = end - System.nanoTime()) {
                lock.wait(left / 1_000_000 + 1);
            }
        }
    }

    private static JsonNode wrongResult(JsonNode call, Fault.WrongResult wrong) throws IOException {
        if (call.isArray()) {
            ArrayNode answers = JSON.createArrayNode();
            for (JsonNode one : call) {
                answers.add(wrongResult(one, wrong));
            }
            return answers;
        }
        ObjectNode answer = JSON.createObjectNode().put("jsonrpc", "2.0");
        answer.set("id", call.path("id"));
        answer.set("result", JSON.readTree(wrong.json()));
        return answer;
    }

    private static JsonNode rpcError(JsonNode call, Fault.RpcError error) {
        if (call.isArray()) {
            ArrayNode answers = JSON.createArrayNode();
            call.forEach(one -> answers.add(rpcError(one, error)));
            return answers;
        }
        ObjectNode answer = JSON.createObjectNode().put("jsonrpc", "2.0");
        answer.set("id", call.path("id"));
        answer.putObject("error").put("code", error.code()).put("message", error.message());
        return answer;
    }

    private static boolean write(Socket connection, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 " + status + " Status\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length + "\r\n\r\n";
        OutputStream output = connection.getOutputStream();
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(head.getBytes(StandardCharsets.US_ASCII));
        whole.write(body);
        whole.writeTo(output);
        output.flush();
        return true;
    }

    /** The body of the next request; null at the end of the connection. */
    private static byte[] readRequest(InputStream input) throws IOException {
        int length = 0;
        String line = readLine(input);
        if (line == null) {
            return null;
        }
        while (!line.isEmpty()) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(
                        lower.substring("content-length:".length()).strip());
            } else if (lower.startsWith("transfer-encoding:")) {
                throw new IOException("chunked requests are not spoken here");
            }
            line = readLine(input);
            if (line == null) {
                return null;
            }
        }
        return input.readNBytes(length);
    }

    private static String readLine(InputStream input) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = input.read(); next != '\n'; next = input.read()) {
            if (next < 0) {
                return null;
            }
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.US_ASCII);
    }

    private static void end(Closeable resource) {
        try {
            resource.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
