package io.msqpay.relayer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/** JSON of relayers, none of which is trusted to be well-formed. */
final class RelayerJson {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,127}");
    private static final Pattern HASH = Pattern.compile("0x[0-9a-fA-F]{64}");
    private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-fA-F]{40}");
    private static final Pattern HEX = Pattern.compile("0x[0-9a-fA-F]*");
    private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,31}");

    private RelayerJson() {}

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** What can be read of it; a missing node when nothing can. */
    static JsonNode lenient(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            // Without the text, which may hold anything.
            return JsonNodeFactory.instance.missingNode();
        }
    }

    /** @throws RelayerSilentException unless it is a JSON object */
    static JsonNode object(String text) {
        JsonNode node = lenient(text);
        if (!node.isObject()) {
            throw malformed();
        }
        return node;
    }

    static RelayerSilentException malformed() {
        return new RelayerSilentException("The relayer does not answer as a relayer does");
    }

    /**
     * Reads a transaction; members have the same meaning everywhere and other names.
     *
     * @throws RelayerSilentException if there is no id to follow it by
     */
    static RemoteRelay relay(JsonNode transaction, String idName, String createdName) {
        String id = text(transaction, idName, ID);
        String word = text(transaction, "status", WORD);
        if (id == null || word == null) {
            throw malformed();
        }
        return new RemoteRelay(
                id,
                text(transaction, "hash", HASH),
                word,
                text(transaction, "to", ADDRESS),
                text(transaction, "data", HEX),
                instant(transaction.path(createdName).asText("")));
    }

    /** @throws RelayerSilentException if it names no account */
    static RelayerState state(JsonNode relayer) {
        String address = text(relayer, "address", ADDRESS);
        if (address == null) {
            throw malformed();
        }
        return new RelayerState(
                address,
                relayer.path("paused").asBoolean()
                        || relayer.path("system_disabled").asBoolean());
    }

    private static String text(JsonNode node, String member, Pattern pattern) {
        String text = node.path(member).asText("");
        return pattern.matcher(text).matches() ? text : null;
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            // A relay without a time is matched by what it does alone.
            return null;
        }
    }
}
