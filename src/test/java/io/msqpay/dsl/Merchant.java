package io.msqpay.dsl;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.msqpay.dev.DemoAccount;
import io.msqpay.payment.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A client of the REST API that knows nothing of the server but its URL. Immutable: {@code with...} answers a changed copy.
 */
public final class Merchant {

    /** The key that {@link Deployed#properties()} gives to servers. */
    public static final String API_KEY = "msq_test";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String url;
    private final Address address;
    private final Map<String, String> headers;

    private Merchant(String url, Address address, Map<String, String> headers) {
        this.url = url;
        this.address = address;
        this.headers = headers;
    }

    /** A merchant of the server, with the tests' API key. */
    public static Merchant of(String serverUrl) {
        return new Merchant(serverUrl, DemoAccount.MERCHANT.address(), Map.of("X-API-Key", API_KEY));
    }

    /** Where this merchant is paid. */
    public Address address() {
        return address;
    }

    /** Paid at another address. */
    public Merchant withAddress(Address other) {
        return new Merchant(url, other, headers);
    }

    /** With a header on every call; null leaves it out. */
    public Merchant withHeader(String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(headers);
        if (value == null) {
            changed.remove(name);
        } else {
            changed.put(name, value);
        }
        return new Merchant(url, address, changed);
    }

    /** With another API key; null for none. */
    public Merchant withApiKey(String key) {
        return withHeader("X-API-Key", key);
    }

    /** With an Idempotency-Key on every call; null for none. */
    public Merchant withIdempotencyKey(String key) {
        return withHeader("Idempotency-Key", key);
    }

    /** Creates a payment in USDC; the amount is in base units. */
    public Answer create(String amount) {
        return create(amount, request -> {});
    }

    /** Creates a payment in USDC; the change may set or remove members of the request. */
    public Answer create(String amount, Consumer<ObjectNode> change) {
        ObjectNode request = JSON.createObjectNode()
                .put("merchantId", address.value())
                .put("amount", amount)
                .put("currency", "USDC");
        change.accept(request);
        return post("/payments/create", request);
    }

    public Answer status(String paymentId) {
        return get("/payments/" + paymentId + "/status");
    }

    /** With a query such as {@code at=finalized}. */
    public Answer status(String paymentId, String query) {
        return get("/payments/" + paymentId + "/status?" + query);
    }

    /** Follows the Location that {@link #create} answered. */
    public Answer follow(Answer created) {
        return get(created.header("Location"));
    }

    /** The action is {@code confirm} or {@code fail}. */
    public Answer relay(String paymentId, String action) {
        return post("/payments/" + paymentId + "/relay", JSON.createObjectNode().put("action", action));
    }

    public Answer relayStatus(String paymentId, String relayId) {
        return get("/payments/" + paymentId + "/relay/" + relayId);
    }

    public Answer prepareGasless(String paymentId, Address payer) {
        return get("/payments/" + paymentId + "/gasless?from=" + payer);
    }

    /** Hands in a signature over what was prepared. */
    public Answer submitGasless(String paymentId, Answer prepared, String signature) {
        JsonNode message = prepared.body().path("typedData").path("message");
        return post(
                "/payments/" + paymentId + "/gasless",
                JSON.createObjectNode()
                        .put("from", message.path("from").asText())
                        .put("userSignature", signature)
                        .put("nonce", message.path("nonce").asText())
                        .put("deadline", prepared.body().path("deadline").asLong()));
    }

    /** Prepares, signs and hands in. */
    public Answer payGasless(String paymentId, Payer payer) {
        Answer prepared = prepareGasless(paymentId, payer.address());
        if (prepared.status() != 200) {
            return prepared;
        }
        return submitGasless(paymentId, prepared, payer.sign(prepared.body().get("typedData")));
    }

    public Answer get(String path) {
        return send("GET", path, HttpRequest.BodyPublishers.noBody(), null);
    }

    public Answer post(String path, JsonNode body) {
        return post(path, body.toString(), "application/json");
    }

    /** Sends any text; a null content type leaves the header out. */
    public Answer post(String path, String body, String contentType) {
        return send("POST", path, HttpRequest.BodyPublishers.ofString(body), contentType);
    }

    /** Any method, without a body. */
    public Answer call(String method, String path) {
        return send(method, path, HttpRequest.BodyPublishers.noBody(), null);
    }

    private Answer send(String method, String path, HttpRequest.BodyPublisher body, String contentType) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url).resolve(path))
                .timeout(Duration.ofSeconds(60))
                .method(method, body);
        headers.forEach(request::header);
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.headers(), parse(response.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            // Not every answer is JSON: metrics and pages are asked with the same client.
            return JsonNodeFactory.instance.textNode(text);
        }
    }
}
