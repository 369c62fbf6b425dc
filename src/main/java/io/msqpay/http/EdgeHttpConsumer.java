package io.msqpay.http;

import io.msqpay.stream.PaymentStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Runs the route on the thread that brought the request, and lets no failure leave it without the documented error shape. */
final class EdgeHttpConsumer extends SpringBootPlatformHttpConsumer {

    private static final Logger LOG = LoggerFactory.getLogger(EdgeHttpConsumer.class);

    private static final String CACHE_CONTROL = "Cache-Control";

    private final ErrorResponder errors;
    private final Duration heartbeat;

    /** @param heartbeat how long an event stream may be silent */
    EdgeHttpConsumer(PlatformHttpEndpoint endpoint, Processor processor, ErrorResponder errors, Duration heartbeat) {
        super(endpoint, processor, Runnable::run);
        this.errors = errors;
        this.heartbeat = heartbeat;
    }

    /** Answers before it returns, or leaves the rest to a stream; null tells Spring that there is nothing to wait for. */
    @Override
    @ResponseBody
    public CompletableFuture<Void> service(HttpServletRequest request, HttpServletResponse response) {
        try {
            if (isStarted()) {
                handleService(request, response);
            } else {
                // Spring keeps the paths of an operation that is gone.
                errors.respond(request, response, gone());
            }
        } catch (Exception e) {
            LOG.error("A request failed outside its route", e);
            try {
                errors.respond(request, response, HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
            } catch (IOException gone) {
                throw new UncheckedIOException(gone);
            }
        }
        return null;
    }

    private int gone() {
        return getEndpoint().getCamelContext().isStarted() && !isSuspended()
                ? HttpServletResponse.SC_NOT_FOUND
                : HttpServletResponse.SC_SERVICE_UNAVAILABLE;
    }

    @Override
    protected void afterProcess(HttpServletResponse response, Exchange exchange) throws Exception {
        Message message = exchange.getMessage();
        tell(exchange);
        if (message.getBody() instanceof PaymentStream stream) {
            answer(stream, response, exchange);
            return;
        }
        if (exchange.getException() != null) {
            LOG.error("A route failed without handling it", exchange.getException());
            exchange.setException(null);
            answer(message, HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
        } else if (isUnanswered(exchange)) {
            answer(message, message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class));
        }
        if (message.getHeader(CACHE_CONTROL) == null) {
            message.setHeader(CACHE_CONTROL, "no-store");
        }
        // A known length saves the chunked framing and its extra packets.
        message.setHeader(Exchange.HTTP_CHUNKED, false);
        exchange.setProperty(Exchange.CHARSET_NAME, StandardCharsets.UTF_8.name());
        super.afterProcess(response, exchange);
    }

    private void answer(PaymentStream stream, HttpServletResponse response, Exchange exchange) throws IOException {
        try {
            EventStreamResponse.answer(current().getRequest(), response, stream, heartbeat);
        } catch (IOException | RuntimeException e) {
            stream.close();
            throw e;
        } finally {
            doneUoW(exchange);
            releaseExchange(exchange, false);
        }
    }

    private static ServletRequestAttributes current() {
        return (ServletRequestAttributes) RequestContextHolder.currentRequestAttributes();
    }

    /** For the line that is logged of the request; the routes know it under these names. */
    private static void tell(Exchange exchange) {
        RequestFacts.error(current().getRequest(), exchange.getVariable("errorName"));
        RequestFacts.payment(current().getRequest(), exchange.getVariable("paymentId"));
    }

    /** Camel itself refuses what its own routing table does not know: with a status, and with whatever body came in. */
    private static boolean isUnanswered(Exchange exchange) {
        Integer status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        Object body = exchange.getMessage().getBody();
        return status != null
                && status >= HttpServletResponse.SC_BAD_REQUEST
                && (body == null || exchange.isRouteStop() && !(body instanceof String || body instanceof byte[]));
    }

    private void answer(Message message, int status) {
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setHeader(CACHE_CONTROL, "no-store");
        message.setBody(errors.json(status, ErrorResponder.messageOf(status), null, MDC.get(RequestIds.MDC_KEY)));
    }
}
