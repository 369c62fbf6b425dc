package io.msqpay.camel;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.msqpay.chain.ChainState;
import io.msqpay.chain.OperatorState;
import io.msqpay.event.PaymentTally;
import io.msqpay.event.PaymentTally.Counted;
import io.msqpay.relayer.RelayerAccount;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** Figures of the world outside, as the lookouts see it when metrics are read. One that cannot be seen at the moment is no number. */
public final class ChainMeters implements MeterBinder {

    private static final String WEI = "wei";

    private final Lookout<ChainState> chain;
    private final Lookout<OperatorState> operator;
    private final Lookout<Counted> payments;
    private final Lookout<RelayerAccount> relayer;
    private final PaymentTally tally;
    private final Clock clock;

    /** @param relayer null without a remote relayer */
    public ChainMeters(
            Lookout<ChainState> chain,
            Lookout<OperatorState> operator,
            Lookout<Counted> payments,
            Lookout<RelayerAccount> relayer,
            PaymentTally tally,
            Clock clock) {
        this.chain = chain;
        this.operator = operator;
        this.payments = payments;
        this.relayer = relayer;
        this.tally = tally;
        this.clock = clock;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, chain, "msqpay.block.number", null, "Number of the latest block", ChainState::block);
        gauge(registry, chain, "msqpay.block.age", "seconds", "Age of the latest block", seen -> Duration.between(
                        seen.minedAt(), clock.instant())
                .toSeconds());
        gauge(registry, chain, "msqpay.gas.price", WEI, "What a node suggests for a unit of gas", ChainState::gasPrice);
        gauge(
                registry,
                operator,
                "msqpay.operator.balance",
                WEI,
                "What the operator's account holds",
                OperatorState::balance);
        gauge(
                registry,
                operator,
                "msqpay.operator.nonce.gap",
                null,
                "Transactions of the operator that wait in the mempool",
                OperatorState::waiting);
        if (relayer != null) {
            gauge(
                    registry,
                    relayer,
                    "msqpay.relayer.balance",
                    WEI,
                    "What the account of the remote relayer holds",
                    RelayerAccount::balance);
        }
        counter(registry, "created", Counted::created);
        counter(registry, "confirmed", Counted::confirmed);
        counter(registry, "failed", Counted::failed);
    }

    private static <T> void gauge(
            MeterRegistry registry,
            Lookout<T> lookout,
            String name,
            String unit,
            String description,
            Function<T, Number> figure) {
        Gauge.builder(name, () -> lookout.find().map(figure).orElse(null))
                .baseUnit(unit)
                .description(description)
                .register(registry);
    }

    private void counter(MeterRegistry registry, String event, ToLongFunction<Counted> count) {
        FunctionCounter.builder("msqpay.payments", tally, counted -> {
                    payments.look();
                    return count.applyAsLong(counted.counted());
                })
                .tag("event", event)
                .description("Events of the contract since this server started, whoever caused them")
                .register(registry);
    }
}
