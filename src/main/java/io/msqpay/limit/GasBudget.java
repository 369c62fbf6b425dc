package io.msqpay.limit;

import io.msqpay.chain.Fees;
import io.msqpay.error.ServiceUnavailableException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.web3j.protocol.core.methods.response.EthBlock;

/**
 * What the operator's account may spend on gas in a day (UTC). A transaction counts with its gas limit at the current base fee and its
 * tip, which is a little more than it will cost.
 */
public final class GasBudget {

    private static final Logger LOG = LoggerFactory.getLogger(GasBudget.class);
    private static final int WEI_DECIMALS = 18;

    private final BigInteger budget;
    private final Clock clock;
    private LocalDate day = LocalDate.MIN;
    private BigInteger spent = BigInteger.ZERO;
    private boolean exhausted;

    /** @param coins in whole units of the chain's coin; null for no bound */
    public GasBudget(BigDecimal coins, Clock clock) {
        this.budget = coins == null ? null : coins.movePointRight(WEI_DECIMALS).toBigInteger();
        this.clock = clock;
    }

    /**
     * Requires that a transaction fits into what is left of the day's budget.
     *
     * @throws ServiceUnavailableException if it does not; nothing was sent
     */
    public synchronized void require(BigInteger gasLimit, EthBlock.Block latest, Fees fees) {
        if (budget == null) {
            return;
        }
        turnDay();
        if (spent.add(cost(gasLimit, latest, fees)).compareTo(budget) > 0) {
            if (!exhausted) {
                exhausted = true;
                LOG.warn("The operator's gas budget for {} is used up", day);
            }
            Instant tomorrow = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
            throw new ServiceUnavailableException(
                    "The operator's gas budget for today is used up; nothing was sent",
                    Duration.between(clock.instant(), tomorrow).plusSeconds(1),
                    null);
        }
    }

    /** Counts a transaction that a node has taken, or may have taken. */
    public synchronized void spend(BigInteger gasLimit, EthBlock.Block latest, Fees fees) {
        if (budget != null) {
            turnDay();
            spent = spent.add(cost(gasLimit, latest, fees));
        }
    }

    /** Counts what a raised fee adds to a transaction that was counted before. It is not bounded: without it, all others would wait. */
    public synchronized void spendMore(BigInteger gasLimit, EthBlock.Block latest, Fees before, Fees after) {
        if (budget != null) {
            turnDay();
            spent = spent.add(cost(gasLimit, latest, after).subtract(cost(gasLimit, latest, before)));
        }
    }

    private void turnDay() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        if (!today.equals(day)) {
            day = today;
            spent = BigInteger.ZERO;
            exhausted = false;
        }
    }

    private static BigInteger cost(BigInteger gasLimit, EthBlock.Block latest, Fees fees) {
        BigInteger base = latest.getBaseFeePerGasRaw() == null ? BigInteger.ZERO : latest.getBaseFeePerGas();
        return gasLimit.multiply(base.add(fees.maxPriorityFeePerGas()).min(fees.maxFeePerGas()));
    }
}
