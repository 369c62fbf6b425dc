package io.msqpay.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.msqpay.config.MsqpayProperties;
import io.msqpay.error.ServiceUnavailableException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.web3j.protocol.core.methods.response.EthBlock;
import org.web3j.utils.Numeric;

/** With a tip of 10 at least and a cap of 1000. */
class FeePolicyTest {

    private final FeePolicy policy = new CappedFeePolicy(new MsqpayProperties.Chain(
            List.of(),
            Duration.ofSeconds(3),
            Duration.ofMillis(250),
            Duration.ofSeconds(15),
            10,
            1000,
            Duration.ofSeconds(15),
            20));

    @ParameterizedTest
    @CsvSource({"100,130,30", "100,101,10", "100,5000,800", "700,900,200"})
    void theFirstOfferIsTheSameAtAnyPriceAndTheTipIsTheGoingOne(long base, long gasPrice, long tip) {
        assertThat(policy.fees(block(base), BigInteger.valueOf(gasPrice))).isEqualTo(fees(800, tip));
    }

    @Test
    void aChainWithoutBaseFeeTakesAllAsTip() {
        assertThat(policy.fees(new EthBlock.Block(), BigInteger.valueOf(500))).isEqualTo(fees(800, 500));
    }

    @Test
    void nothingIsOfferedWhenTheBaseFeeAloneIsAboveTheOffer() {
        assertThatThrownBy(() -> policy.fees(block(801), BigInteger.valueOf(2000)))
                .isInstanceOf(ServiceUnavailableException.class);
    }

    @ParameterizedTest
    @CsvSource({
        // fee and tip that wait, base fee and gas price now, fee and tip instead
        "800,30, 100,130, 800,30", // is the going price
        "800,30, 790,800, 800,30", // just enough
        "800,30, 850,900, 1000,50", // base fee above the offer
        "800,30, 100,150, 880,50", // tip too low: a tenth more of both is the least
        "800,30, 100,131, 880,33", // even when the going tip is hardly higher
        "880,33, 100,150, 968,50", // once more
        "968,50, 100,190, 968,50", // a tenth more would be above the cap
        "100,1, 100,140, 240,40", // room for the base fee to double
        "5,0, 2,2, 14,10", // a tenth of little is little
        "100,95, 950,1500, 1000,550" // the tip cannot be above the whole
    })
    void anOfferBelowTheGoingPriceIsRaisedAsFarAsNodesDemandAndTheCapAllows(
            long fee, long tip, long base, long gasPrice, long newFee, long newTip) {
        assertThat(policy.raised(fees(fee, tip), block(base), BigInteger.valueOf(gasPrice)))
                .isEqualTo(fees(newFee, newTip));
    }

    @Test
    void aTipThatNodesWouldWantAboveTheCapIsLeftAlone() {
        assertThat(policy.raised(fees(900, 920), block(950), BigInteger.valueOf(960)))
                .isEqualTo(fees(900, 920));
    }

    @Test
    void gasHasAMargin() {
        assertThat(policy.gasLimit(BigInteger.valueOf(100))).isEqualTo(120);
    }

    private static Fees fees(long fee, long tip) {
        return new Fees(BigInteger.valueOf(fee), BigInteger.valueOf(tip));
    }

    private static EthBlock.Block block(long baseFee) {
        EthBlock.Block block = new EthBlock.Block();
        block.setBaseFeePerGas(Numeric.encodeQuantity(BigInteger.valueOf(baseFee)));
        return block;
    }
}
