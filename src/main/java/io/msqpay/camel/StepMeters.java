package io.msqpay.camel;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.msqpay.chain.NodeHeaders;
import io.msqpay.error.ContractRevertedException;
import io.msqpay.error.GatewayTimeoutException;
import io.msqpay.error.RelayerRejectedException;
import io.msqpay.event.EventDelivery;
import io.msqpay.relayer.RelayerAnswer;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Counts and times the route steps that matter to whoever runs the server, by their ids; no other step is touched. The values of labels
 * come from lists that no client adds to.
 */
public final class StepMeters implements InterceptStrategy {

    private static final Pattern NODE_CALL = Pattern.compile("call-(node-\\d+)");
    private static final Pattern NEXT_NODE = Pattern.compile("break-(node-(?:[2-9]|\\d{2,}))");
    private static final Pattern DELIVERY = Pattern.compile("deliver-(.+)");
    private static final Pattern OPERATION = Pattern.compile("([A-Z]+_)([A-Z_]+)");
    private static final Pattern WORD = Pattern.compile("_([a-z])");
    private static final Set<String> RELAYED = Set.of("pending", "success", "failed");
    private static final String OTHER = "other";
    private static final int MAX_KNOWN = 1000;

    private final Supplier<MeterRegistry> meters;
    private final String relayer;
    private final UnaryOperator<String> ownId;

    /**
     * @param meters asked when the first figure is there
     * @param relayer kind of the configured relayer
     * @param ownId what we call the step of an id, which may have been given a prefix
     */
    public StepMeters(Supplier<MeterRegistry> meters, String relayer, UnaryOperator<String> ownId) {
        this.meters = meters;
        this.relayer = relayer;
        this.ownId = ownId;
    }

    /** What is noted when a step has been run. */
    private interface Note {

        /** @param method JSON-RPC method that is asked for; null without one */
        void of(Exchange exchange, String method, long nanos);
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, Processor next) {
        Note note = definition.getId() == null ? null : note(ownId.apply(definition.getId()));
        return note == null ? target : new Noted(target, note);
    }

    private Note note(String step) {
        Matcher nodeCall = NODE_CALL.matcher(step);
        if (nodeCall.matches()) {
            String node = nodeCall.group(1);
            Map<NodeCall, Timer> timers = new ConcurrentHashMap<>();
            return (exchange, method, nanos) -> timer(timers, node, new NodeCall(method, outcomeOfCall(exchange)))
                    .record(nanos, TimeUnit.NANOSECONDS);
        }
        Matcher nextNode = NEXT_NODE.matcher(step);
        if (nextNode.matches()) {
            return (exchange, method, nanos) ->
                    count("msqpay.node.failovers", "Calls that another node did not answer", "node", nextNode.group(1));
        }
        Matcher delivery = DELIVERY.matcher(step);
        if (delivery.matches()) {
            return (exchange, method, nanos) -> delivery(exchange, delivery.group(1));
        }
        return switch (step) {
            case "ask-first-node" ->
                (exchange, method, nanos) -> {
                    if (exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER, 0, Integer.class) > 0) {
                        retry("node");
                    }
                };
            case "back-off-before-try" -> (exchange, method, nanos) -> retryAfterFirst(exchange, "tries");
            case "back-off-before-send" -> (exchange, method, nanos) -> retryAfterFirst(exchange, "attempts");
            case "send-over-http" -> (exchange, method, nanos) -> relayerCall(exchange, nanos);
            case "send-to-relayer" ->
                (exchange, method, nanos) ->
                        relay("msqpay.relays", "Relays, by what came of handing them over", exchange);
            case "wait-for-relay" ->
                (exchange, method, nanos) -> relay(
                        "msqpay.relays.awaited", "Relays that a caller waited for, by what came of them", exchange);
            default -> null;
        };
    }

    /**
     * What tells the timers of a node apart.
     *
     * @param operation as camel-web3j calls it; null without one
     */
    private record NodeCall(String operation, String outcome) {}

    /** Every read of a status comes by: the registry takes ten times as long to find a timer as this map. */
    private Timer timer(Map<NodeCall, Timer> known, String node, NodeCall call) {
        Timer timer = known.get(call);
        if (timer == null) {
            timer = Timer.builder("msqpay.node.calls")
                    .description("Calls to nodes")
                    .tags("node", node, "method", rpcMethod(call.operation()), "outcome", call.outcome())
                    .register(meters.get());
            // A route of somebody else's may ask for anything.
            if (known.size() < MAX_KNOWN) {
                known.put(call, timer);
            }
        }
        return timer;
    }

    private static String outcomeOfCall(Exchange exchange) {
        Throwable failure = exchange.getException();
        if (failure == null) {
            return "success";
        }
        if (exchange.getMessage().getHeader(NodeHeaders.ERROR_CODE) != null) {
            return "error";
        }
        return failure instanceof ConnectException || failure instanceof UnknownHostException
                ? "unreachable"
                : "failure";
    }

    /** Consumers are routes, so there are not many. */
    private void delivery(Exchange exchange, String consumer) {
        if (exchange.getVariable("delivery") instanceof EventDelivery told) {
            String outcome = exchange.getException() != null ? "refused" : told.retracted() ? "retracted" : "delivered";
            count("msqpay.events", "Events that consumers were told", "consumer", consumer, "outcome", outcome);
        }
    }

    private void relayerCall(Exchange exchange, long nanos) {
        boolean taken = exchange.getException() == null
                && exchange.getMessage().getBody() instanceof RelayerAnswer answer
                && answer.status() < 400;
        Timer.builder("msqpay.relayer.calls")
                .description("Requests to the remote relayer")
                .tags(
                        "kind",
                        relayer,
                        "outcome",
                        exchange.getException() != null ? "failure" : taken ? "success" : "error")
                .register(meters.get())
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    private void relay(String name, String description, Exchange exchange) {
        count(name, description, "kind", relayer, "outcome", outcomeOfRelay(exchange));
    }

    private static String outcomeOfRelay(Exchange exchange) {
        Throwable failure = exchange.getException();
        if (failure == null) {
            String status = exchange.getVariable("relayStatus", String.class);
            // A relayer of somebody else's may say nothing, or more.
            return RELAYED.contains(String.valueOf(status)) ? status : OTHER;
        } else if (failure instanceof ContractRevertedException) {
            return "reverted";
        } else if (failure instanceof RelayerRejectedException) {
            return "rejected";
        } else if (failure instanceof GatewayTimeoutException) {
            return "unknown";
        }
        return "unavailable";
    }

    private void retryAfterFirst(Exchange exchange, String variable) {
        Integer tries = exchange.getVariable(variable, Integer.class);
        if (tries != null && tries > 1) {
            retry("relayer");
        }
    }

    private void retry(String target) {
        count("msqpay.retries", "Calls that were made again", "target", target);
    }

    private void count(String name, String description, String... tags) {
        Counter.builder(name)
                .description(description)
                .tags(tags)
                .register(meters.get())
                .increment();
    }

    /** The name of JSON-RPC for what camel-web3j calls ETH_GET_LOGS. */
    private static String rpcMethod(String operation) {
        Matcher parts = OPERATION.matcher(String.valueOf(operation));
        if (!parts.matches()) {
            return OTHER;
        }
        return parts.group(1).toLowerCase(Locale.ROOT)
                + WORD.matcher(parts.group(2).toLowerCase(Locale.ROOT))
                        .replaceAll((MatchResult found) -> found.group(1).toUpperCase(Locale.ROOT));
    }

    private static final class Noted extends DelegateAsyncProcessor {

        private final Note note;

        Noted(Processor target, Note note) {
            super(target);
            this.note = note;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            String method = exchange.getMessage().getHeader(NodeHeaders.OPERATION, String.class);
            long start = System.nanoTime();
            return super.process(exchange, done -> {
                note.of(exchange, method, System.nanoTime() - start);
                callback.done(done);
            });
        }
    }
}
