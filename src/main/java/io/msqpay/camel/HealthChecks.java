package io.msqpay.camel;

import io.msqpay.chain.ChainState;
import io.msqpay.chain.OperatorState;
import io.msqpay.config.MsqpayProperties;
import io.msqpay.contract.Deployment;
import io.msqpay.payment.Address;
import io.msqpay.relayer.RelayerAccount;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** What must hold of the world outside. Each check says what is wrong, if something is. */
public final class HealthChecks {

    private static final int COIN_DECIMALS = 18;

    private final MsqpayProperties.Health limits;
    private final Deployment deployment;
    private final Clock clock;

    public HealthChecks(MsqpayProperties.Health limits, Deployment deployment, Clock clock) {
        this.limits = limits;
        this.deployment = deployment;
        this.clock = clock;
    }

    /** The chain is the one that was there at start, and it moves. */
    public Optional<String> chain(ChainState chain) {
        if (chain.chainId() != deployment.chainId()) {
            return Optional.of("a node is on chain " + chain.chainId() + " instead of " + deployment.chainId());
        }
        Duration age = Duration.between(chain.minedAt(), clock.instant());
        if (!limits.maxBlockAge().isZero() && age.compareTo(limits.maxBlockAge()) > 0) {
            return Optional.of("the latest block, " + chain.block() + ", is " + age.toSeconds() + " s old");
        }
        return Optional.empty();
    }

    /** The contract is the one that was there at start. */
    public Optional<String> contract(Address forwarder) {
        return forwarder.value().equals(deployment.forwarder())
                ? Optional.empty()
                : Optional.of("it has another forwarder than at start, " + forwarder);
    }

    /** The operator can pay for gas. */
    public Optional<String> operator(OperatorState operator) {
        return balance(operator.balance(), limits.minOperatorBalance());
    }

    /** The relayer takes transactions and can pay for gas. */
    public Optional<String> relayer(RelayerAccount relayer) {
        return relayer.paused() ? Optional.of("it is paused") : balance(relayer.balance(), limits.minRelayerBalance());
    }

    private static Optional<String> balance(BigInteger wei, BigDecimal least) {
        BigDecimal coins = new BigDecimal(wei, COIN_DECIMALS);
        return coins.compareTo(least) < 0
                ? Optional.of("its account holds " + coins.stripTrailingZeros().toPlainString() + " coins, less than "
                        + least.toPlainString())
                : Optional.empty();
    }
}
