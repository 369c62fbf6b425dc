package io.msqpay.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.msqpay.camel.Lookout;
import io.msqpay.camel.Lookout.Seen;
import io.msqpay.error.ServiceUnavailableException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many ask, one looks, and nobody waits long. */
class LookoutTest {

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicBoolean open = new AtomicBoolean(true);

    @AfterEach
    void stop() {
        camel.stop();
    }

    private Lookout<Integer> lookout(Duration interval, Processor route) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:look")
                        .process(exchange -> exchange.getMessage().setBody(looks.incrementAndGet()))
                        .process(route);
            }
        });
        camel.start();
        return new Lookout<>(camel, "direct:look", Integer.class, interval, open::get);
    }

    private static void nothing(Exchange exchange) {}

    @Test
    void oneLookServesAllWhoAskInAnInterval() throws Exception {
        Lookout<Integer> lookout = lookout(Duration.ofHours(1), LookoutTest::nothing);

        assertThat(IntStream.range(0, 50).parallel().mapToObj(i -> lookout.look()
                        .value()))
                .containsOnly(1);
        assertThat(looks).hasValue(1);
    }

    @Test
    void afterAnIntervalItLooksAgain() throws Exception {
        Lookout<Integer> lookout = lookout(Duration.ofMillis(20), LookoutTest::nothing);
        lookout.look();

        await().until(() -> lookout.look().value() > 1);
    }

    @Test
    void whoAsksDuringALookGetsWhatWasSeenBefore() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Lookout<Integer> lookout = lookout(Duration.ofSeconds(1), exchange -> {
            if (looks.get() > 1) {
                release.await();
            }
        });
        lookout.look();
        await().until(() -> {
            lookout.look();
            return looks.get() == 2;
        });

        assertThat(lookout.look().value()).isEqualTo(1);
        release.countDown();
        await().until(() -> lookout.look().value() == 2);
    }

    @Test
    void nobodyWaitsLongForALookThatHangs() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Lookout<Integer> lookout = lookout(Duration.ofHours(1), exchange -> release.await());
        long start = System.nanoTime();

        Seen<Integer> seen = lookout.look();

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(400), Duration.ofSeconds(5));
        assertThat(seen.trouble()).isEqualTo("There is no answer yet");
        assertThat(lookout.find()).isEmpty();
        assertThat(looks).hasValue(1);
        release.countDown();
        await().until(() -> lookout.find().isPresent());
    }

    @Test
    void whatARouteThrowsIsTheTrouble() throws Exception {
        Lookout<Integer> lookout = lookout(Duration.ofHours(1), exchange -> {
            throw new ServiceUnavailableException("No node of the chain answers");
        });

        assertThat(lookout.look()).isEqualTo(new Seen<>(null, "No node of the chain answers"));
    }

    @Test
    void nobodyLooksBeforeThereIsSomethingToSee() throws Exception {
        Lookout<Integer> lookout = lookout(Duration.ofHours(1), LookoutTest::nothing);
        open.set(false);

        assertThat(lookout.look().trouble()).isEqualTo("The server is starting");
        assertThat(looks).hasValue(0);
        open.set(true);
        assertThat(lookout.look().value()).isEqualTo(1);
    }
}
