package io.msqpay.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.msqpay.error.ServiceUnavailableException;
import io.msqpay.error.TooManyRequestsException;
import io.msqpay.payment.PaymentId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaymentStreamsTest {

    private static final WatchedPayment ONE = payment("11");
    private static final WatchedPayment TWO = payment("22");
    private static final StreamEvent PENDING = new StreamEvent("status", "p", "{}", false);
    private static final StreamEvent CONFIRMED = new StreamEvent("status", "c", "{}", true);

    private final AtomicLong clock = new AtomicLong(-5);
    private final PaymentStreams streams = new PaymentStreams(3, 2, Duration.ofMinutes(10), clock::get);

    private static final class Page implements PaymentReader {

        private final List<String> heard = new ArrayList<>();

        @Override
        public void tell(StreamEvent event) {
            heard.add(event.id());
        }

        @Override
        public void beat() {
            heard.add("beat");
        }

        @Override
        public void end() {
            heard.add("end");
        }
    }

    @Test
    void tellsThePresentStateThenOnlyWhatIsNew() {
        Page page = read(streams.open(ONE, null, PENDING, null));

        streams.tell(ONE, PENDING);
        streams.tell(TWO, CONFIRMED);
        streams.tell(ONE, CONFIRMED);
        streams.tell(ONE, PENDING);

        assertThat(page.heard).containsExactly("p", "c", "end");
        assertThat(streams.count()).isZero();
    }

    @Test
    void doesNotTellAReaderWhatItKnows() {
        Page page = read(streams.open(ONE, null, PENDING, "p"));

        assertThat(page.heard).isEmpty();
    }

    @Test
    void keepsTheLatestStateForAReaderThatIsNotThereYet() {
        PaymentStream stream = streams.open(ONE, null, PENDING, null);
        streams.tell(ONE, CONFIRMED);

        Page page = read(stream);

        assertThat(page.heard).containsExactly("c", "end");
        assertThatThrownBy(() -> read(stream)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void endsAtOnceForAReaderThatComesAfterTheEnd() {
        PaymentStream stream = streams.open(ONE, null, PENDING, "p");
        streams.close();

        assertThat(read(stream).heard).containsExactly("end");
    }

    @Test
    void hasPlacesForAllAndForEachClient() {
        streams.open(ONE, 1L, PENDING, null);
        PaymentStream second = streams.open(TWO, 1L, PENDING, null);

        assertThatThrownBy(() -> streams.open(ONE, 1L, PENDING, null)).isInstanceOf(TooManyRequestsException.class);
        streams.open(ONE, null, PENDING, null);
        assertThatThrownBy(() -> streams.open(ONE, 2L, PENDING, null)).isInstanceOf(ServiceUnavailableException.class);
        second.close();
        second.close();
        assertThat(streams.count()).isEqualTo(2);
        streams.open(ONE, 1L, PENDING, null);
        assertThatThrownBy(() -> streams.open(ONE, 2L, PENDING, null)).isInstanceOf(ServiceUnavailableException.class);
    }

    @Test
    void looksAtAllWithANewBlockAndAtNewcomersAnyway() {
        streams.open(ONE, null, PENDING, null);

        assertThat(streams.due("a")).containsExactly(ONE);
        assertThat(streams.due("a")).isEmpty();
        PaymentStream second = streams.open(TWO, null, PENDING, null);
        assertThat(streams.due("a")).containsExactly(TWO);
        assertThat(streams.due("b")).containsExactlyInAnyOrder(ONE, TWO);
        streams.open(ONE, null, PENDING, null);
        second.close();
        assertThat(streams.due("b")).containsExactly(ONE);
    }

    @Test
    void looksAtAllNowAndThenWithoutABlock() {
        streams.open(ONE, null, PENDING, null);
        streams.due("a");

        pass(Duration.ofSeconds(14));
        assertThat(streams.due("a")).isEmpty();
        pass(Duration.ofSeconds(1));
        assertThat(streams.due("a")).containsExactly(ONE);
    }

    @Test
    void looksAtWhatIsAskedAtAnotherBlockOrByAnotherTransactionByItself() {
        WatchedPayment finalized = new WatchedPayment(ONE.paymentId(), "finalized", null);
        streams.open(ONE, null, PENDING, null);
        streams.open(finalized, null, PENDING, null);

        assertThat(streams.due("a")).containsExactlyInAnyOrder(ONE, finalized);
    }

    @Test
    void endsWhatHasLastedLongEnoughWhoeverReadsIt() {
        Page page = read(streams.open(ONE, null, PENDING, null));
        streams.open(TWO, 1L, PENDING, null);

        pass(Duration.ofMinutes(9));
        streams.beat();
        assertThat(page.heard).containsExactly("p", "beat");
        pass(Duration.ofMinutes(1));
        streams.beat();

        assertThat(page.heard).containsExactly("p", "beat", "end");
        assertThat(streams.count()).isZero();
    }

    @Test
    void endsAllWhenTheServerStopsAndTakesNobodyMore() {
        Page page = read(streams.open(ONE, null, PENDING, null));

        streams.close();

        assertThat(page.heard).containsExactly("p", "end");
        assertThat(streams.isWatched()).isFalse();
        assertThatThrownBy(() -> streams.open(ONE, null, PENDING, null))
                .isInstanceOf(ServiceUnavailableException.class);
    }

    @Test
    void writesNothingOfAPaymentButItsId() {
        assertThat(streams.open(ONE, 1L, PENDING, null))
                .hasToString("stream of payment 0x" + "11".repeat(32) + " at latest");
        assertThat(PENDING).hasToString("status p");
    }

    private static Page read(PaymentStream stream) {
        Page page = new Page();
        stream.readBy(page);
        return page;
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    private static WatchedPayment payment(String octet) {
        return WatchedPayment.of(new PaymentId("0x" + octet.repeat(32)), "latest", null);
    }
}
