package io.msqpay.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.msqpay.error.ErrorBody.Detail;
import io.msqpay.http.Operation.Parameter;
import io.msqpay.payment.Address;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.RestClientRequestValidator;

/**
 * Checks a request against the contract before its route runs: API key or access token (401, 403), parameters (400), media type (415) and body (400).
 *
 * <p>What passes is handed over clean. The message has the operation's declared parameters as headers, each a String and only if
 * present or defaulted, {@code X-Request-Id}, and no other header at all: neither the client's nor Camel's own {@code CamelHttp*},
 * which HTTP producers would take as orders. The body is a {@code Map<String, Object>} with exact numbers, or null if the operation
 * takes none. The variable {@code merchants} tells for whom the caller may act, if not for everybody, and {@code client} stands for its address.
 */
public final class OpenApiRequestValidator implements RestClientRequestValidator {

    /** The message header in which platform-http leaves the servlet request. */
    static final String SERVLET_REQUEST = "CamelHttpServletRequest";

    /** The variable with the merchants for whom the caller may act; absent if for everybody. Routes hold orders and payments against it. */
    static final String MERCHANTS = "merchants";

    /** The variable with a number for the address that asks; routes count by it what one client may have. */
    static final String CLIENT = "client";

    private static final String RETRY_AFTER_SECONDS = "5";
    private static final int MAX_DETAILS = 50;

    private final Supplier<OpenApiContract> contract;
    private final Callers callers;
    private final ErrorResponder errors;

    /** @param contract that is in force, asked once for each request */
    public OpenApiRequestValidator(Supplier<OpenApiContract> contract, Callers callers, ErrorResponder errors) {
        this.contract = contract;
        this.callers = callers;
        this.errors = errors;
    }

    @Override
    public ValidationError validate(Exchange exchange, ValidationContext context) {
        Message message = exchange.getMessage();
        HttpServletRequest request = message.getHeader(SERVLET_REQUEST, HttpServletRequest.class);
        String requestId = RequestIds.of(request);
        try {
            Accepted accepted = check(request, message);
            clean(exchange);
            message.getHeaders().putAll(accepted.headers());
            message.setHeader(RequestIds.HEADER, requestId);
            message.setBody(accepted.body());
            exchange.setVariable(MERCHANTS, accepted.merchants());
            exchange.setVariable(CLIENT, RateLimitFilter.client(request.getRemoteAddr()));
            return null;
        } catch (Refused refused) {
            clean(exchange);
            message.setHeader(Exchange.CONTENT_TYPE, "application/json");
            message.setHeader("Cache-Control", "no-store");
            if (refused.challenge != null) {
                message.setHeader("WWW-Authenticate", refused.challenge);
            }
            if (refused.status == 503) {
                message.setHeader("Retry-After", RETRY_AFTER_SECONDS);
            }
            return new ValidationError(
                    refused.status, errors.json(refused.status, refused.getMessage(), refused.details, requestId));
        }
    }

    private Accepted check(HttpServletRequest request, Message message) throws Refused {
        String path = request.getRequestURI().substring(contextLength(request));
        OpenApiContract current = contract.get();
        Problems problems = new Problems(current);
        Operation operation = current.find(request.getMethod(), path).orElseThrow(() -> new Refused(404));
        Caller caller = operation.keyNeeded() ? caller(operation, request) : null;
        List<Detail> details = new ArrayList<>();
        Map<String, String> parameters = parameters(operation, request, Operation.segments(path), problems, details);
        Map<String, Object> body = null;
        if (operation.bodySchema() != null) {
            byte[] bytes = body(request, message);
            if (bytes.length == 0) {
                details.add(new Detail(Problems.BODY, "is required"));
            } else if (!JsonMediaType.matches(request.getContentType())) {
                throw details.isEmpty() ? new Refused(415) : new Refused(details);
            } else {
                body = parse(operation, bytes, problems, details);
            }
        }
        if (!details.isEmpty()) {
            throw new Refused(details);
        }
        Map<String, Object> headers = new LinkedHashMap<>(parameters);
        for (Parameter parameter : operation.parameters()) {
            if (parameter.defaultValue() != null) {
                headers.putIfAbsent(parameter.name(), parameter.defaultValue());
            }
        }
        return new Accepted(headers, body, caller == null ? null : caller.merchants());
    }

    private Caller caller(Operation operation, HttpServletRequest request) throws Refused {
        Caller caller;
        try {
            caller = callers.of(request);
        } catch (CallerException unknown) {
            throw new Refused(unknown.status(), unknown.getMessage(), null, callers.challenge(unknown));
        }
        if (!caller.allows(operation.scope())) {
            throw new Refused(
                    403,
                    "The API key or token lacks the scope " + operation.scope(),
                    null,
                    callers.challenge(operation.scope()));
        }
        return caller;
    }

    private Map<String, String> parameters(
            Operation operation,
            HttpServletRequest request,
            String[] segments,
            Problems problems,
            List<Detail> details) {
        Map<String, String> values = new LinkedHashMap<>();
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        List<Detail> repeated = new ArrayList<>();
        for (Parameter parameter : operation.parameters()) {
            String name = parameter.name();
            if (name.equals(RequestIds.HEADER)) {
                continue;
            }
            List<String> sent =
                    switch (parameter.in()) {
                        case "path" -> List.of(operation.pathValue(name, segments));
                        case "query" ->
                            Optional.ofNullable(request.getParameterValues(name))
                                    .map(List::of)
                                    .orElse(List.of());
                        default -> Collections.list(request.getHeaders(name));
                    };
            if (sent.size() > 1) {
                repeated.add(new Detail(name, "must be given once"));
            }
            if (!sent.isEmpty()) {
                values.put(name, sent.get(0));
                node.set(name, parameter.value(sent.get(0)));
            }
        }
        details.addAll(repeated);
        problems.of(operation.parameterSchema(), node).stream()
                .filter(problem ->
                        repeated.stream().noneMatch(known -> known.field().equals(problem.field())))
                .forEach(details::add);
        return values;
    }

    private Map<String, Object> parse(Operation operation, byte[] bytes, Problems problems, List<Detail> details) {
        try {
            JsonNode json = StrictJson.parse(bytes);
            List<Detail> found = problems.of(operation.bodySchema(), json);
            if (found.isEmpty()) {
                StrictJson.checkCanonical(json, "", found);
            }
            details.addAll(found);
            return found.isEmpty() ? StrictJson.toMap(json) : null;
        } catch (StrictJson.MalformedException e) {
            details.add(new Detail(Problems.BODY, e.getMessage()));
            return null;
        }
    }

    /** The bytes as they came, if the edge's filter has kept them; what Camel has read of them otherwise. */
    private static byte[] body(HttpServletRequest request, Message message) {
        if (request.getAttribute(BufferedRequest.BODY) instanceof byte[] bytes) {
            return bytes;
        }
        byte[] bytes = message.getBody(byte[].class);
        return bytes == null ? new byte[0] : bytes;
    }

    private static int contextLength(HttpServletRequest request) {
        return request.getContextPath() == null ? 0 : request.getContextPath().length();
    }

    private static void clean(Exchange exchange) {
        exchange.getMessage().getHeaders().clear();
        // The client's charset would become that of the answer.
        exchange.setProperty(Exchange.CHARSET_NAME, StandardCharsets.UTF_8.name());
    }

    private record Accepted(Map<String, Object> headers, Map<String, Object> body, Set<Address> merchants) {}

    /** Carries the answer out of the checks; without stack trace, since it is no surprise. */
    private static final class Refused extends Exception {

        private static final long serialVersionUID = 1L;

        private final int status;
        private final transient List<Detail> details;
        private final String challenge;

        Refused(int status) {
            this(status, ErrorResponder.messageOf(status), null);
        }

        Refused(List<Detail> details) {
            this(400, summary(details), details.subList(0, Math.min(details.size(), MAX_DETAILS)));
        }

        Refused(int status, String message, List<Detail> details) {
            this(status, message, details, null);
        }

        Refused(int status, String message, List<Detail> details, String challenge) {
            super(message, null, false, false);
            this.status = status;
            this.details = details;
            this.challenge = challenge;
        }

        private static String summary(List<Detail> details) {
            return details.size() == 1
                    ? details.get(0).field() + " " + details.get(0).message()
                    : "The request has " + details.size() + " problems; see details";
        }
    }
}
