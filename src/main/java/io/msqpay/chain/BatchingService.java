package io.msqpay.chain;

import com.fasterxml.jackson.core.JacksonException;
import io.reactivex.Flowable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.web3j.protocol.Web3jService;
import org.web3j.protocol.core.BatchRequest;
import org.web3j.protocol.core.BatchResponse;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.core.methods.response.EthCall;
import org.web3j.protocol.websocket.events.Notification;

/**
 * Lets reads that meet on their way to a node share one HTTP request (a JSON-RPC batch). A read goes out at once while no other is under
 * way. Those that come meanwhile gather; when the way is free, or a moment has passed, the first of them takes the others along.
 *
 * <p>Only {@code eth_call} is shared, which can be repeated without harm: whatever a batch leaves open is asked for again alone, so that
 * a node that does not take batches, or one bad call among good ones, fails nobody else.
 */
public final class BatchingService implements Web3jService {

    private static final Logger LOG = LoggerFactory.getLogger(BatchingService.class);

    /** As many as common providers take at once. */
    public static final int MAX_BATCH = 50;

    /** The most that sharing may add to a call's time: enough to gather on a near node, little beside the way to a far one. */
    private static final Duration PATIENCE = Duration.ofMillis(5);

    /** How long a node that refused a batch is left in peace. */
    static final Duration REFUSAL = Duration.ofMinutes(1);

    private final Web3jService service;
    private final Duration patience;
    private final LongSupplier nanoTime;
    private final Lock lock = new ReentrantLock();

    // Guarded by lock.
    private final Deque<Read> waiting = new ArrayDeque<>();
    private int underWay;

    private volatile Long refusedAt;

    /** @param service sends single calls and batches, each within its time limit */
    public BatchingService(Web3jService service) {
        this(service, PATIENCE, System::nanoTime);
    }

    BatchingService(Web3jService service, Duration patience, LongSupplier nanoTime) {
        this.service = service;
        this.patience = patience;
        this.nanoTime = nanoTime;
    }

    @Override
    @SuppressWarnings({"rawtypes", "unchecked"}) // as web3j declares it
    public <T extends Response> T send(Request request, Class<T> responseType) throws IOException {
        if (responseType != EthCall.class || refusesBatches()) {
            return service.send(request, responseType);
        }
        Read read = new Read(request);
        return responseType.cast(enter(read) ? lead(List.of(read)) : await(read).take());
    }

    /** What a read that had to wait does in the end: lead others, go alone, or take what the leader brought. */
    private interface Turn {
        EthCall take() throws IOException;
    }

    private static final class Read {

        private final Request<?, EthCall> request;
        private final CountDownLatch decided = new CountDownLatch(1);
        private volatile Turn turn;

        Read(Request<?, EthCall> request) {
            this.request = request;
        }

        void decide(Turn made) {
            turn = made;
            decided.countDown();
        }
    }

    /** Answers whether the way is free; else the read waits with the others. */
    private boolean enter(Read read) {
        lock.lock();
        try {
            if (underWay == 0) {
                underWay++;
                return true;
            }
            waiting.add(read);
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** How many reads gather at the moment. */
    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    private Turn await(Read read) {
        boolean interrupted = false;
        try {
            if (read.decided.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                return read.turn;
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        List<Read> gathered = gather(read);
        while (gathered.isEmpty() && read.decided.getCount() > 0) {
            try {
                // Somebody has taken it along and is bound by the time limit.
                read.decided.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return gathered.isEmpty() ? read.turn : () -> lead(gathered);
    }

    /** Takes a read whose patience is over out of the queue, and others with it; none when it has been taken along already. */
    private List<Read> gather(Read first) {
        lock.lock();
        try {
            if (!waiting.remove(first)) {
                return List.of();
            }
            waiting.addFirst(first);
            return gather();
        } finally {
            lock.unlock();
        }
    }

    private List<Read> gather() {
        List<Read> reads = new ArrayList<>();
        while (reads.size() < MAX_BATCH && !waiting.isEmpty()) {
            reads.add(waiting.removeFirst());
        }
        underWay++;
        return reads;
    }

    /** Asks for all, tells the others, and answers the first. */
    private EthCall lead(List<Read> reads) throws IOException {
        Function<Read, Turn> outcome = read -> () -> {
            throw new IOException("The shared call broke off");
        };
        try {
            outcome = reads.size() == 1 ? single(reads.get(0)) : batch(reads);
        } finally {
            makeWay();
            for (Read other : reads.subList(1, reads.size())) {
                other.decide(outcome.apply(other));
            }
        }
        return outcome.apply(reads.get(0)).take();
    }

    private void makeWay() {
        List<Read> next = List.of();
        lock.lock();
        try {
            underWay--;
            if (underWay == 0 && !waiting.isEmpty()) {
                next = gather();
            }
        } finally {
            lock.unlock();
        }
        if (!next.isEmpty()) {
            List<Read> reads = next;
            reads.get(0).decide(() -> lead(reads));
        }
    }

    private Function<Read, Turn> single(Read only) throws IOException {
        EthCall answer = alone(only);
        return read -> () -> answer;
    }

    private Function<Read, Turn> batch(List<Read> reads) {
        BatchRequest batch = new BatchRequest(service);
        reads.forEach(read -> batch.add(read.request));
        try {
            Map<Long, EthCall> answers = service.sendBatch(batch).getResponses().stream()
                    .map(EthCall.class::cast)
                    // Any other error may be about the batch.
                    .filter(answer -> !answer.hasError() || isRevert(answer.getError()))
                    .collect(Collectors.toMap(EthCall::getId, Function.identity()));
            return read -> {
                EthCall answer = answers.get(read.request.getId());
                return answer == null ? () -> alone(read) : () -> answer;
            };
        } catch (JacksonException | RuntimeException e) {
            refusedAt = nanoTime.getAsLong();
            LOG.info("A node does not take batches; it gets single calls for a while");
            return read -> () -> alone(read);
        } catch (IOException e) {
            return read -> () -> {
                throw e;
            };
        }
    }

    private static boolean isRevert(Response.Error error) {
        return error.getMessage() != null && NodeErrors.isRevert(error.getMessage(), error.getData());
    }

    private EthCall alone(Read read) throws IOException {
        return service.send(read.request, EthCall.class);
    }

    private boolean refusesBatches() {
        Long at = refusedAt;
        return at != null && nanoTime.getAsLong() - at < REFUSAL.toNanos();
    }

    @Override
    @SuppressWarnings("rawtypes") // as web3j declares it
    public <T extends Response> CompletableFuture<T> sendAsync(Request request, Class<T> responseType) {
        return service.sendAsync(request, responseType);
    }

    @Override
    public BatchResponse sendBatch(BatchRequest batch) throws IOException {
        return service.sendBatch(batch);
    }

    @Override
    public CompletableFuture<BatchResponse> sendBatchAsync(BatchRequest batch) {
        return service.sendBatchAsync(batch);
    }

    @Override
    @SuppressWarnings("rawtypes") // as web3j declares it
    public <T extends Notification<?>> Flowable<T> subscribe(
            Request request, String unsubscribeMethod, Class<T> responseType) {
        return service.subscribe(request, unsubscribeMethod, responseType);
    }

    @Override
    public void close() throws IOException {
        service.close();
    }
}
