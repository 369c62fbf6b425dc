package io.msqpay.stream;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What getPaymentEvents answers: the events of one payment, for one reader. It has taken a place, which is free again when the stream
 * ends or is closed, and after the longest time that a stream may last even if nobody ever reads it.
 */
public final class PaymentStream implements AutoCloseable {

    private final PaymentStreams streams;
    private final WatchedPayment watched;
    private final Object client;
    private final long opened;
    private final Lock lock = new ReentrantLock();

    // Guarded by lock.
    private StreamEvent untold;
    private String known;
    private PaymentReader reader;
    private boolean over;

    PaymentStream(PaymentStreams streams, WatchedPayment watched, Object client, String known, long opened) {
        this.streams = streams;
        this.watched = watched;
        this.client = client;
        this.known = known;
        this.opened = opened;
    }

    /** Lets a reader have the events, from the present state on unless it knows that one. There is one reader. */
    public void readBy(PaymentReader first) {
        lock.lock();
        try {
            if (reader != null) {
                throw new IllegalStateException("The stream has a reader already");
            }
            reader = first;
            if (untold != null) {
                pass(untold);
            } else if (over) {
                reader.end();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The reader has gone. */
    @Override
    public void close() {
        lock.lock();
        try {
            over = true;
        } finally {
            lock.unlock();
        }
        streams.leave(this);
    }

    WatchedPayment watched() {
        return watched;
    }

    /** Whose place it is; null when nobody knows. */
    Object client() {
        return client;
    }

    /** In nanoseconds, as the streams count them. */
    long opened() {
        return opened;
    }

    void tell(StreamEvent event) {
        lock.lock();
        try {
            if (over || event.id().equals(known)) {
                return;
            }
            known = event.id();
            if (reader == null) {
                untold = event;
            } else {
                pass(event);
            }
        } finally {
            lock.unlock();
        }
    }

    void beat() {
        lock.lock();
        try {
            if (reader != null && !over) {
                reader.beat();
            }
        } finally {
            lock.unlock();
        }
    }

    void end() {
        lock.lock();
        try {
            if (!over && reader != null) {
                reader.end();
            }
        } finally {
            lock.unlock();
        }
        close();
    }

    private void pass(StreamEvent event) {
        untold = null;
        reader.tell(event);
        if (event.last()) {
            end();
        }
    }

    @Override
    public String toString() {
        return "stream of " + watched;
    }
}
