package io.msqpay.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import java.util.regex.Pattern;

/** The id under which a request stands in the log and in its answer. */
final class RequestIds {

    static final String HEADER = "X-Request-Id";
    static final String MDC_KEY = "requestId";

    private static final String ATTRIBUTE = RequestIds.class.getName();
    /** Not the word null: Camel would hand it to a bean as nothing. */
    private static final Pattern ACCEPTED = Pattern.compile("(?!null$)[A-Za-z0-9._-]{1,128}");

    private RequestIds() {}

    /** The client's id if it can be trusted in a log, else a new one; the same for the whole request. */
    static String of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof String known) {
            return known;
        }
        String sent = request.getHeader(HEADER);
        return sent != null && ACCEPTED.matcher(sent).matches() ? keep(request, sent) : fresh(request);
    }

    /** A new id, whatever the client sent; the request's from now on. */
    static String fresh(HttpServletRequest request) {
        return keep(request, UUID.randomUUID().toString());
    }

    private static String keep(HttpServletRequest request, String id) {
        request.setAttribute(ATTRIBUTE, id);
        return id;
    }
}
