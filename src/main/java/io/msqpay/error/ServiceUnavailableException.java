package io.msqpay.error;

import java.time.Duration;

/** A node or relayer cannot be reached and the request had no effect: the caller may safely try again. */
public final class ServiceUnavailableException extends MsqpayException {

    private static final Duration DEFAULT_RETRY_AFTER = Duration.ofSeconds(5);

    private final Duration retryAfter;

    public ServiceUnavailableException(String message) {
        this(message, DEFAULT_RETRY_AFTER, null);
    }

    public ServiceUnavailableException(String message, Throwable cause) {
        this(message, DEFAULT_RETRY_AFTER, cause);
    }

    /**
     * @param retryAfter what {@code Retry-After} (RFC 9110) shall say, whole seconds
     * @param cause may be null
     */
    public ServiceUnavailableException(String message, Duration retryAfter, Throwable cause) {
        super(message, cause);
        this.retryAfter = retryAfter;
    }

    /** Seconds to wait, at least 1. */
    public long retryAfterSeconds() {
        return Math.max(1, retryAfter.toSeconds());
    }
}
