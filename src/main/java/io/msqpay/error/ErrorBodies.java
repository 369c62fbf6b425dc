package io.msqpay.error;

/** Says what the caller of an operation learns of an exception. The status is decided by the error routes. */
public interface ErrorBodies {

    /**
     * The body, anything that Jackson writes.
     *
     * @param error the documented name
     * @param caught what the route threw, perhaps wrapped; its message may be for nobody outside
     * @param requestId may be null
     */
    Object body(String error, Throwable caught, String requestId);

    /** Seconds for {@code Retry-After} (RFC 9110); null when it does not apply. */
    Long retryAfter(Throwable caught);
}
