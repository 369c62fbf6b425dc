package io.msqpay.relayer;

import com.fasterxml.jackson.databind.JsonNode;
import io.msqpay.config.MsqpayProperties;
import io.msqpay.config.Secret;
import java.math.BigInteger;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.StreamSupport;

/** The JSON of Defender's relay API, version 2. */
public final class DefenderMessages {

    private final MsqpayProperties.Relayer settings;
    private final Clock clock;

    public DefenderMessages(MsqpayProperties.Relayer settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    public String logIn() {
        return RelayerJson.object()
                .put("apiKey", apiKey())
                .put("secretKey", settings.defender().apiSecret().reveal().strip())
                .put("type", "relay")
                .toString();
    }

    public String refresh(Secret refreshToken) {
        return RelayerJson.object()
                .put("apiKey", apiKey())
                .put("secretKey", settings.defender().apiSecret().reveal().strip())
                .put("refreshToken", refreshToken.reveal())
                .put("type", "relay")
                .toString();
    }

    public String send(String to, String data, BigInteger gasLimit) {
        return RelayerJson.object()
                .put("to", to)
                .put("data", data)
                .put("value", "0x0")
                .put("gasLimit", gasLimit)
                .put("speed", settings.speed())
                .put(
                        "validUntil",
                        clock.instant()
                                .plus(settings.validFor())
                                .truncatedTo(ChronoUnit.MILLIS)
                                .toString())
                .put("isPrivate", false)
                .toString();
    }

    /** Query of a page of the list. */
    public String listQuery(Instant since, String next) {
        return "usePagination=true&limit=100&since="
                + encode(since.truncatedTo(ChronoUnit.MILLIS).toString())
                + (next.isEmpty() ? "" : "&next=" + encode(next));
    }

    public RemoteRelay relay(String answer) {
        return relay(RelayerJson.object(answer));
    }

    /** A page of the list; without pagination it is a bare array. */
    public RelayPage page(String answer) {
        JsonNode node = RelayerJson.lenient(answer);
        JsonNode items = node.isArray() ? node : node.path("items");
        if (!items.isArray()) {
            throw RelayerJson.malformed();
        }
        return new RelayPage(
                StreamSupport.stream(items.spliterator(), false)
                        .map(DefenderMessages::relay)
                        .toList(),
                node.path("next").asText("").isEmpty()
                        ? null
                        : node.path("next").asText());
    }

    public RelayerState state(String answer) {
        return RelayerJson.state(RelayerJson.object(answer));
    }

    /** Value of the header {@code X-Api-Key}. */
    public String apiKey() {
        return settings.defender().apiKey().reveal().strip();
    }

    /** Value of the header {@code Authorization}. */
    public String bearer(Secret accessToken) {
        return "Bearer " + accessToken.reveal();
    }

    private static RemoteRelay relay(JsonNode transaction) {
        return RelayerJson.relay(transaction, "transactionId", "createdAt");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
