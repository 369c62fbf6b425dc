package io.msqpay.http;

import io.msqpay.stream.PaymentReader;
import io.msqpay.stream.PaymentStream;
import io.msqpay.stream.StreamEvent;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a stream as server-sent events (WHATWG HTML, 9.2). It takes no thread while nothing happens, and never waits for the client: what the
 * connection does not take yet stays here, and of events only the latest.
 */
final class EventStreamResponse implements PaymentReader, WriteListener, AsyncListener {

    private static final Logger LOG = LoggerFactory.getLogger(EventStreamResponse.class);

    /** How long a connection may take nothing before the client counts as gone. */
    static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final String HEARTBEAT = ":\n\n";
    /** Milliseconds after which a browser comes back: not all of them at the same moment. */
    private static final int MIN_RETRY = 2_000;

    private static final int MAX_RETRY = 4_000;

    private final PaymentStream stream;
    private final AsyncContext async;
    private final ServletOutputStream out;
    private final long heartbeatNanos;
    private final LongSupplier nanoTime;
    private final Lock lock = new ReentrantLock();

    // Guarded by lock.
    private String note;
    private StreamEvent event;
    private boolean unflushed;
    private boolean ending;
    private boolean over;
    private long lastWritten;

    /** Since when the connection takes nothing; null when it does. */
    private Long stuckSince;

    private EventStreamResponse(
            PaymentStream stream,
            AsyncContext async,
            ServletOutputStream out,
            Duration heartbeat,
            LongSupplier nanoTime) {
        this.stream = stream;
        this.async = async;
        this.out = out;
        this.heartbeatNanos = heartbeat.toNanos();
        this.nanoTime = nanoTime;
        this.note = "retry:" + ThreadLocalRandom.current().nextInt(MIN_RETRY, MAX_RETRY) + "\n\n";
        this.lastWritten = nanoTime.getAsLong();
    }

    /** Answers with the stream, or with its head alone, which is over at once. */
    static void answer(
            HttpServletRequest request, HttpServletResponse response, PaymentStream stream, Duration heartbeat)
            throws IOException {
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType("text/event-stream");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.setHeader("Cache-Control", "no-store");
        // nginx, and those who copied it, would keep events back until there are some kilobytes of them.
        response.setHeader("X-Accel-Buffering", "no");
        if (ContractRequestFilter.isHead(request)) {
            stream.close();
            return;
        }
        RequestFacts.sent(request, HttpServletResponse.SC_OK);
        start(request, response.getOutputStream(), stream, heartbeat, System::nanoTime);
    }

    /** Opens the stream on a response whose head is set. */
    static EventStreamResponse start(
            HttpServletRequest request,
            ServletOutputStream out,
            PaymentStream stream,
            Duration heartbeat,
            LongSupplier nanoTime) {
        AsyncContext async = request.startAsync();
        // How long it lasts is the stream's to say.
        async.setTimeout(0);
        EventStreamResponse written = new EventStreamResponse(stream, async, out, heartbeat, nanoTime);
        async.addListener(written);
        out.setWriteListener(written);
        stream.readBy(written);
        return written;
    }

    @Override
    public void tell(StreamEvent told) {
        write(() -> event = told);
    }

    @Override
    public void beat() {
        long now = nanoTime.getAsLong();
        if (isStuck(now)) {
            LOG.debug("A client does not read its events");
            leave();
            return;
        }
        write(() -> {
            if (note == null && now - lastWritten >= heartbeatNanos) {
                note = HEARTBEAT;
            }
        });
    }

    @Override
    public void end() {
        write(() -> ending = true);
    }

    @Override
    public void onWritePossible() {
        write(() -> {});
    }

    private boolean isStuck(long now) {
        lock.lock();
        try {
            return stuckSince != null && now - stuckSince >= PATIENCE.toNanos();
        } finally {
            lock.unlock();
        }
    }

    private void write(Runnable change) {
        boolean gone = false;
        lock.lock();
        try {
            change.run();
            gone = !over && !writeWhatIsTaken();
        } finally {
            lock.unlock();
        }
        if (gone) {
            leave();
        }
    }

    /** As much as the connection takes without waiting; false when the client has gone. */
    private boolean writeWhatIsTaken() {
        try {
            while (out.isReady()) {
                stuckSince = null;
                String next = next();
                if (next != null) {
                    out.write(next.getBytes(StandardCharsets.UTF_8));
                    lastWritten = nanoTime.getAsLong();
                    unflushed = true;
                } else if (unflushed) {
                    unflushed = false;
                    out.flush();
                } else {
                    if (ending) {
                        over = true;
                        async.complete();
                    }
                    return true;
                }
            }
            if (stuckSince == null) {
                stuckSince = nanoTime.getAsLong();
            }
            return true;
        } catch (IOException e) {
            LOG.debug("A client has left its events", e);
            return false;
        }
    }

    private String next() {
        String text = null;
        if (note != null) {
            text = note;
            note = null;
        } else if (event != null) {
            text = "event:" + event.name() + "\nid:" + event.id() + "\ndata:" + event.data() + "\n\n";
            event = null;
        }
        return text;
    }

    /** Outside the lock: the stream calls this reader under a lock of its own. */
    private void leave() {
        lock.lock();
        try {
            if (!over) {
                over = true;
                async.complete();
            }
        } finally {
            lock.unlock();
        }
        stream.close();
    }

    /** Whatever ended it, the connection is the container's again. */
    private void forget() {
        lock.lock();
        try {
            over = true;
        } finally {
            lock.unlock();
        }
        stream.close();
    }

    @Override
    public void onError(Throwable failure) {
        LOG.debug("A client has left its events", failure);
        leave();
    }

    @Override
    public void onComplete(AsyncEvent finished) {
        forget();
    }

    @Override
    public void onError(AsyncEvent failed) {
        leave();
    }

    @Override
    public void onTimeout(AsyncEvent never) {
        leave();
    }

    @Override
    public void onStartAsync(AsyncEvent again) {
        again.getAsyncContext().addListener(this);
    }
}
