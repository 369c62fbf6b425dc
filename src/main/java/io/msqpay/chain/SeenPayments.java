package io.msqpay.chain;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Notices a node that lags behind: what this server has read of a payment must not be taken back by another node, until it has not been
 * read for ten minutes: then a reorganization of the chain is believed.
 */
public final class SeenPayments {

    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    private static final int MAX_SIZE = 100_000;
    private static final int WORD = 64;
    private static final int STATUS_WORD_END = 2 + 7 * WORD;
    private static final int PAYMENT_LENGTH = 2 + 11 * WORD;
    private static final Pattern STATUS = Pattern.compile("0{63}[0-3]");
    /** Confirmed and failed: neither can become the other. */
    private static final int CLOSED = 2;

    private final Cache<String, Integer> progress;

    public SeenPayments() {
        this(Ticker.systemTicker());
    }

    SeenPayments(Ticker ticker) {
        progress = Caffeine.newBuilder()
                .expireAfterWrite(REMEMBERED)
                .maximumSize(MAX_SIZE)
                .ticker(ticker)
                .build();
    }

    /** What to compare an answer by; null when it may be older than others on purpose, or newer. */
    public String key(Object paymentId, String at) {
        return "latest".equals(at) ? paymentId.toString() : null;
    }

    /**
     * Refuses an answer that goes back in time.
     *
     * @param key null: any answer will do
     * @param answer of getPayment, as hex
     * @throws NodeUnavailableException if this server has seen more of the payment already
     */
    public void requireCurrent(String key, Object answer) {
        if (key == null || !(answer instanceof String hex) || hex.length() < PAYMENT_LENGTH) {
            return;
        }
        Matcher status = STATUS.matcher(hex).region(STATUS_WORD_END - WORD, STATUS_WORD_END);
        if (!status.matches()) {
            // Garbage is reported where the answer is decoded; remembered, it would make honest nodes look late.
            return;
        }
        int now = Math.min(Character.digit(hex.charAt(STATUS_WORD_END - 1), 16), CLOSED);
        Integer seen = progress.getIfPresent(key);
        if (seen != null && now < seen) {
            throw new NodeUnavailableException("The node lags behind another one");
        }
        if (now > 0) {
            progress.put(key, now);
        }
    }
}
