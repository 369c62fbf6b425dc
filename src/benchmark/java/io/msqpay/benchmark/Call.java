package io.msqpay.benchmark;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A kind of call: the requests that take turns, and what every right answer looks like. */
final class Call {

    private final List<byte[]> requests;
    private final String status;
    private final String member;
    private int next;

    /**
     * @param status what the status line says
     * @param member what the body contains
     */
    private Call(List<byte[]> requests, String status, String member) {
        this.requests = requests;
        this.status = "HTTP/1.1 " + status;
        this.member = member;
    }

    /** Status reads, payment by payment. */
    static Call status(URI server, List<String> paymentIds) {
        return new Call(
                paymentIds.stream()
                        .map(id -> bytes("GET /payments/" + id + "/status HTTP/1.1\r\nHost: " + server.getAuthority()
                                + "\r\n\r\n"))
                        .toList(),
                "200",
                "\"status\":\"pending\"");
    }

    /** Creates of new payments. */
    static Call create(URI server, String apiKey, String body) {
        return new Call(
                List.of(post("/payments/create", server, "X-API-Key: " + apiKey + "\r\n", body)),
                "201",
                "\"status\":\"pending\"");
    }

    /** The node call that a status read makes. */
    static Call getPayment(URI node, List<String> callBodies) {
        return new Call(
                callBodies.stream().map(body -> post("/", node, "", body)).toList(), "200", "\"result\"");
    }

    byte[] next() {
        byte[] request = requests.get(next);
        next = (next + 1) % requests.size();
        return request;
    }

    /** Figures of wrong answers are worth nothing. */
    void check(String response) {
        if (!response.startsWith(status) || !response.contains(member)) {
            throw new IllegalStateException("Not the answer of a working server: " + response);
        }
    }

    private static byte[] post(String path, URI target, String headers, String body) {
        return bytes("POST " + path + " HTTP/1.1\r\nHost: " + target.getAuthority() + "\r\n" + headers
                + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }

    private static byte[] bytes(String ascii) {
        return ascii.getBytes(StandardCharsets.US_ASCII);
    }
}
