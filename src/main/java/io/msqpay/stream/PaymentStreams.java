package io.msqpay.stream;

import io.msqpay.error.ServiceUnavailableException;
import io.msqpay.error.TooManyRequestsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * All open streams. However many follow a payment, it is looked at once for all of them, and only when there may be something new: with
 * another block, for whoever has just come, and now and then in case a node was late.
 */
public final class PaymentStreams {

    /** Where time alone changes a payment, and no block comes for long, it is noticed after this time. */
    private static final Duration LOOK_ANYWAY = Duration.ofSeconds(15);

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final int places;
    private final int placesOfClient;
    private final Duration longest;
    private final LongSupplier nanoTime;
    private final Lock lock = new ReentrantLock();

    // Guarded by lock.
    private final Map<WatchedPayment, Set<PaymentStream>> watched = new HashMap<>();
    private final Map<Object, Integer> clients = new HashMap<>();
    private final Set<WatchedPayment> fresh = new LinkedHashSet<>();
    private int open;
    private boolean closed;
    private String head;
    private long lookedAtAll;

    /**
     * @param places how many streams may be open
     * @param placesOfClient how many of them for one client address
     * @param longest how long one may last
     */
    public PaymentStreams(int places, int placesOfClient, Duration longest) {
        this(places, placesOfClient, longest, System::nanoTime);
    }

    PaymentStreams(int places, int placesOfClient, Duration longest, LongSupplier nanoTime) {
        this.places = places;
        this.placesOfClient = placesOfClient;
        this.longest = longest;
        this.nanoTime = nanoTime;
    }

    /**
     * Opens a stream.
     *
     * @param client who takes the place; null: nobody's share is counted
     * @param now the state that was just read
     * @param lastEventId the state that the reader knows; null: none
     * @throws ServiceUnavailableException if all places are taken, or the server stops
     * @throws TooManyRequestsException if the client has all the places it may have
     */
    public PaymentStream open(WatchedPayment payment, Object client, StreamEvent now, String lastEventId) {
        PaymentStream stream = new PaymentStream(this, payment, client, lastEventId, nanoTime.getAsLong());
        lock.lock();
        try {
            if (closed || open >= places) {
                throw new ServiceUnavailableException(
                        "The server has as many open event streams as it can keep; try again, or ask for the status",
                        RETRY_AFTER,
                        null);
            }
            if (client != null && clients.getOrDefault(client, 0) >= placesOfClient) {
                throw new TooManyRequestsException(
                        "This address has as many open event streams as it may have; close one, or ask for the status",
                        RETRY_AFTER.toSeconds());
            }
            open++;
            if (client != null) {
                clients.merge(client, 1, Integer::sum);
            }
            watched.computeIfAbsent(payment, first -> new LinkedHashSet<>()).add(stream);
            // Something may have changed since it was read, and have been told to the others before this one was here.
            fresh.add(payment);
        } finally {
            lock.unlock();
        }
        stream.tell(now);
        return stream;
    }

    /** Whether anybody follows anything. */
    public boolean isWatched() {
        return count() > 0;
    }

    /** How many streams are open. */
    public int count() {
        lock.lock();
        try {
            return open;
        } finally {
            lock.unlock();
        }
    }

    /**
     * What shall be looked at now.
     *
     * @param latest hash of the latest block
     */
    public List<WatchedPayment> due(String latest) {
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            boolean all = !latest.equals(head) || now - lookedAtAll >= LOOK_ANYWAY.toNanos();
            List<WatchedPayment> due = List.copyOf(all ? watched.keySet() : fresh);
            fresh.clear();
            if (all) {
                head = latest;
                lookedAtAll = now;
            }
            return due;
        } finally {
            lock.unlock();
        }
    }

    /** Tells all who follow a payment what was seen; those who know it already are not told again. */
    public void tell(WatchedPayment payment, StreamEvent event) {
        streamsOf(payment).forEach(stream -> stream.tell(event));
    }

    /** Lets time pass: readers may send a heartbeat, and streams that have lasted long enough end. */
    public void beat() {
        long now = nanoTime.getAsLong();
        for (PaymentStream stream : all()) {
            if (now - stream.opened() >= longest.toNanos()) {
                stream.end();
            } else {
                stream.beat();
            }
        }
    }

    /** Ends all streams, and lets nobody open another one. */
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        all().forEach(PaymentStream::end);
    }

    void leave(PaymentStream stream) {
        lock.lock();
        try {
            Set<PaymentStream> others = watched.get(stream.watched());
            if (others == null || !others.remove(stream)) {
                return;
            }
            open--;
            if (stream.client() != null) {
                clients.computeIfPresent(stream.client(), (client, taken) -> taken == 1 ? null : taken - 1);
            }
            if (others.isEmpty()) {
                watched.remove(stream.watched());
                fresh.remove(stream.watched());
            }
        } finally {
            lock.unlock();
        }
    }

    private List<PaymentStream> streamsOf(WatchedPayment payment) {
        lock.lock();
        try {
            return List.copyOf(watched.getOrDefault(payment, Set.of()));
        } finally {
            lock.unlock();
        }
    }

    private List<PaymentStream> all() {
        lock.lock();
        try {
            List<PaymentStream> all = new ArrayList<>(open);
            watched.values().forEach(all::addAll);
            return all;
        } finally {
            lock.unlock();
        }
    }
}
