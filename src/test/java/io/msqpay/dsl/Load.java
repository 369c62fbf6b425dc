package io.msqpay.dsl;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Puts load on a server and tells what became of it. */
public final class Load {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration TICK = Duration.ofMillis(5);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final List<Outcome> outcomes;
    private final Duration duration;

    private Load(List<Outcome> outcomes, Duration duration) {
        this.outcomes = outcomes;
        this.duration = duration;
    }

    /**
     * What one request got.
     *
     * @param took from the moment at which it was due
     */
    public record Outcome(HttpResponse<String> response, Duration took) {

        public int status() {
            return response.statusCode();
        }
    }

    /** A request for a path of a server. */
    public static HttpRequest get(String url) {
        return HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build();
    }

    /** A closed loop: so many clients, each of whom asks again as soon as it has its answer. */
    public static Load saturate(Supplier<HttpRequest> request, int clients, Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        List<Outcome> outcomes = new ArrayList<>();
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            running.add(repeat(request, end, outcomes));
        }
        CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).join();
        return new Load(outcomes, duration);
    }

    private static CompletableFuture<Void> repeat(Supplier<HttpRequest> request, long end, List<Outcome> outcomes) {
        return send(request.get(), System.nanoTime()).thenCompose(outcome -> {
            synchronized (outcomes) {
                outcomes.add(outcome);
            }
            return System.nanoTime() - end < 0
                    ? repeat(request, end, outcomes)
                    : CompletableFuture.completedFuture(null);
        });
    }

    /** An open loop: requests come at a steady rate, whatever the server does. */
    public static Load keepUp(Supplier<HttpRequest> request, int perSecond, Duration duration) {
        long start = System.nanoTime();
        long total = perSecond * duration.toMillis() / 1000;
        List<CompletableFuture<Outcome>> sent = new ArrayList<>();
        CompletableFuture<Void> all = new CompletableFuture<>();
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        clock.scheduleAtFixedRate(
                () -> {
                    try {
                        long due = Math.min(total, (System.nanoTime() - start) * perSecond / 1_000_000_000L);
                        while (sent.size() < due) {
                            sent.add(send(request.get(), start + sent.size() * 1_000_000_000L / perSecond));
                        }
                        if (sent.size() == total) {
                            all.complete(null);
                        }
                    } catch (RuntimeException e) {
                        all.completeExceptionally(e);
                    }
                },
                0,
                TICK.toMillis(),
                TimeUnit.MILLISECONDS);
        try {
            all.join();
        } finally {
            clock.shutdownNow();
        }
        return new Load(sent.stream().map(CompletableFuture::join).toList(), duration);
    }

    private static CompletableFuture<Outcome> send(HttpRequest request, long due) {
        return HTTP.sendAsync(request, BodyHandlers.ofString())
                .thenApply(response -> new Outcome(response, Duration.ofNanos(System.nanoTime() - due)));
    }

    public List<Outcome> outcomes() {
        return outcomes;
    }

    public List<Outcome> with(int status) {
        return outcomes.stream().filter(outcome -> outcome.status() == status).toList();
    }

    /** How many answers of a status there were in a second. */
    public long perSecond(int status) {
        return with(status).size() * 1000L / duration.toMillis();
    }

    /** Nearest-rank percentile of the answers of a status. */
    public Duration percentile(int percent, int status) {
        List<Duration> sorted = with(status).stream()
                .map(Outcome::took)
                .sorted(Comparator.naturalOrder())
                .toList();
        return sorted.get((sorted.size() * percent + 99) / 100 - 1);
    }
}
