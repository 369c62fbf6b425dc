package io.msqpay.relayer;

import com.fasterxml.jackson.databind.JsonNode;
import io.msqpay.config.Secret;
import io.msqpay.error.ServiceUnavailableException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The tokens of Defender. One caller renews them while the others wait. */
public final class DefenderSession {

    private final Duration patience;
    private final Semaphore turn = new Semaphore(1, true);
    private volatile Secret accessToken;
    private volatile Secret refreshToken;

    /** @param patience how long a caller waits for another one who renews */
    public DefenderSession(Duration patience) {
        this.patience = patience;
    }

    /** The token to try; null before the first login. */
    public Secret accessToken() {
        return accessToken;
    }

    /** Null before the first login, and when the session has to begin anew. */
    public Secret refreshToken() {
        return refreshToken;
    }

    /** @throws ServiceUnavailableException when the turn does not come in time */
    public void acquire() throws InterruptedException {
        if (!turn.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new ServiceUnavailableException("The relayer does not let this server in; nothing was sent");
        }
    }

    /** Ends the turn. Any thread may do so. */
    public void release() {
        turn.release();
    }

    /**
     * The token that another caller got in the meantime.
     *
     * @param refused the token that was refused; null when there was none
     * @return null when there is no newer one
     */
    public Secret renewed(Secret refused) {
        Secret current = accessToken;
        return current == null || current.equals(refused) ? null : current;
    }

    /**
     * Keeps the tokens of a login or a refresh, which may bring no new refresh token.
     *
     * @throws RelayerSilentException if there is none in the answer
     */
    public void keep(String answer) {
        JsonNode tokens = RelayerJson.object(answer);
        String access = tokens.path("accessToken").asText("");
        // A header cannot hold anything else.
        if (!access.matches("[\\x21-\\x7e]+")) {
            throw RelayerJson.malformed();
        }
        String refresh = tokens.path("refreshToken").asText("");
        if (!refresh.isEmpty()) {
            refreshToken = Secret.valueOf(refresh);
        }
        accessToken = Secret.valueOf(access);
    }

    /** Forgets a refresh token that does not help, so that the next renewal is a login. */
    public void startOver() {
        refreshToken = null;
    }
}
