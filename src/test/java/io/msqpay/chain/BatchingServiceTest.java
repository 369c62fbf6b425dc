package io.msqpay.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonParseException;
import io.reactivex.Flowable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.web3j.protocol.Web3jService;
import org.web3j.protocol.core.BatchRequest;
import org.web3j.protocol.core.BatchResponse;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.core.methods.response.EthBlockNumber;
import org.web3j.protocol.core.methods.response.EthCall;
import org.web3j.protocol.websocket.events.Notification;

class BatchingServiceTest {

    private static final Duration ENDLESS = Duration.ofHours(1);

    private final Node node = new Node();
    private final AtomicLong nanoTime = new AtomicLong();
    private final BatchingService service = new BatchingService(node, ENDLESS, nanoTime::get);
    private final ExecutorService callers = Executors.newCachedThreadPool();

    @AfterEach
    void endCallers() {
        node.hold.countDown();
        callers.shutdownNow();
    }

    @Test
    void sendsALoneReadAsItIs() throws IOException {
        assertThat(service.send(call("a"), EthCall.class).getValue()).isEqualTo("a");

        assertThat(node.sent).containsExactly("a");
    }

    @Test
    void letsReadsThatMeetShareOneRequest() {
        assertThat(meet("a", "b", "c")).containsExactly("a", "b", "c");

        assertThat(node.sent).containsExactly("held", "[a, b, c]");
    }

    @Test
    void findsEachAnswerByItsIdAndNotByItsPlace() {
        node.reversed = true;

        assertThat(meet("a", "b", "c")).containsExactly("a", "b", "c");
    }

    @Test
    void putsNoMoreIntoABatchThanNodesTake() {
        String[] many = IntStream.range(0, BatchingService.MAX_BATCH + 2)
                .mapToObj(Integer::toString)
                .toArray(String[]::new);

        assertThat(meet(many)).containsExactly(many);

        assertThat(node.batchSizes).containsExactly(BatchingService.MAX_BATCH, 2);
    }

    @Test
    void doesNotLetReadsWaitForOneThatHangs() {
        BatchingService impatient = new BatchingService(node, Duration.ofMillis(1), nanoTime::get);
        CompletableFuture<String> hanging = read(impatient, "held");
        await().until(() -> node.sent.contains("held"));

        assertThat(read(impatient, "a").join()).isEqualTo("a");
        assertThat(hanging).isNotDone();
    }

    @Test
    void sharesNothingButReads() throws IOException {
        CompletableFuture<String> held = hold();

        Request<?, EthBlockNumber> other = new Request<>("eth_blockNumber", List.of("x"), node, EthBlockNumber.class);
        service.send(other, EthBlockNumber.class);

        assertThat(held).isNotDone();
        assertThat(node.sent).containsExactly("held", "x");
    }

    @Test
    void tellsEveryCallerOfAnOutageAndDoesNotAskAgain() {
        SocketTimeoutException outage = new SocketTimeoutException("timeout");
        node.batchFailure = outage;
        List<CompletableFuture<String>> reads = gathered("a", "b", "c");

        node.hold.countDown();

        assertThat(reads).allSatisfy(read -> assertThatThrownBy(read::join).hasRootCause(outage));
        assertThat(node.sent).containsExactly("held", "[a, b, c]");
    }

    @Test
    void goesOnAfterALoneReadHasFailed() {
        node.failing = "held";

        assertThat(meet("a", "b")).containsExactly("a", "b");
    }

    @Test
    void asksAloneForWhatABatchAnswersWithAnError() {
        node.erroneous = "b";

        assertThat(meet("a", "b", "c")).containsExactly("a", "b", "c");

        assertThat(node.sent).containsExactly("held", "[a, b, c]", "b");
    }

    @Test
    void takesARevertInABatchForAnAnswer() {
        node.reverting = "b";

        List<CompletableFuture<String>> reads = gathered("a", "b", "c");
        node.hold.countDown();

        assertThat(reads).extracting(CompletableFuture::join).containsExactly("a", "execution reverted", "c");
        assertThat(node.sent).containsExactly("held", "[a, b, c]");
    }

    @Test
    void sendsSingleCallsForAWhileWhenANodeRefusesABatch() {
        node.batchFailure = new ClassCastException("not an array");
        assertThat(meet("a", "b")).containsExactly("a", "b");
        assertThat(node.sent).startsWith("held", "[a, b]").contains("a", "b");

        node.sent.clear();
        node.batchFailure = null;
        hold();
        assertThat(read(service, "c").join()).isEqualTo("c");
        assertThat(node.sent).containsExactly("held", "c");
        node.hold.countDown();

        nanoTime.addAndGet(BatchingService.REFUSAL.toNanos());
        assertThat(meet("d", "e")).containsExactly("d", "e");
        assertThat(node.sent).endsWith("held", "[d, e]");
    }

    @Test
    void takesAnAnswerThatIsNotJsonForARefusal() {
        node.batchFailure = new JsonParseException(null, "<html>");

        assertThat(meet("a", "b")).containsExactly("a", "b");
    }

    @Test
    void anInterruptedReadStillGetsItsAnswer() throws InterruptedException {
        hold();
        List<String> answers = new CopyOnWriteArrayList<>();
        Thread reader = new Thread(() -> {
            Thread.currentThread().interrupt();
            answers.add(read("a") + " " + Thread.interrupted());
        });
        reader.start();
        reader.join();

        assertThat(answers).containsExactly("a true");
    }

    @Test
    void closesItsNode() throws IOException {
        service.close();

        assertThat(node.sent).containsExactly("close");
    }

    /** The answers of reads that gather behind one that is held up and then let go. */
    private List<String> meet(String... data) {
        List<CompletableFuture<String>> reads = gathered(data);
        node.hold.countDown();
        return reads.stream().map(CompletableFuture::join).toList();
    }

    private List<CompletableFuture<String>> gathered(String... data) {
        hold();
        List<CompletableFuture<String>> reads = new ArrayList<>();
        for (String one : data) {
            reads.add(read(service, one));
            await().until(() -> service.waiting() == reads.size());
        }
        return reads;
    }

    private CompletableFuture<String> hold() {
        node.hold = new CountDownLatch(1);
        long before = node.sent.stream().filter("held"::equals).count();
        CompletableFuture<String> held = read(service, "held");
        await().until(() -> node.sent.stream().filter("held"::equals).count() > before);
        return held;
    }

    private CompletableFuture<String> read(BatchingService through, String data) {
        return CompletableFuture.supplyAsync(() -> read(through, call(data)), callers);
    }

    private String read(String data) {
        return read(service, call(data));
    }

    private static String read(BatchingService through, Request<?, EthCall> call) {
        try {
            EthCall answer = through.send(call, EthCall.class);
            return answer.hasError() ? answer.getError().getMessage() : answer.getValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A call whose answer is its data. */
    private Request<?, EthCall> call(String data) {
        return new Request<>("eth_call", List.of(data), node, EthCall.class);
    }

    /** Answers every call with its own data, and holds up the one named held. */
    private static final class Node implements Web3jService {

        private final List<String> sent = new CopyOnWriteArrayList<>();
        private final List<Integer> batchSizes = new CopyOnWriteArrayList<>();
        private volatile CountDownLatch hold = new CountDownLatch(1);
        private volatile Exception batchFailure;
        private volatile boolean reversed;
        private volatile String failing;
        private volatile String erroneous;
        private volatile String reverting;

        @Override
        @SuppressWarnings({"rawtypes", "unchecked"}) // as web3j declares it
        public <T extends Response> T send(Request request, Class<T> responseType) throws IOException {
            String data = (String) request.getParams().get(0);
            CountDownLatch gate = hold;
            sent.add(data);
            if (data.equals("held")) {
                pass(gate);
            }
            if (data.equals(failing)) {
                throw new IOException("refused");
            }
            return responseType == EthCall.class ? responseType.cast(answer(request)) : null;
        }

        @Override
        public BatchResponse sendBatch(BatchRequest batch) throws IOException {
            sent.add(batch.getRequests().stream()
                    .map(request -> request.getParams().get(0))
                    .toList()
                    .toString());
            batchSizes.add(batch.getRequests().size());
            if (batchFailure instanceof IOException e) {
                throw e;
            }
            if (batchFailure instanceof RuntimeException e) {
                throw e;
            }
            List<EthCall> answers = new ArrayList<>(
                    batch.getRequests().stream().map(this::batchAnswer).toList());
            if (reversed) {
                Collections.reverse(answers);
            }
            return new BatchResponse(batch.getRequests(), answers);
        }

        private EthCall batchAnswer(Request<?, ?> request) {
            EthCall answer = answer(request);
            if (answer.getValue().equals(erroneous)) {
                answer.setError(new Response.Error(-32000, "too many in a batch"));
            }
            if (answer.getValue().equals(reverting)) {
                answer.setError(new Response.Error(3, "execution reverted"));
            }
            return answer;
        }

        private static EthCall answer(Request<?, ?> request) {
            EthCall answer = new EthCall();
            answer.setId(request.getId());
            answer.setResult((String) request.getParams().get(0));
            return answer;
        }

        private static void pass(CountDownLatch gate) throws IOException {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        @SuppressWarnings("rawtypes") // as web3j declares it
        public <T extends Response> CompletableFuture<T> sendAsync(Request request, Class<T> responseType) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<BatchResponse> sendBatchAsync(BatchRequest batch) {
            throw new UnsupportedOperationException();
        }

        @Override
        @SuppressWarnings("rawtypes") // as web3j declares it
        public <T extends Notification<?>> Flowable<T> subscribe(
                Request request, String unsubscribeMethod, Class<T> responseType) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            sent.add("close");
        }
    }
}
