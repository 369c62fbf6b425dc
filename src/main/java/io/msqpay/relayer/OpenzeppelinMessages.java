package io.msqpay.relayer;

import com.fasterxml.jackson.databind.JsonNode;
import io.msqpay.config.MsqpayProperties;
import java.math.BigInteger;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.stream.StreamSupport;

/** The JSON of OpenZeppelin Relayer, version 1. */
public final class OpenzeppelinMessages {

    private static final int PAGE_SIZE = 100;

    private final MsqpayProperties.Relayer settings;
    private final Clock clock;

    public OpenzeppelinMessages(MsqpayProperties.Relayer settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    public String send(String to, String data, BigInteger gasLimit) {
        return RelayerJson.object()
                .put("to", to)
                .put("value", "0")
                .put("data", data)
                .put("gas_limit", gasLimit)
                .put("speed", settings.speed())
                .put(
                        "valid_until",
                        clock.instant()
                                .plus(settings.validFor())
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString())
                .toString();
    }

    /**
     * Query of a page of the list.
     *
     * @param next number of the page; empty for the first
     */
    public String listQuery(String next) {
        return "page=" + (next.isEmpty() ? "1" : next) + "&per_page=" + PAGE_SIZE;
    }

    public RemoteRelay relay(String answer) {
        return relay(data(answer));
    }

    /** @param next what {@link #listQuery} was asked with */
    public RelayPage page(String answer, String next) {
        JsonNode items = data(answer);
        if (!items.isArray()) {
            throw RelayerJson.malformed();
        }
        int page = next.isEmpty() ? 1 : Integer.parseInt(next);
        return new RelayPage(
                StreamSupport.stream(items.spliterator(), false)
                        .map(OpenzeppelinMessages::relay)
                        .toList(),
                items.size() < PAGE_SIZE ? null : Integer.toString(page + 1));
    }

    public RelayerState state(String answer) {
        return RelayerJson.state(data(answer));
    }

    /** Value of the header {@code Authorization}. */
    public String bearer() {
        return "Bearer " + settings.openzeppelin().apiKey().reveal().strip();
    }

    private static RemoteRelay relay(JsonNode transaction) {
        return RelayerJson.relay(transaction, "id", "created_at");
    }

    private static JsonNode data(String answer) {
        return RelayerJson.object(answer).path("data");
    }
}
