package io.msqpay.observe;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A collector of traces that speaks OTLP over HTTP. */
final class Collector implements AutoCloseable {

    private final HttpServer http;
    private final List<byte[]> received = new CopyOnWriteArrayList<>();

    /** @param parent empty when there is none */
    record Span(String trace, String id, String parent, String name, Map<String, String> attributes) {}

    Collector() {
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.createContext("/v1/traces", exchange -> {
            received.add(exchange.getRequestBody().readAllBytes());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        http.start();
    }

    String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort() + "/v1/traces";
    }

    /** Everything that came, byte by byte. */
    String raw() {
        StringBuilder all = new StringBuilder();
        received.forEach(bytes -> all.append(new String(bytes, StandardCharsets.ISO_8859_1)));
        return all.toString();
    }

    /** ExportTraceServiceRequest, then ResourceSpans, ScopeSpans and Span of opentelemetry-proto 1. */
    List<Span> spans() {
        return received.stream()
                .flatMap(bytes -> new Protobuf(bytes).messages(1))
                .flatMap(resource -> resource.messages(2))
                .flatMap(scope -> scope.messages(2))
                .map(Collector::span)
                .toList();
    }

    private static Span span(Protobuf span) {
        Map<String, String> attributes = new TreeMap<>();
        span.messages(9)
                .forEach(attribute -> attributes.put(
                        attribute.text(1),
                        attribute
                                .messages(2)
                                .findFirst()
                                .map(value -> value.text(1))
                                .orElse("")));
        return new Span(hex(span, 1), hex(span, 2), hex(span, 4), span.text(5), attributes);
    }

    private static String hex(Protobuf span, int number) {
        return span.bytes(number).findFirst().map(HexFormat.of()::formatHex).orElse("");
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
