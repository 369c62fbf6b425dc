package io.msqpay.relayer;

import com.fasterxml.jackson.databind.JsonNode;
import io.msqpay.config.Secret;
import io.msqpay.error.RelayerRejectedException;
import io.msqpay.error.ServiceUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** What a relayer's HTTP answers mean: taken, refused, busy, or nothing that can be relied on. */
public final class RelayerAnswers {

    /** A gateway lost the answer of the relayer behind it, which may have taken the request. */
    private static final Set<Integer> LOST = Set.of(502, 504);

    private static final int TOO_MANY_REQUESTS = 429;
    private static final Duration DEFAULT_PAUSE = Duration.ofSeconds(1);
    private static final int MAX_REASON = 200;

    private final List<String> secrets;
    private final Clock clock;

    /** @param secrets what no reason may repeat, whatever the relayer says */
    public RelayerAnswers(Collection<Secret> secrets, Clock clock) {
        this.secrets = secrets.stream().map(Secret::reveal).toList();
        this.clock = clock;
    }

    /**
     * Requires that the relayer does its work, whatever it thinks of the request.
     *
     * @throws RelayerSilentException if a gateway answers in its place
     * @throws RelayerFailedException if it says that it cannot serve
     */
    public void requireAlive(RelayerAnswer answer) {
        if (LOST.contains(answer.status())) {
            throw new RelayerSilentException("A gateway answers for the relayer with status " + answer.status());
        }
        if (answer.status() >= 500) {
            throw new RelayerFailedException("The relayer answers with status " + answer.status());
        }
    }

    /** @throws RelayerBusyException if the relayer asks to be left alone for a while */
    public void requireNotBusy(RelayerAnswer answer) {
        if (answer.status() == TOO_MANY_REQUESTS) {
            throw new RelayerBusyException(pause(answer));
        }
    }

    /**
     * Requires that the relayer has taken the request.
     *
     * @throws RelayerBusyException if it asks to be left alone for a while
     * @throws RelayerRejectedException with the relayer's own reason, if it refuses
     */
    public void requireAccepted(RelayerAnswer answer) {
        requireNotBusy(answer);
        if (answer.status() < 200 || answer.status() >= 300) {
            throw new RelayerRejectedException("The relayer refuses: " + reason(answer));
        }
    }

    /** @throws ServiceUnavailableException always, with the wait that the relayer asks for */
    public void giveUp(RelayerBusyException busy) {
        throw new ServiceUnavailableException("The relayer is busy; nothing was sent", busy.pause(), busy);
    }

    private Duration pause(RelayerAnswer answer) {
        if (answer.retryAfter() != null) {
            String told = answer.retryAfter().strip();
            if (told.matches("[0-9]{1,9}")) {
                return Duration.ofSeconds(Long.parseLong(told));
            }
            try {
                Duration until = Duration.between(
                        clock.instant(),
                        ZonedDateTime.parse(told, DateTimeFormatter.RFC_1123_DATE_TIME)
                                .toInstant());
                return until.isNegative() ? Duration.ZERO : until;
            } catch (DateTimeParseException e) {
                // Neither form of RFC 9110: the default will do.
                return DEFAULT_PAUSE;
            }
        }
        JsonNode after = RelayerJson.lenient(answer.body()).path("after");
        return after.isNumber() && after.asLong() >= 0 ? Duration.ofSeconds(after.asLong()) : DEFAULT_PAUSE;
    }

    private String reason(RelayerAnswer answer) {
        JsonNode body = RelayerJson.lenient(answer.body());
        String said = body.path("message").isTextual()
                ? body.path("message").asText()
                : body.path("error").asText("");
        String reason = said.isBlank() ? "status " + answer.status() : said;
        for (String secret : secrets) {
            reason = reason.replace(secret, "[redacted]");
        }
        // Addresses of nodes often hold a key.
        reason = reason.replaceAll("(?i)\\b[a-z][a-z0-9+.-]*://\\S+", "[url]")
                .replaceAll("(?i)\\bbearer\\s+\\S+", "[redacted]")
                .replaceAll("[\\p{Cntrl}\\s]+", " ")
                .strip();
        return reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) + "…" : reason;
    }
}
