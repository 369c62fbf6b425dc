package io.msqpay.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.msqpay.error.ErrorBody;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes every error that does not come out of a route, in the shape the contract documents. Whoever wants another shape overrides
 * {@link #json}.
 */
public class ErrorResponder {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Answers with the message that fits the status; a response that is committed already stays as it is. */
    public void respond(HttpServletRequest request, HttpServletResponse response, int status) throws IOException {
        respond(request, response, status, messageOf(status));
    }

    /** Answers with a message of the caller's, which must be fit for strangers. */
    public void respond(HttpServletRequest request, HttpServletResponse response, int status, String message)
            throws IOException {
        if (response.isCommitted()) {
            return;
        }
        response.resetBuffer();
        RequestFacts.error(request, nameOf(status));
        byte[] body = json(status, message, null, RequestIds.of(request)).getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setHeader(RequestIds.HEADER, RequestIds.of(request));
        SecurityHeaders.set(request, response);
        response.setHeader("Cache-Control", "no-store");
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /**
     * The body alone.
     *
     * @param message fit for strangers
     * @param details the fields at fault; may be null
     */
    public String json(int status, String message, List<ErrorBody.Detail> details, String requestId) {
        try {
            return MAPPER.writeValueAsString(ErrorBody.of(nameOf(status), message, details, requestId));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String nameOf(int status) {
        return switch (status) {
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "NotFound";
            case 405 -> "MethodNotAllowed";
            case 409 -> "Conflict";
            case 413 -> "PayloadTooLarge";
            case 415 -> "UnsupportedMediaType";
            case 429 -> "TooManyRequests";
            case 503 -> "ServiceUnavailable";
            default -> status < 500 ? "ValidationError" : "InternalError";
        };
    }

    static String messageOf(int status) {
        return switch (status) {
            case 401 -> "This operation needs an API key in the header X-API-Key";
            case 403 -> "This is not allowed";
            case 404 -> "Nothing is found under this path; /docs lists what there is";
            case 405 -> "This path does not take this method; the header Allow lists those it takes";
            case 406 -> "This path cannot answer in a media type that Accept names";
            case 413 -> "The body is too large";
            case 415 -> "Send the body as application/json, in UTF-8 and uncompressed";
            case 431 -> "The request's headers are too large";
            case 429 -> "Too many requests from this address; try again later";
            case 503 -> "The server cannot answer right now; try again in a moment";
            default ->
                status < 500
                        ? "The request is malformed"
                        : "Something went wrong on the server; the log knows more under this requestId";
        };
    }
}
