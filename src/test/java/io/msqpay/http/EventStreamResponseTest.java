package io.msqpay.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.msqpay.payment.PaymentId;
import io.msqpay.stream.PaymentStream;
import io.msqpay.stream.PaymentStreams;
import io.msqpay.stream.StreamEvent;
import io.msqpay.stream.WatchedPayment;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections that take what they like, when they like. */
class EventStreamResponseTest {

    private static final WatchedPayment PAYMENT =
            WatchedPayment.of(new PaymentId("0x" + "11".repeat(32)), "latest", null);
    private static final Duration HEARTBEAT = Duration.ofSeconds(20);

    private final PaymentStreams streams = new PaymentStreams(10, 10, Duration.ofHours(1));
    private final AtomicLong clock = new AtomicLong();
    private final AsyncContext async = mock(AsyncContext.class);
    private final HttpServletRequest request = mock(HttpServletRequest.class);
    private final Connection connection = new Connection();

    private static final class Connection extends ServletOutputStream {

        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private int room;
        private boolean gone;
        private int flushes;

        @Override
        public boolean isReady() {
            return room > 0;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            assertThat(listener).isNotNull();
        }

        @Override
        public void write(int octet) throws IOException {
            throw new IOException("one at a time?");
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            if (gone) {
                throw new IOException("Broken pipe");
            }
            assertThat(room).isPositive();
            room--;
            taken.writeBytes(bytes);
        }

        @Override
        public void flush() {
            assertThat(room).isPositive();
            flushes++;
        }

        private String text() {
            return taken.toString(StandardCharsets.UTF_8);
        }
    }

    @BeforeEach
    void startAsync() {
        when(request.startAsync()).thenReturn(async);
    }

    @Test
    void writesNothingBeforeTheConnectionTakesIt() {
        EventStreamResponse response = start(open());
        assertThat(connection.text()).isEmpty();

        connection.room = 10;
        response.onWritePossible();

        assertThat(connection.text()).matches("retry:\\d{4}\n\nevent:status\nid:s1\ndata:\\{\"n\":1}\n\n");
        assertThat(connection.flushes).isPositive();
        verify(async).setTimeout(0);
        verify(async, never()).complete();
    }

    @Test
    void keepsTheLatestEventOnlyForAConnectionThatTakesNothing() {
        EventStreamResponse response = start(open());

        streams.tell(PAYMENT, event(2, false));
        streams.tell(PAYMENT, event(3, true));
        verify(async, never()).complete();
        connection.room = 10;
        response.onWritePossible();

        assertThat(connection.text()).contains("id:s3").doesNotContain("id:s1", "id:s2");
        verify(async).complete();
        assertThat(streams.count()).isZero();
    }

    @Test
    void sendsAHeartbeatAfterSilenceOnly() {
        connection.room = 100;
        EventStreamResponse response = start(open());
        response.onWritePossible();
        int before = connection.text().length();

        pass(HEARTBEAT.minusMillis(1));
        streams.beat();
        assertThat(connection.text()).hasSize(before);
        pass(Duration.ofMillis(1));
        streams.beat();
        streams.beat();

        assertThat(connection.text().substring(before)).isEqualTo(":\n\n");
    }

    @Test
    void freesThePlaceOfAClientThatDoesNotRead() {
        start(open());

        pass(EventStreamResponse.PATIENCE.minusMillis(1));
        streams.beat();
        assertThat(streams.count()).isEqualTo(1);
        pass(Duration.ofMillis(1));
        streams.beat();

        assertThat(streams.count()).isZero();
        verify(async).complete();
    }

    @Test
    void freesThePlaceOfAClientThatHasGone() {
        connection.room = 100;
        EventStreamResponse response = start(open());
        response.onWritePossible();
        connection.gone = true;

        pass(HEARTBEAT);
        streams.beat();

        assertThat(streams.count()).isZero();
        verify(async).complete();
        response.onWritePossible();
        streams.tell(PAYMENT, event(2, true));
    }

    @Test
    void freesThePlaceWhateverTheContainerReports() {
        start(open()).onError(new IOException("Connection reset"));
        start(open()).onError(mock(AsyncEvent.class));
        start(open()).onTimeout(mock(AsyncEvent.class));
        start(open()).onComplete(mock(AsyncEvent.class));

        assertThat(streams.count()).isZero();
        verify(async, times(3)).complete();
    }

    @Test
    void writesNothingMoreOnceTheContainerHasTheConnectionBack() {
        EventStreamResponse response = start(open());
        response.onComplete(mock(AsyncEvent.class));
        connection.room = 10;

        response.tell(event(2, false));
        response.end();

        assertThat(connection.text()).isEmpty();
        verify(async, never()).complete();
    }

    private PaymentStream open() {
        return streams.open(PAYMENT, null, event(1, false), null);
    }

    private EventStreamResponse start(PaymentStream stream) {
        return EventStreamResponse.start(request, connection, stream, HEARTBEAT, clock::get);
    }

    private static StreamEvent event(int number, boolean last) {
        return new StreamEvent("status", "s" + number, "{\"n\":" + number + "}", last);
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }
}
