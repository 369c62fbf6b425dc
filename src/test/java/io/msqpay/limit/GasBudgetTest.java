package io.msqpay.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.msqpay.chain.Fees;
import io.msqpay.error.ServiceUnavailableException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.web3j.protocol.core.methods.response.EthBlock;
import org.web3j.utils.Numeric;

class GasBudgetTest {

    private static final BigInteger GWEI = BigInteger.TEN.pow(9);
    private static final BigInteger GAS = BigInteger.valueOf(100_000);

    /** The cap is what a transaction offers, not what it costs. */
    private static final Fees FEES = new Fees(GWEI.multiply(BigInteger.valueOf(500)), GWEI.multiply(BigInteger.TEN));

    private final DayClock clock = new DayClock(Instant.parse("2026-11-23T18:00:00Z"));

    @Test
    void aTransactionCountsWithBaseFeeAndTip() {
        // 100,000 gas at 30 + 10 gwei is 0.004 of a coin.
        GasBudget budget = new GasBudget(new BigDecimal("0.01"), clock);

        spend(budget, 30);
        spend(budget, 30);

        ServiceUnavailableException refused = refusal(budget, 30);
        assertThat(refused).hasMessage("The operator's gas budget for today is used up; nothing was sent");
        assertThat(refused.retryAfterSeconds()).isEqualTo(Duration.ofHours(6).toSeconds() + 1);
        assertThat(refusal(budget, 10)).as("a cheaper one still fits").isNull();
    }

    @Test
    void aTransactionNeverCountsMoreThanItOffers() {
        GasBudget budget = new GasBudget(new BigDecimal("0.05"), clock);

        assertThat(refusal(budget, 100_000)).isNull();
        assertThat(refusal(new GasBudget(new BigDecimal("0.049"), clock), 100_000))
                .isNotNull();
    }

    @Test
    void whatWasOnlyAskedForIsNotSpent() {
        GasBudget budget = new GasBudget(new BigDecimal("0.004"), clock);

        assertThat(refusal(budget, 30)).isNull();
        assertThat(refusal(budget, 30)).isNull();
        spend(budget, 30);
        assertThat(refusal(budget, 30)).isNotNull();
    }

    @Test
    void aRaisedFeeCountsWhatItAddsAndIsNotBounded() {
        GasBudget budget = new GasBudget(new BigDecimal("0.009"), clock);
        spend(budget, 30);
        Fees raised = new Fees(FEES.maxFeePerGas(), GWEI.multiply(BigInteger.valueOf(20)));

        budget.spendMore(GAS, block(30), FEES, raised);
        assertThat(refusal(budget, 30)).as("0.004 and 0.001 of 0.009").isNull();
        budget.spendMore(GAS, block(30), FEES, FEES);
        assertThat(refusal(budget, 30)).as("offered again as it is").isNull();
        budget.spendMore(GAS, block(30), FEES, raised);
        assertThat(refusal(budget, 30)).isNotNull();
        assertThatCode(() -> budget.spendMore(GAS, block(3000), FEES, raised)).doesNotThrowAnyException();
    }

    @Test
    void theNextDayHasItsOwnBudget() {
        GasBudget budget = new GasBudget(new BigDecimal("0.004"), clock);
        spend(budget, 30);
        assertThat(refusal(budget, 30)).isNotNull();

        clock.now = Instant.parse("2026-11-24T00:00:00Z");

        assertThat(refusal(budget, 30)).isNull();
    }

    @Test
    void aChainWithoutBaseFeeCountsTheTipAlone() {
        EthBlock.Block block = new EthBlock.Block();
        GasBudget budget = new GasBudget(new BigDecimal("0.001"), clock);

        assertThatCode(() -> budget.require(GAS, block, FEES)).doesNotThrowAnyException();
        budget.spend(GAS, block, FEES);
        assertThat(catchThrowableOfType(ServiceUnavailableException.class, () -> budget.require(GAS, block, FEES)))
                .isNotNull();
    }

    @Test
    void withoutABudgetNothingIsCounted() {
        GasBudget budget = new GasBudget(null, clock);

        for (int i = 0; i < 1000; i++) {
            spend(budget, 400);
        }
        assertThat(refusal(budget, 400)).isNull();
    }

    private static void spend(GasBudget budget, long baseFeeGwei) {
        budget.spend(GAS, block(baseFeeGwei), FEES);
    }

    private static ServiceUnavailableException refusal(GasBudget budget, long baseFeeGwei) {
        return catchThrowableOfType(
                ServiceUnavailableException.class, () -> budget.require(GAS, block(baseFeeGwei), FEES));
    }

    private static EthBlock.Block block(long baseFeeGwei) {
        EthBlock.Block block = new EthBlock.Block();
        block.setBaseFeePerGas(Numeric.encodeQuantity(GWEI.multiply(BigInteger.valueOf(baseFeeGwei))));
        return block;
    }

    private static final class DayClock extends Clock {

        private Instant now;

        DayClock(Instant now) {
            this.now = now;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
