package io.msqpay.relayer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.msqpay.dsl.Deployed;
import java.util.List;
import java.util.Map;

/** OpenZeppelin Relayer, version 1. */
public final class OpenzeppelinEmulator extends RelayerEmulator {

    public static final String API_KEY = "openzeppelin-key-of-32-characters-or-more";
    public static final String RELAYER_ID = "msqpay-relayer";

    private static final String RELAYER = "/api/v1/relayers/" + RELAYER_ID;
    private static final String TRANSACTIONS = RELAYER + "/transactions";

    public OpenzeppelinEmulator(Deployed deployed) {
        super(deployed);
    }

    @Override
    public String[] properties() {
        return new String[] {
            "msqpay.relayer.kind=openzeppelin",
            "msqpay.relayer.openzeppelin.url=" + url(),
            "msqpay.relayer.openzeppelin.id=" + RELAYER_ID,
            "msqpay.relayer.openzeppelin.api-key=" + API_KEY
        };
    }

    @Override
    String secret() {
        return API_KEY;
    }

    @Override
    boolean isSend(String method, String path) {
        return method.equals("POST") && path.equals(TRANSACTIONS);
    }

    @Override
    boolean isList(String method, String path) {
        return method.equals("GET") && (path.equals(TRANSACTIONS) || path.equals(TRANSACTIONS + "/"));
    }

    @Override
    Reply unauthorized(HttpExchange exchange, String path) {
        return path.equals("/api/v1/health")
                        || ("Bearer " + API_KEY)
                                .equals(exchange.getRequestHeaders().getFirst("Authorization"))
                ? null
                : error(401, "Unauthorized");
    }

    @Override
    Relay take(JsonNode body) {
        return take(body, "gas_limit", "valid_until");
    }

    /** As the real one: hash and nonce are never in the answer to a send. */
    @Override
    Reply taken(Relay relay) {
        ObjectNode view = view(relay);
        view.putNull("hash").putNull("nonce").putNull("sent_at").put("status", "pending");
        return success(view);
    }

    @Override
    Reply error(int status, String message) {
        ObjectNode body = JSON.createObjectNode().put("success", false);
        body.putNull("data").put("error", message);
        return new Reply(status, body);
    }

    @Override
    Reply answer(String method, String path, Map<String, String> query, JsonNode body) {
        if (path.equals("/api/v1/health")) {
            return new Reply(200, JSON.getNodeFactory().textNode("OK"));
        }
        if (path.equals(RELAYER)) {
            return success(JSON.createObjectNode()
                    .put("id", RELAYER_ID)
                    .put("name", "MSQPay")
                    .put("network", "local")
                    .put("network_type", "evm")
                    .put("signer_id", "local")
                    .put("address", account.getAddress())
                    .put("paused", paused)
                    .put("system_disabled", false));
        }
        if (path.equals(RELAYER + "/status")) {
            return success(JSON.createObjectNode()
                    .put("network_type", "evm")
                    .put("balance", "1000")
                    .put("nonce", Long.toString(mined()))
                    .put("pending_transactions_count", 0)
                    .put("system_disabled", false)
                    .put("paused", paused));
        }
        if (isList(method, path)) {
            return list(query);
        }
        Relay relay = path.startsWith(TRANSACTIONS + "/") ? relay(path.substring(TRANSACTIONS.length() + 1)) : null;
        return relay == null ? error(404, "Transaction not found") : success(view(relay));
    }

    @Override
    ObjectNode view(Relay relay) {
        ObjectNode view = JSON.createObjectNode()
                .put("id", relay.id)
                .put("hash", relay.hash)
                .put("status", status(relay))
                .put("created_at", relay.createdAt.toString())
                .put("gas_limit", relay.gasLimit)
                .put("nonce", relay.nonce)
                .put("value", "0x0")
                .put("from", account.getAddress())
                .put("to", relay.to)
                .put("relayer_id", RELAYER_ID)
                .put("data", relay.data)
                .put("speed", relay.speed)
                .put("is_canceled", false);
        for (String absent : List.of(
                "status_reason",
                "sent_at",
                "confirmed_at",
                "gas_price",
                "max_fee_per_gas",
                "max_priority_fee_per_gas",
                "signature")) {
            view.putNull(absent);
        }
        return view;
    }

    private Reply list(Map<String, String> query) {
        int page = Integer.parseInt(query.getOrDefault("page", "1"));
        int perPage = Integer.parseInt(query.getOrDefault("per_page", "10"));
        List<Relay> newestFirst = relays().stream()
                .sorted((one, other) -> other.createdAt.compareTo(one.createdAt))
                .toList();
        ArrayNode items = JSON.createArrayNode();
        newestFirst.stream().skip((page - 1L) * perPage).limit(perPage).forEach(relay -> items.add(view(relay)));
        Reply reply = success(items);
        ((ObjectNode) reply.body())
                .putObject("pagination")
                .put("current_page", page)
                .put("per_page", perPage)
                .put("total_items", newestFirst.size());
        return reply;
    }

    private static Reply success(JsonNode data) {
        ObjectNode body = JSON.createObjectNode().put("success", true);
        body.set("data", data);
        body.putNull("error");
        return new Reply(200, body);
    }
}
