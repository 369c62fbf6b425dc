package io.msqpay.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;

/** Sends requests from one thread over non-blocking connections, so that it takes little of the cores that it shares with the server. */
final class LoadGenerator implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Selector selector;
    private final List<Connection> connections = new ArrayList<>();
    private long[] nanos = new long[1 << 16];
    private int count;

    LoadGenerator(URI target, int size) throws IOException {
        selector = Selector.open();
        for (int i = 0; i < size; i++) {
            connections.add(new Connection(new InetSocketAddress(target.getHost(), target.getPort()), selector));
        }
    }

    /** Closed loop: every connection sends its next request as soon as it has its answer. */
    Measured saturate(Call call, Duration duration) throws IOException {
        long start = System.nanoTime();
        long end = start + duration.toNanos();
        count = 0;
        for (Connection connection : connections) {
            connection.send(call.next(), System.nanoTime());
        }
        int[] open = {connections.size()};
        while (open[0] > 0) {
            receive(PATIENCE.toMillis(), call, connection -> {
                long now = System.nanoTime();
                if (now - end < 0) {
                    send(connection, call, now);
                } else {
                    open[0]--;
                }
            });
        }
        return measured(start);
    }

    /**
     * Open loop: requests become due at a steady rate, whatever the server does, and each is timed from when it was due. A stall thus
     * counts for all the requests that it held up (no coordinated omission).
     */
    Measured keepUp(Call call, int perSecond, Duration duration) throws IOException {
        long interval = Duration.ofSeconds(1).toNanos() / perSecond;
        long total = duration.toNanos() / interval;
        long start = System.nanoTime();
        long sent = 0;
        count = 0;
        // In turn: the server closes a connection that rests for long.
        Queue<Connection> idle = new ArrayDeque<>(connections);
        while (count < total) {
            long due = start + sent * interval;
            long wait = due - System.nanoTime();
            if (sent < total && wait <= 0 && !idle.isEmpty()) {
                send(idle.remove(), call, due);
                sent++;
            } else {
                boolean bound = sent == total || idle.isEmpty();
                receive(bound ? PATIENCE.toMillis() : Math.max(1, wait / 1_000_000), call, idle::add);
            }
        }
        return measured(start);
    }

    private static void send(Connection connection, Call call, long due) {
        try {
            connection.send(call.next(), due);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void receive(long millis, Call call, Consumer<Connection> answered) throws IOException {
        long asked = System.nanoTime();
        int ready = selector.select(millis);
        if (ready == 0 && System.nanoTime() - asked >= PATIENCE.toNanos()) {
            throw new IOException("no answer for " + PATIENCE.toSeconds() + " s");
        }
        for (SelectionKey key : selector.selectedKeys()) {
            Connection connection = (Connection) key.attachment();
            String response = connection.receive();
            if (response != null) {
                call.check(response);
                keep(System.nanoTime() - connection.started());
                answered.accept(connection);
            }
        }
        selector.selectedKeys().clear();
    }

    private void keep(long took) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, count * 2);
        }
        nanos[count++] = took;
    }

    private Measured measured(long start) {
        return new Measured(Arrays.copyOf(nanos, count), Duration.ofNanos(System.nanoTime() - start));
    }

    @Override
    public void close() throws IOException {
        for (Connection connection : connections) {
            connection.close();
        }
        selector.close();
    }
}
