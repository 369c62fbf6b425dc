package io.msqpay.http;

import io.msqpay.payment.PaymentId;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.catalina.AccessLog;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.spi.LoggingEventBuilder;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Writes one line for each request when it is over, refused ones included: Tomcat tells its access log of every one. The line has nothing
 * that a client could write a secret into: no path, no query, no header but the request's id, no body.
 */
final class RequestLogValve extends ValveBase implements AccessLog {

    /** The name under which the lines can be switched off. */
    static final String NAME = "io.msqpay.requests";

    private static final Logger LOG = LoggerFactory.getLogger(NAME);
    private static final String PAYMENTS = "payments";

    private final Supplier<OpenApiContract> contract;
    private boolean attributesEnabled;

    RequestLogValve(Supplier<OpenApiContract> contract) {
        super(true);
        this.contract = contract;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        getNext().invoke(request, response);
    }

    @Override
    public void log(Request request, Response response, long nanos) {
        Integer sent = RequestFacts.sent(request);
        int status = sent == null ? response.getStatus() : sent;
        MDC.put(RequestIds.MDC_KEY, RequestIds.of(request));
        try {
            boolean failed = status >= 400;
            String operation = operation(request);
            Object error = error(request, status);
            LoggingEventBuilder line = LOG.atInfo()
                    .addKeyValue("event.action", operation)
                    .addKeyValue("event.outcome", failed ? "failure" : "success")
                    .addKeyValue("event.duration", nanos)
                    .addKeyValue("http.response.status_code", status);
            if (failed) {
                line = line.addKeyValue("error.code", error);
            }
            Optional<Object> payment = payment(request);
            if (payment.isPresent()) {
                line = line.addKeyValue("payment.id", payment.get().toString());
            }
            line.log(
                    "{} {}{}{} {} ms",
                    operation,
                    status,
                    failed ? " " + error : "",
                    payment.map(of -> " " + of).orElse(""),
                    TimeUnit.NANOSECONDS.toMillis(nanos));
        } finally {
            MDC.remove(RequestIds.MDC_KEY);
        }
    }

    private static Object error(Request request, int status) {
        Object told = RequestFacts.error(request);
        return told == null ? ErrorResponder.nameOf(status) : told;
    }

    /** The operation of the contract, else the pattern of whatever else the server serves: both from a list that no client adds to. */
    private String operation(Request request) {
        Object served = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        return contract.get()
                .find(request)
                .map(Operation::id)
                .orElse(served == null || served.equals("/error") ? "none" : served.toString());
    }

    /** What the route worked on, or else the path names: a request may be refused before there is a route. */
    private static Optional<Object> payment(Request request) {
        Object told = RequestFacts.payment(request);
        if (told != null || request.getRequestURI() == null) {
            return Optional.ofNullable(told);
        }
        String[] segments = Operation.segments(request.getRequestURI());
        return segments.length > 2 && segments[1].equals(PAYMENTS)
                ? PaymentId.find(segments[2]).map(Object.class::cast)
                : Optional.empty();
    }

    @Override
    public void setRequestAttributesEnabled(boolean enabled) {
        attributesEnabled = enabled;
    }

    @Override
    public boolean getRequestAttributesEnabled() {
        return attributesEnabled;
    }
}
