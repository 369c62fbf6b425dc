package io.msqpay.relayer;

/**
 * What a relayer answered over HTTP.
 *
 * @param body may hold a token; empty when there is none
 * @param retryAfter the header {@code Retry-After}; may be null
 */
public record RelayerAnswer(int status, String body, String retryAfter) {

    /** Leaves out the body. */
    @Override
    public String toString() {
        return "HTTP " + status;
    }
}
