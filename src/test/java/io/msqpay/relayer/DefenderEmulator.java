package io.msqpay.relayer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.msqpay.dsl.Deployed;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Defender's relay API, version 2. */
final class DefenderEmulator extends RelayerEmulator {

    static final String API_KEY = "defender-key-0001";
    static final String API_SECRET = "defender-secret-9f8e7d6c5b4a";

    private static final String TRANSACTIONS = "/relayers/self/txs";

    private final Set<String> tokens = ConcurrentHashMap.newKeySet();
    private final Set<String> refreshTokens = ConcurrentHashMap.newKeySet();
    private final AtomicInteger issued = new AtomicInteger();

    DefenderEmulator(Deployed deployed) {
        super(deployed);
    }

    @Override
    String[] properties() {
        return new String[] {
            "msqpay.relayer.kind=defender",
            "msqpay.relayer.defender.api-url=" + url() + "/",
            "msqpay.relayer.defender.api-key=" + API_KEY,
            "msqpay.relayer.defender.api-secret=" + API_SECRET
        };
    }

    /** All access tokens are refused from now on. */
    void expireTokens() {
        tokens.clear();
    }

    /** Not even a refresh helps; the secret does. */
    void expireSessions() {
        tokens.clear();
        refreshTokens.clear();
    }

    long logins() {
        return received().stream().filter("POST /auth/login"::equals).count();
    }

    long refreshes() {
        return received().stream().filter("POST /auth/refresh-token"::equals).count();
    }

    @Override
    String secret() {
        return API_SECRET;
    }

    @Override
    boolean isSend(String method, String path) {
        return method.equals("POST") && path.equals(TRANSACTIONS);
    }

    @Override
    boolean isList(String method, String path) {
        return method.equals("GET") && path.equals(TRANSACTIONS);
    }

    @Override
    Reply unauthorized(HttpExchange exchange, String path) {
        if (path.startsWith("/auth/")) {
            return null;
        }
        String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        boolean known = API_KEY.equals(exchange.getRequestHeaders().getFirst("X-Api-Key"))
                && authorization.startsWith("Bearer ")
                && tokens.contains(authorization.substring("Bearer ".length()));
        return known ? null : error(401, "Unauthorized");
    }

    @Override
    Relay take(JsonNode body) {
        return take(body, "gasLimit", "validUntil");
    }

    @Override
    Reply taken(Relay relay) {
        return new Reply(200, view(relay));
    }

    @Override
    Reply error(int status, String message) {
        return new Reply(status, JSON.createObjectNode().put("message", message));
    }

    @Override
    Reply answer(String method, String path, Map<String, String> query, JsonNode body) {
        if (path.equals("/auth/login")) {
            return isCredential(body) ? session() : error(401, "Invalid credentials");
        }
        if (path.equals("/auth/refresh-token")) {
            return isCredential(body)
                            && refreshTokens.contains(body.path("refreshToken").asText())
                    ? new Reply(200, JSON.createObjectNode().put("accessToken", issue()))
                    : error(401, "Invalid refresh token");
        }
        if (path.equals("/relayers/self") || path.equals("/relayers/self/status")) {
            return new Reply(
                    200,
                    JSON.createObjectNode()
                            .put("relayerId", "relayer-1")
                            .put("name", "MSQPay")
                            .put("address", account.getAddress())
                            .put("network", "local")
                            .put("nonce", mined())
                            .put("numberOfPendingTransactions", 0)
                            .put("pendingTxCost", "0")
                            .put("minBalance", "100000000000000000")
                            .put("paused", paused)
                            .put("createdAt", "2026-01-01T00:00:00.000Z"));
        }
        if (isList(method, path)) {
            return new Reply(200, list(query));
        }
        Relay relay = path.startsWith(TRANSACTIONS + "/") ? relay(path.substring(TRANSACTIONS.length() + 1)) : null;
        return relay == null ? error(404, "Not found") : new Reply(200, view(relay));
    }

    @Override
    ObjectNode view(Relay relay) {
        ObjectNode view = JSON.createObjectNode()
                .put("transactionId", relay.id)
                .put("hash", relay.hash)
                .put("to", relay.to)
                .put("from", account.getAddress())
                .put("value", "0x0")
                .put("data", relay.data)
                .put("speed", relay.speed)
                .put("gasLimit", relay.gasLimit)
                .put("status", status(relay))
                .put("chainId", 31337)
                .put("validUntil", relay.validUntil)
                .put("createdAt", relay.createdAt.toString())
                .put("isPrivate", false);
        if (relay.hash == null) {
            return view.put("isIntent", true);
        }
        return view.put("nonce", relay.nonce)
                .put("sentAt", relay.createdAt.toString())
                .put("pricedAt", relay.createdAt.toString())
                .put("maxFeePerGas", 39004490874L)
                .put("maxPriorityFeePerGas", 7556907973L);
    }

    private JsonNode list(Map<String, String> query) {
        Instant since = query.containsKey("since") ? Instant.parse(query.get("since")) : Instant.EPOCH;
        ArrayNode items = JSON.createArrayNode();
        relays().stream()
                .filter(relay -> !relay.createdAt.isBefore(since))
                .forEach(relay -> items.insert(0, view(relay)));
        if (!query.containsKey("usePagination")) {
            return items;
        }
        // Two on a page, so that paging is seen to work.
        int start = query.containsKey("next") ? Integer.parseInt(query.get("next")) : 0;
        ObjectNode page = JSON.createObjectNode();
        ArrayNode slice = page.putArray("items");
        for (int i = start; i < Math.min(start + 2, items.size()); i++) {
            slice.add(items.get(i));
        }
        return start + 2 < items.size() ? page.put("next", Integer.toString(start + 2)) : page;
    }

    private Reply session() {
        String refresh = "refresh-" + issued.incrementAndGet();
        refreshTokens.add(refresh);
        return new Reply(
                200, JSON.createObjectNode().put("accessToken", issue()).put("refreshToken", refresh));
    }

    private String issue() {
        String token = "token-" + issued.incrementAndGet();
        tokens.add(token);
        return token;
    }

    private static boolean isCredential(JsonNode body) {
        return body.path("apiKey").asText().equals(API_KEY)
                && body.path("secretKey").asText().equals(API_SECRET)
                && body.path("type").asText().equals("relay");
    }
}
