package io.msqpay.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.slf4j.MDC;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.cors.DefaultCorsProcessor;

/** Refuses foreign origins in the documented error shape. */
final class EdgeCorsProcessor extends DefaultCorsProcessor {

    private final ErrorResponder errors;

    EdgeCorsProcessor(ErrorResponder errors) {
        this.errors = errors;
    }

    @Override
    protected void rejectRequest(ServerHttpResponse response) throws IOException {
        response.setStatusCode(HttpStatus.FORBIDDEN);
        response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
        String body = errors.json(
                HttpStatus.FORBIDDEN.value(),
                "Browsers may not call this server from that origin",
                null,
                MDC.get(RequestIds.MDC_KEY));
        response.getBody().write(body.getBytes(StandardCharsets.UTF_8));
        response.flush();
    }
}
