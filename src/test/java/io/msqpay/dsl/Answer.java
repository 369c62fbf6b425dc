package io.msqpay.dsl;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpHeaders;

/**
 * What a server answered.
 *
 * @param body parsed when it is JSON, else a text node; a missing node when there is none
 */
public record Answer(int status, HttpHeaders headers, JsonNode body) {

    /** The first value of a header; null when absent. */
    public String header(String name) {
        return headers.firstValue(name).orElse(null);
    }

    /** A member of the body as text; null when absent. */
    public String text(String member) {
        return body.path(member).isMissingNode() ? null : body.path(member).asText();
    }
}
