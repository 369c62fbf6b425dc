package io.msqpay.error;

/** The caller has tried too often; nothing was done. */
public final class TooManyRequestsException extends MsqpayException {

    private final long retryAfterSeconds;

    /** @param retryAfterSeconds what {@code Retry-After} (RFC 9110) shall say, at least 1 */
    public TooManyRequestsException(String message, long retryAfterSeconds) {
        super(message);
        this.retryAfterSeconds = retryAfterSeconds;
    }

    public long retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
