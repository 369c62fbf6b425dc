package io.msqpay.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.msqpay.contract.MsqpayContract;
import io.msqpay.dsl.Answer;
import io.msqpay.payment.Address;
import io.msqpay.payment.PaymentId;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Measures status reads, creates, and the node's own getPayment for comparison, and prints a table. */
public final class Benchmark {

    private static final int WARM_UP_CONNECTIONS = 64;
    private static final int PAYMENTS = 100;
    private static final List<Integer> CONNECTIONS = List.of(1, 10, 64);
    private static final int CREATE_CONNECTIONS = 10;
    private static final int STEADY_CONNECTIONS = 16;
    private static final int STEADY_RATE = 100;
    private static final String ORDER = "{\"merchantId\":\"%s\",\"amount\":\"1000000\",\"currency\":\"USDC\"}";

    private final Subject subject;
    private final int warmUp;
    private final Duration duration;

    private Benchmark(Subject subject) {
        this.subject = subject;
        this.warmUp = Integer.getInteger("benchmark.warm-up", 50_000);
        this.duration = Duration.ofSeconds(Integer.getInteger("benchmark.seconds", 10));
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (Subject subject = Subject.provide()) {
            new Benchmark(subject).run();
        }
    }

    private void run() throws IOException, InterruptedException {
        List<String> ids = payments();
        List<String> ethCalls = ethCalls(ids);
        Call status = Call.status(subject.server(), ids);
        Call getPayment = Call.getPayment(subject.node(), ethCalls);
        Call create = Call.create(
                subject.server(),
                subject.apiKey(),
                ORDER.formatted(subject.merchant().address()));

        System.out.printf(
                "%s, %d cores, %s %s%n",
                LocalDate.now(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.vendor"),
                System.getProperty("java.version"));
        warmUp(status);
        System.out.printf(
                "%-20s %11s %10s %8s %8s %8s %10s %8s %5s%n",
                "", "connections", "requests/s", "p50 ms", "p95 ms", "p99 ms", "server us", "node us", "load");
        for (int connections : CONNECTIONS) {
            report("status", connections, () -> saturate(subject.server(), status, connections, duration));
        }
        for (int connections : CONNECTIONS) {
            report("node: getPayment", connections, () -> saturate(subject.node(), getPayment, connections, duration));
        }
        report("status at 100/s", STEADY_CONNECTIONS, () -> keepUp(status));
        report("create", CREATE_CONNECTIONS, () -> saturate(subject.server(), create, CREATE_CONNECTIONS, duration));
    }

    /** The compiler works by the number of calls, not by the clock. */
    private void warmUp(Call call) throws IOException {
        int done = 0;
        while (done < warmUp) {
            done += saturate(subject.server(), call, WARM_UP_CONNECTIONS, Duration.ofSeconds(1))
                    .count();
        }
    }

    private static Measured saturate(URI target, Call call, int connections, Duration duration) throws IOException {
        try (LoadGenerator generator = new LoadGenerator(target, connections)) {
            return generator.saturate(call, duration);
        }
    }

    private Measured keepUp(Call call) throws IOException {
        try (LoadGenerator generator = new LoadGenerator(subject.server(), STEADY_CONNECTIONS)) {
            return generator.keepUp(call, STEADY_RATE, duration);
        }
    }

    /** Prints a row: the last columns are processor time per request, which other programs' load disturbs least, and that load. */
    private void report(String what, int connections, Run run) throws IOException {
        Optional<Duration> server = subject.serverTime();
        Optional<Duration> node = subject.nodeTime();
        Measured measured = run.measure();
        System.out.printf(
                Locale.ROOT,
                "%-20s %11d %10.0f %8.2f %8.2f %8.2f %10s %8s %5.1f%n",
                what,
                connections,
                measured.perSecond(),
                measured.millis(50),
                measured.millis(95),
                measured.millis(99),
                perRequest(server, subject.serverTime(), measured),
                perRequest(node, subject.nodeTime(), measured),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static String perRequest(Optional<Duration> before, Optional<Duration> after, Measured measured) {
        return before.flatMap(from -> after.map(to -> to.minus(from)))
                .map(taken -> Long.toString(taken.toNanos() / 1000 / measured.count()))
                .orElse("-");
    }

    /** A measurement. */
    private interface Run {
        Measured measure() throws IOException;
    }

    private List<String> payments() {
        return IntStream.range(0, PAYMENTS)
                .mapToObj(i -> {
                    Answer created = subject.merchant().create("1000000");
                    if (created.status() != 201) {
                        throw new IllegalStateException("The server does not create payments: " + created.body());
                    }
                    return created.text("paymentId");
                })
                .toList();
    }

    private List<String> ethCalls(List<String> ids) throws IOException, InterruptedException {
        HttpResponse<String> config = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(subject.server().resolve("/config"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        ObjectMapper json = new ObjectMapper();
        String address = json.readTree(config.body()).required("contract").asText();
        MsqpayContract contract = new MsqpayContract(new Address(address));
        return ids.stream()
                .map(id -> json.valueToTree(Map.of(
                                "jsonrpc",
                                "2.0",
                                "id",
                                1,
                                "method",
                                "eth_call",
                                "params",
                                List.of(
                                        Map.of("to", address, "data", contract.getPayment(new PaymentId(id))),
                                        "latest")))
                        .toString())
                .toList();
    }
}
