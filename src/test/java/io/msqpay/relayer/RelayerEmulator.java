package io.msqpay.relayer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.ReservedPort;
import io.msqpay.payment.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.utils.Numeric;

/**
 * A relayer behind HTTP, over the real chain: it signs and sends with an account of its own, which holds OPERATOR_ROLE. What differs between
 * vendors, paths and JSON, is told by its subclasses. Faults concern the sends and are switched while it runs.
 */
abstract class RelayerEmulator implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final BigInteger TIP = BigInteger.valueOf(1_000_000_000L);

    final Deployed deployed;
    final Credentials account;

    private final Anvil anvil;
    private final ReservedPort port = new ReservedPort();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "relayer-emulator");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, Relay> relays = Collections.synchronizedMap(new LinkedHashMap<>());
    private final List<String> received = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, String> lastHeaders = new ConcurrentHashMap<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final Object switched = new Object();

    private HttpServer http;
    private volatile RelayerFault fault;
    private volatile int faultsLeft;
    private volatile RelayerFault readFault;
    private volatile int readFaultsLeft;
    private volatile boolean hashComesLater;
    private volatile boolean gasIsTooLow;
    private volatile boolean listIsDown;
    volatile boolean paused;

    /** A transaction that was taken. */
    static final class Relay {
        final String id;
        final String to;
        final String data;
        final long gasLimit;
        final String speed;
        final String validUntil;
        final Instant createdAt = Instant.now();
        volatile String hash;
        volatile BigInteger nonce;
        /** Set by a test; else the chain decides. */
        volatile String status;

        Relay(String id, JsonNode request, String gasName, String validName) {
            this.id = id;
            this.to = request.path("to").asText();
            this.data = request.path("data").asText();
            this.gasLimit = request.path(gasName).asLong();
            this.speed = request.path("speed").asText();
            this.validUntil = request.path(validName).asText();
        }
    }

    /** What a subclass answers. */
    record Reply(int status, JsonNode body) {}

    RelayerEmulator(Deployed deployed) {
        this.deployed = deployed;
        this.anvil = deployed.anvil();
        this.account = deployed.newOperator();
        this.http = listen();
    }

    /** What a server needs to know of it, each {@code name=value}. */
    abstract String[] properties();

    /** Answers a request that no fault concerns. */
    abstract Reply answer(String method, String path, Map<String, String> query, JsonNode body);

    /** Whether a request is a send. */
    abstract boolean isSend(String method, String path);

    /** Whether a request asks for the list. */
    abstract boolean isList(String method, String path);

    /** Takes a transaction. */
    abstract Relay take(JsonNode body);

    /** Describes one. */
    abstract ObjectNode view(Relay relay);

    /** The answer to a send that was taken. */
    abstract Reply taken(Relay relay);

    /** An error in the vendor's shape. */
    abstract Reply error(int status, String message);

    /** Null when key and token are right. */
    abstract Reply unauthorized(HttpExchange exchange, String path);

    public final String url() {
        return "http://127.0.0.1:" + port.number();
    }

    final Address address() {
        return new Address(account.getAddress());
    }

    /** Every request as {@code METHOD path}, in order. */
    final List<String> received() {
        synchronized (received) {
            return List.copyOf(received);
        }
    }

    /** How many sends arrived, taken or not. */
    final long sends() {
        return received().stream()
                .filter(request ->
                        isSend(request.substring(0, request.indexOf(' ')), request.substring(request.indexOf(' ') + 1)))
                .count();
    }

    /** How many transactions of its account are mined. */
    final long mined() {
        return anvil.transactionCount(address());
    }

    /** All that were taken, oldest first. */
    final List<Relay> relays() {
        synchronized (relays) {
            return List.copyOf(relays.values());
        }
    }

    final Relay relay(String id) {
        return relays.get(id);
    }

    /** The headers of the latest send, by lower-case name. */
    final Map<String, String> lastHeaders() {
        return Map.copyOf(lastHeaders);
    }

    /** Breaks so many sends from now on. */
    final void fail(RelayerFault next, int times) {
        synchronized (switched) {
            faultsLeft = times;
            fault = next;
        }
    }

    /** Breaks so many requests that are no sends, logins included, from now on. */
    final void failReads(RelayerFault next, int times) {
        synchronized (switched) {
            readFaultsLeft = times;
            readFault = next;
        }
    }

    /** Takes transactions without naming their hashes before {@link #broadcast(String)}. */
    final void nameHashesLater(boolean on) {
        hashComesLater = on;
    }

    /** Sends with too little gas, so that transactions are mined and revert. */
    final void spoilGas(boolean on) {
        gasIsTooLow = on;
    }

    final void failList(boolean on) {
        listIsDown = on;
    }

    /** Sends nothing until it is reset, and says so when asked how it is. */
    final void pause() {
        paused = true;
    }

    /** Nothing listens any more. */
    final void stopListening() {
        http.stop(0);
    }

    final void listenAgain() {
        http = listen();
    }

    /** Everything is as it should be again; what was counted is forgotten. */
    final void reset() {
        fail(null, 0);
        failReads(null, 0);
        synchronized (switched) {
            switched.notifyAll();
        }
        hashComesLater = false;
        gasIsTooLow = false;
        listIsDown = false;
        paused = false;
        received.clear();
    }

    @Override
    public final void close() {
        reset();
        http.stop(0);
        port.close();
        threads.shutdownNow();
    }

    /** Signs and sends a transaction that waits for its hash. */
    final void broadcast(String id) {
        Relay relay = relays.get(id);
        synchronized (account) {
            relay.nonce = BigInteger.valueOf(anvil.pendingTransactionCount(address()));
            relay.hash = send(relay, relay.nonce, TIP);
        }
    }

    /** Replaces a waiting transaction by one that pays more: another hash, the same id. */
    final String reprice(String id) {
        Relay relay = relays.get(id);
        relay.hash = send(relay, relay.nonce, TIP.multiply(BigInteger.TEN));
        return relay.hash;
    }

    /** How far it got, in the words that both vendors share. */
    final String status(Relay relay) {
        if (relay.status != null) {
            return relay.status;
        }
        if (relay.hash == null) {
            return "pending";
        }
        return anvil.receipt(relay.hash).isNull() ? "submitted" : "mined";
    }

    final Relay take(JsonNode body, String gasName, String validName) {
        Relay relay = new Relay("relay-" + ids.incrementAndGet(), body, gasName, validName);
        relays.put(relay.id, relay);
        if (!hashComesLater) {
            broadcast(relay.id);
        }
        return relay;
    }

    private String send(Relay relay, BigInteger nonce, BigInteger tip) {
        byte[] signed = TransactionEncoder.signMessage(
                RawTransaction.createTransaction(
                        Numeric.decodeQuantity(anvil.rpc("eth_chainId").textValue())
                                .longValueExact(),
                        nonce,
                        BigInteger.valueOf(gasIsTooLow ? 30_000 : relay.gasLimit),
                        relay.to,
                        BigInteger.ZERO,
                        relay.data,
                        tip,
                        tip.multiply(BigInteger.valueOf(100))),
                account);
        return anvil.rpc("eth_sendRawTransaction", Numeric.toHexString(signed)).textValue();
    }

    private HttpServer listen() {
        try {
            HttpServer server =
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port.number()), 0);
            server.setExecutor(threads);
            server.createContext("/", this::handle);
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            String path = exchange.getRequestURI().getPath();
            JsonNode body = parse(exchange.getRequestBody().readAllBytes());
            received.add(method + " " + path);
            RelayerFault broken = isSend(method, path) ? null : nextReadFault();
            if (broken != null) {
                failRead(exchange, broken);
                return;
            }
            Reply refusal = unauthorized(exchange, path);
            if (refusal != null) {
                write(exchange, refusal);
            } else if (isSend(method, path)) {
                lastHeaders.clear();
                exchange.getRequestHeaders()
                        .forEach((name, values) -> lastHeaders.put(name.toLowerCase(Locale.ROOT), values.get(0)));
                handleSend(exchange, body);
            } else if (listIsDown && isList(method, path)) {
                write(exchange, error(500, "The list is down"));
            } else {
                write(
                        exchange,
                        answer(method, path, query(exchange.getRequestURI().getQuery()), body));
            }
        }
    }

    private void failRead(HttpExchange exchange, RelayerFault broken) throws IOException {
        switch (broken) {
            case BUSY -> {
                exchange.getResponseHeaders().set("Retry-After", "1");
                write(exchange, error(429, "Too many requests"));
            }
            case FAILED -> write(exchange, error(500, "Internal error"));
            case GARBAGE_AFTER_TAKING -> {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write("<html>".getBytes(StandardCharsets.US_ASCII));
            }
            case HANG_AFTER_TAKING -> hang();
            default -> throw new IllegalStateException(broken.name());
        }
    }

    private void handleSend(HttpExchange exchange, JsonNode body) throws IOException {
        RelayerFault now = nextFault();
        if (now == null) {
            write(exchange, paused ? error(403, "Relayer paused") : taken(take(body)));
            return;
        }
        switch (now) {
            case UNAUTHORIZED -> write(exchange, error(401, "Unauthorized"));
            case BUSY, BUSY_FOR_LONG -> {
                exchange.getResponseHeaders().set("Retry-After", now == RelayerFault.BUSY ? "1" : "3600");
                write(exchange, error(429, "Too many requests"));
            }
            case REFUSED ->
                write(exchange, error(403, "Policy: not whitelisted, " + secret() + " at http://u:p@node/key"));
            case BAD_REQUEST -> write(exchange, error(400, "Insufficient balance"));
            case FAILED -> write(exchange, error(500, "Internal error"));
            case FAILED_AFTER_TAKING -> {
                take(body);
                write(exchange, error(500, "Internal error"));
            }
            case GATEWAY_TIMEOUT_AFTER_TAKING -> {
                take(body);
                write(exchange, error(504, "Gateway timeout"));
            }
            case GARBAGE_AFTER_TAKING -> {
                take(body);
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write("<html>".getBytes(StandardCharsets.US_ASCII));
            }
            case CUT_BEFORE_TAKING -> {
                // Closing without an answer cuts the line.
            }
            case CUT_AFTER_TAKING -> take(body);
            case HANG_AFTER_TAKING -> {
                take(body);
                hang();
            }
            default -> throw new IllegalStateException(now.name());
        }
    }

    /** What no answer of the server may repeat. */
    abstract String secret();

    private RelayerFault nextFault() {
        synchronized (switched) {
            if (fault == null || faultsLeft == 0) {
                return null;
            }
            faultsLeft--;
            return fault;
        }
    }

    private RelayerFault nextReadFault() {
        synchronized (switched) {
            if (readFault == null || readFaultsLeft == 0) {
                return null;
            }
            readFaultsLeft--;
            return readFault;
        }
    }

    private void hang() {
        synchronized (switched) {
            try {
                while (fault != null || readFault != null) {
                    switched.wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void write(HttpExchange exchange, Reply reply) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(reply.body());
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(reply.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static JsonNode parse(byte[] bytes) {
        try {
            return JSON.readTree(new String(bytes, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> query(String query) {
        Map<String, String> parsed = new HashMap<>();
        if (query != null) {
            for (String pair : query.split("&")) {
                String[] parts = pair.split("=", 2);
                parsed.put(parts[0], parts.length == 1 ? "" : parts[1]);
            }
        }
        return parsed;
    }
}
