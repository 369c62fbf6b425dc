package io.msqpay.signer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.utils.Numeric;

/**
 * Web3signer in its mode eth1, as its reference documents it: JSON-RPC over HTTP, {@code eth_accounts} and {@code eth_signTransaction}, one key,
 * a chain id of its own configuration. It can be made to misbehave.
 */
public final class Web3signerEmulator implements AutoCloseable {

    enum Misbehavior {
        OTHER_CHAIN,
        OTHER_NONCE,
        OTHER_GAS,
        OTHER_RECIPIENT,
        OTHER_VALUE,
        OTHER_DATA,
        OTHER_TIP,
        OTHER_FEE,
        OTHER_KEY,
        LEGACY_TRANSACTION,
        NO_TRANSACTION,
        /** HTTP 500 with an error of JSON-RPC, as for a key that it does not hold. */
        REFUSES,
        /** HTTP 502 with a page. */
        GATEWAY,
        CUT,
        HANGS
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Credentials key;
    private final long chainId;
    private final HttpServer http;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<JsonNode> received = Collections.synchronizedList(new ArrayList<>());
    private volatile Misbehavior misbehavior;
    private volatile CountDownLatch hanging = new CountDownLatch(1);

    public Web3signerEmulator(Credentials key, long chainId) {
        this.key = key;
        this.chainId = chainId;
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.setExecutor(threads);
        http.createContext("/", this::handle);
        http.start();
    }

    public String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    /** Requests, oldest first. */
    List<JsonNode> received() {
        synchronized (received) {
            return List.copyOf(received);
        }
    }

    void misbehave(Misbehavior how) {
        misbehavior = how;
    }

    void heal() {
        misbehavior = null;
        hanging.countDown();
        hanging = new CountDownLatch(1);
        received.clear();
    }

    @Override
    public void close() {
        heal();
        http.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request = JSON.readTree(exchange.getRequestBody().readAllBytes());
            received.add(request);
            Misbehavior now = misbehavior;
            if (now == Misbehavior.CUT) {
                return;
            } else if (now == Misbehavior.HANGS) {
                hanging.await();
            } else if (now == Misbehavior.GATEWAY) {
                write(exchange, 502, "<html>Bad gateway</html>".getBytes(StandardCharsets.US_ASCII));
            } else {
                answer(exchange, request, now);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange, JsonNode request, Misbehavior now) throws IOException {
        ObjectNode answer = JSON.createObjectNode().put("jsonrpc", "2.0");
        answer.set("id", request.path("id"));
        JsonNode transaction = request.path("params").path(0);
        boolean known = transaction.path("from").asText().equalsIgnoreCase(key.getAddress());
        int status = 200;
        if (request.path("method").asText().equals("eth_accounts")) {
            answer.putArray("result").add(key.getAddress());
        } else if (!request.path("method").asText().equals("eth_signTransaction")) {
            status = 400;
            answer.putObject("error").put("code", -32601).put("message", "Method not found");
        } else if (!known || now == Misbehavior.REFUSES) {
            status = 500;
            answer.putObject("error").put("code", -32000).put("message", "Addresses of accounts and signers differ");
        } else {
            answer.put("result", now == Misbehavior.NO_TRANSACTION ? "0x02c0" : sign(transaction, now));
        }
        write(exchange, status, JSON.writeValueAsBytes(answer));
    }

    private String sign(JsonNode asked, Misbehavior now) {
        BigInteger nonce = number(asked, "nonce", now == Misbehavior.OTHER_NONCE);
        BigInteger gas = number(asked, "gas", now == Misbehavior.OTHER_GAS);
        BigInteger value = number(asked, "value", now == Misbehavior.OTHER_VALUE);
        BigInteger tip = number(asked, "maxPriorityFeePerGas", now == Misbehavior.OTHER_TIP);
        BigInteger fee = number(asked, "maxFeePerGas", now == Misbehavior.OTHER_FEE);
        String to = now == Misbehavior.OTHER_RECIPIENT
                ? key.getAddress()
                : asked.path("to").asText();
        String data = asked.path("data").asText() + (now == Misbehavior.OTHER_DATA ? "00" : "");
        RawTransaction transaction = now == Misbehavior.LEGACY_TRANSACTION
                ? RawTransaction.createTransaction(nonce, fee, gas, to, value, data)
                : RawTransaction.createTransaction(
                        now == Misbehavior.OTHER_CHAIN ? chainId + 1 : chainId, nonce, gas, to, value, data, tip, fee);
        Credentials by = now == Misbehavior.OTHER_KEY ? Credentials.create("0x" + "5".repeat(64)) : key;
        return Numeric.toHexString(TransactionEncoder.signMessage(transaction, by));
    }

    private static BigInteger number(JsonNode asked, String name, boolean another) {
        return Numeric.decodeQuantity(asked.path(name).asText()).add(another ? BigInteger.ONE : BigInteger.ZERO);
    }

    private static void write(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
