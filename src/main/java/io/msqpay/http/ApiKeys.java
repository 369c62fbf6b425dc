package io.msqpay.http;

import java.util.Optional;

/** Knows the keys with which merchants call: with one of its own, {@code MSQPAY_API_KEYS} is not needed. */
public interface ApiKeys {

    /**
     * The key with this secret. Asked by many threads, on every request that needs a key; the time it takes must not tell how close a
     * guess came.
     *
     * @param presented the value of a header as the servlet container decodes it (ISO 8859-1); null finds nothing
     */
    Optional<ApiKey> find(String presented);
}
