package io.msqpay.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** The API key that a request presents. */
final class PresentedKey {

    static final String HEADER = "X-API-Key";

    private static final String ATTRIBUTE = PresentedKey.class.getName();

    private PresentedKey() {}

    /** Looked up once for each request; none if it presents none or an unknown one. */
    static Optional<ApiKey> of(HttpServletRequest request, ApiKeys keys) {
        String presented = request.getHeader(HEADER);
        if (presented == null) {
            return Optional.empty();
        }
        if (request.getAttribute(ATTRIBUTE) instanceof ApiKey found) {
            return Optional.of(found);
        }
        Optional<ApiKey> key = keys.find(presented);
        key.ifPresent(found -> request.setAttribute(ATTRIBUTE, found));
        return key;
    }
}
