package io.msqpay.dsl;

import io.msqpay.payment.PaymentEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeCompletedEvent;
import org.apache.camel.spi.EventNotifier;
import org.apache.camel.support.SimpleEventNotifierSupport;
import org.awaitility.Awaitility;

/**
 * Somebody who wants to know what becomes of payments, and keeps a position with what it was told. Lives longer than the servers that it
 * listens to.
 */
public final class EventConsumer {

    private final String name;
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private final List<Map<String, Object>> taken = new CopyOnWriteArrayList<>();
    private final AtomicInteger offered = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger looked = new AtomicInteger();
    private volatile String position;
    private volatile RuntimeException refusal;
    private volatile Consumer<Map<String, Object>> reaction = event -> {};
    private final EventNotifier counter = new SimpleEventNotifierSupport() {
        {
            setIgnoreExchangeEvents(false);
            setIgnoreExchangeCompletedEvent(false);
        }

        @Override
        public void notify(CamelEvent event) {
            Exchange look = ((ExchangeCompletedEvent) event).getExchange();
            if (route().equals(look.getFromRouteId()) && look.getVariable("look") != null) {
                looked.incrementAndGet();
            }
        }
    };

    private long pause;
    private boolean keeps = true;
    private CamelContext camel;

    private EventConsumer(String name) {
        this.name = name;
        with("period", "50");
    }

    private String route() {
        return "paymentEvents-" + name;
    }

    public static EventConsumer named(String name) {
        return new EventConsumer(name);
    }

    /** Sets a parameter of the template. */
    public EventConsumer with(String parameter, String value) {
        parameters.put(parameter, value);
        return this;
    }

    /** Listens to a server from now on. */
    public EventConsumer listen(PaymentServer server) {
        camel = server.context().getBean(CamelContext.class);
        camel.getManagementStrategy().addEventNotifier(counter);
        try {
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    errorHandler(noErrorHandler());
                    // Goes on in another thread, as after many a component.
                    from("direct:take-" + name)
                            .routeId("take-" + name)
                            .delay(pause)
                            .asyncDelayed()
                            .process(exchange -> {
                                offered.incrementAndGet();
                                RuntimeException reason = refusal;
                                if (reason != null) {
                                    throw reason;
                                }
                                PaymentEvent event = exchange.getVariable("event", PaymentEvent.class);
                                Map<?, ?> body = exchange.getMessage().getBody(Map.class);
                                if (!event.id().equals(body.get("id"))
                                        || !event.paymentId().value().equals(exchange.getVariable("paymentId"))) {
                                    throw new IllegalStateException("body and variables tell different events");
                                }
                                Map<String, Object> copy = new LinkedHashMap<>();
                                body.forEach((key, value) -> copy.put((String) key, value));
                                reaction.accept(copy);
                                taken.add(copy);
                                position = exchange.getVariable("position", String.class);
                            });
                    from("direct:position-" + name).routeId("position-" + name).process(exchange -> {
                        asked.incrementAndGet();
                        exchange.getMessage().setBody(position);
                    });
                }
            });
            TemplatedRouteBuilder route = TemplatedRouteBuilder.builder(camel, "paymentEvents")
                    .routeId(route())
                    .parameter("consumer", name)
                    .parameter("deliverTo", "direct:take-" + name);
            if (keeps) {
                route.parameter("positionFrom", "direct:position-" + name);
            }
            parameters.forEach(route::parameter);
            route.add();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return this;
    }

    /** Does something with each event before it takes it. */
    public EventConsumer onEach(Consumer<Map<String, Object>> what) {
        reaction = what;
        return this;
    }

    /** Takes so many milliseconds for each event. */
    public EventConsumer slowly(long millis) {
        pause = millis;
        return this;
    }

    /** Keeps no position. */
    public EventConsumer forgetful() {
        keeps = false;
        return this;
    }

    /** Listens no more, if it did. */
    public void leave() {
        if (camel == null) {
            return;
        }
        camel.getManagementStrategy().removeEventNotifier(counter);
        try {
            for (String route : List.of(route(), "take-" + name, "position-" + name)) {
                camel.getRouteController().stopRoute(route);
                camel.removeRoute(route);
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether its route runs. */
    public boolean isListening() {
        return camel.getRouteController().getRouteStatus(route()).isStarted();
    }

    /** Refuses all events with this exception; null: takes them again. */
    public EventConsumer refuse(RuntimeException reason) {
        refusal = reason;
        return this;
    }

    /** What it has taken so far, in its order. */
    public List<Map<String, Object>> taken() {
        return List.copyOf(taken);
    }

    /** The same, each as its type and the beginning of its payment's id; what is retracted with a minus. */
    public List<String> told() {
        List<String> told = new ArrayList<>();
        for (Map<String, Object> event : taken) {
            told.add((event.get("retracted").equals(true) ? "-" : "") + event.get("type") + " "
                    + event.get("paymentId").toString().substring(0, 6));
        }
        return told;
    }

    /** Waits until it has taken so many events, and answers all. */
    public List<Map<String, Object>> await(int events) {
        Awaitility.await().until(() -> taken.size() >= events);
        return taken();
    }

    /** Waits until it has looked at the chain as it is now: what comes from here on is new to it, wherever it begins. */
    public void awaitLook() {
        // The next look to end may have begun already.
        int enough = looked.get() + 2;
        Awaitility.await().until(() -> looked.get() >= enough);
    }

    /** How often an event was offered, taken or refused. */
    public int offered() {
        return offered.get();
    }

    /** How often its position was asked for. */
    public int asked() {
        return asked.get();
    }

    public String position() {
        return position;
    }

    /** Goes back, or to where it has never been. */
    public EventConsumer position(String other) {
        position = other;
        return this;
    }
}
