package io.msqpay.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.FilterChain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class LoadLimitFilterTest {

    private static final Duration NO_WAIT = Duration.ZERO;
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String STATUS = "/payments/x/status";
    private static final String CREATE = "/payments/create";
    private static final String GASLESS = "/payments/x/gasless";
    private static final String RELAY = "/payments/x/relay";

    private final ExecutorService clients = Executors.newCachedThreadPool();
    private final CountDownLatch node = new CountDownLatch(1);
    private final AtomicInteger atNode = new AtomicInteger();

    @AfterEach
    void end() {
        node.countDown();
        clients.shutdown();
    }

    @Test
    void whoComesBeyondTheCapIsRefusedAtOnceAndToldToComeBack() throws Exception {
        LoadLimitFilter filter = filter(2, NO_WAIT);
        hold(filter, "GET", STATUS, 2);

        MockHttpServletResponse refused = ask(filter, "GET", STATUS);

        assertThat(refused.getStatus()).isEqualTo(503);
        assertThat(refused.getHeader("Retry-After")).isEqualTo("1");
        assertThat(new ObjectMapper()
                        .readTree(refused.getContentAsString())
                        .get("error")
                        .asText())
                .isEqualTo("ServiceUnavailable");
        assertThat(atNode).hasValue(2);
    }

    @Test
    void whoWaitsGetsThePlaceThatBecomesFree() throws Exception {
        LoadLimitFilter filter = filter(1, LONG);
        List<Future<MockHttpServletResponse>> answers = hold(filter, "GET", STATUS, 1);
        answers.add(clients.submit(() -> ask(filter, "GET", STATUS)));

        node.countDown();

        for (Future<MockHttpServletResponse> answer : answers) {
            assertThat(answer.get(10, TimeUnit.SECONDS).getStatus()).isEqualTo(200);
        }
        assertThat(atNode).hasValue(2);
    }

    @Test
    void nobodyWaitsLongerThanConfiguredAndWhoGaveUpLeavesTheWaitingPlace() throws Exception {
        LoadLimitFilter filter = filter(1, Duration.ofMillis(50));
        hold(filter, "GET", STATUS, 1);

        for (int i = 0; i < 3; i++) {
            long start = System.nanoTime();
            assertThat(ask(filter, "GET", STATUS).getStatus()).isEqualTo(503);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(50), LONG);
        }
    }

    @Test
    void onlyAsManyWaitAsRun() throws Exception {
        LoadLimitFilter filter = filter(2, LONG);
        List<Future<MockHttpServletResponse>> answers = hold(filter, "GET", STATUS, 2);
        for (int i = 0; i < 3; i++) {
            answers.add(clients.submit(() -> ask(filter, "GET", STATUS)));
        }

        await().until(() -> answers.stream().filter(Future::isDone).count() == 1);
        node.countDown();

        List<Integer> statuses = new ArrayList<>();
        for (Future<MockHttpServletResponse> answer : answers) {
            statuses.add(answer.get(10, TimeUnit.SECONDS).getStatus());
        }
        assertThat(statuses).containsExactlyInAnyOrder(200, 200, 200, 200, 503);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, " + STATUS + ", POST, " + CREATE,
        "GET, " + STATUS + ", POST, " + RELAY,
        "POST, " + CREATE + ", GET, " + STATUS,
        "POST, " + GASLESS + ", GET, " + GASLESS,
        "POST, " + GASLESS + ", POST, " + RELAY,
        "POST, " + RELAY + ", POST, " + CREATE,
        "GET, " + STATUS + ", GET, /config",
        "GET, " + STATUS + ", GET, /health"
    })
    void oneKindOfRequestDoesNotTakeThePlacesOfAnother(String heldMethod, String heldPath, String method, String path)
            throws Exception {
        LoadLimitFilter filter = filter(1, NO_WAIT);
        hold(filter, heldMethod, heldPath, 1);

        assertThat(ask(filter, heldMethod, heldPath).getStatus()).isEqualTo(503);
        Future<MockHttpServletResponse> other = clients.submit(() -> ask(filter, method, path));
        await().untilAtomic(atNode, org.hamcrest.Matchers.is(2));
        node.countDown();
        assertThat(other.get(10, TimeUnit.SECONDS).getStatus()).isEqualTo(200);
    }

    @Test
    void createAndGaslessShareTheirPlaces() throws Exception {
        LoadLimitFilter filter = filter(1, NO_WAIT);
        hold(filter, "POST", CREATE, 1);

        assertThat(ask(filter, "POST", GASLESS).getStatus()).isEqualTo(503);
    }

    @Test
    void aRequestThatFailsGivesItsPlaceBack() throws Exception {
        LoadLimitFilter filter = filter(1, NO_WAIT);
        FilterChain failing = (request, response) -> {
            throw new IllegalStateException("failed");
        };

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> filter.doFilter(request("GET", STATUS), new MockHttpServletResponse(), failing))
                    .isInstanceOf(IllegalStateException.class);
        }
        node.countDown();
        assertThat(ask(filter, "GET", STATUS).getStatus()).isEqualTo(200);
    }

    private static LoadLimitFilter filter(int each, Duration wait) {
        return new LoadLimitFilter(
                new ServedContract(OpenApiContract.load()), each, each, each, wait, new ErrorResponder());
    }

    /** So many requests hang at the node. */
    private List<Future<MockHttpServletResponse>> hold(LoadLimitFilter filter, String method, String path, int count) {
        List<Future<MockHttpServletResponse>> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(clients.submit(() -> ask(filter, method, path)));
        }
        await().untilAtomic(atNode, org.hamcrest.Matchers.is(count));
        return answers;
    }

    private MockHttpServletResponse ask(LoadLimitFilter filter, String method, String path) throws Exception {
        MockHttpServletResponse response = new MockHttpServletResponse();
        filter.doFilter(request(method, path), response, (request, answer) -> {
            atNode.incrementAndGet();
            try {
                node.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        return response;
    }

    private static MockHttpServletRequest request(String method, String path) {
        MockHttpServletRequest request = new MockHttpServletRequest(method, path);
        request.setServletPath(path);
        return request;
    }
}
