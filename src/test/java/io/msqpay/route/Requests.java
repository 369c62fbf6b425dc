package io.msqpay.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

/** Calls operations as the REST contract does: parameters in headers, the request's members in the body. */
final class Requests {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ProducerTemplate template;

    Requests(ProducerTemplate template) {
        this.template = template;
    }

    /** What an operation answers. */
    record Reply(Exchange exchange, int status, JsonNode body) {

        String header(String name) {
            return exchange.getMessage().getHeader(name, String.class);
        }

        String text(String member) {
            return body.path(member).asText(null);
        }
    }

    Reply request(String operation, Object body, Map<String, Object> headers) {
        return request(operation, body, headers, Map.of());
    }

    /** The same with what the REST contract says about the caller. */
    Reply request(String operation, Object body, Map<String, Object> headers, Map<String, Object> variables) {
        Exchange exchange = template.request("direct:" + operation, request -> {
            request.getMessage().setBody(body);
            request.getMessage().setHeaders(new HashMap<>(headers));
            variables.forEach(request::setVariable);
        });
        if (exchange.getException() != null) {
            throw new IllegalStateException("an operation always answers", exchange.getException());
        }
        Integer status = exchange.getMessage().getHeader("CamelHttpResponseCode", Integer.class);
        try {
            return new Reply(
                    exchange,
                    status == null ? 200 : status,
                    JSON.readTree(exchange.getMessage().getBody(byte[].class)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a route that other routes call. */
    Exchange run(String route, Map<String, Object> variables) {
        return template.request("direct:" + route, exchange -> variables.forEach(exchange::setVariable));
    }
}
