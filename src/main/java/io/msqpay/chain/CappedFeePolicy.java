package io.msqpay.chain;

import io.msqpay.config.MsqpayProperties;
import io.msqpay.error.ServiceUnavailableException;
import java.math.BigInteger;
import org.web3j.protocol.core.methods.response.EthBlock;

/**
 * The first offer is always the same share of the cap, of which the chain takes no more than base fee and tip, and the going tip: two servers
 * that take the same nonce offer the same, so that neither replaces the other's. The rest of the cap is for raising an offer that turns out to
 * be too low.
 */
public final class CappedFeePolicy implements FeePolicy {

    private static final BigInteger HUNDRED = BigInteger.valueOf(100);
    /** Four fifths: room for two replacements, each a tenth above the one before. */
    private static final BigInteger FIRST_PERCENT = BigInteger.valueOf(80);

    private static final BigInteger REPLACEMENT_PERCENT = BigInteger.valueOf(110);

    private final MsqpayProperties.Chain settings;

    public CappedFeePolicy(MsqpayProperties.Chain settings) {
        this.settings = settings;
    }

    /** What every transaction offers for a unit of gas at first, in wei; nodes take it from an account only that could pay so much. */
    public BigInteger firstOffer() {
        return cap().multiply(FIRST_PERCENT).divide(HUNDRED);
    }

    /** {@inheritDoc} It is not sent when the base fee alone is above the first offer. */
    @Override
    public Fees fees(EthBlock.Block latest, BigInteger gasPrice) {
        BigInteger offer = firstOffer();
        if (baseFee(latest).compareTo(offer) > 0) {
            throw new ServiceUnavailableException("Gas is more expensive than this server is allowed to pay");
        }
        return new Fees(offer, tip(latest, gasPrice).min(offer));
    }

    /** {@inheritDoc} It stays when it is the going price, or when a replacement would have to offer more than the cap. */
    @Override
    public Fees raised(Fees waiting, EthBlock.Block latest, BigInteger gasPrice) {
        BigInteger tip = tip(latest, gasPrice);
        BigInteger price = baseFee(latest).add(tip);
        if (waiting.maxFeePerGas().compareTo(price) >= 0
                && waiting.maxPriorityFeePerGas().compareTo(tip) >= 0) {
            return waiting;
        }
        BigInteger leastFee = replacement(waiting.maxFeePerGas());
        BigInteger leastTip = replacement(waiting.maxPriorityFeePerGas());
        // The base fee may double while it waits.
        BigInteger fee = price.add(baseFee(latest)).max(leastFee).min(cap());
        if (fee.compareTo(leastFee) < 0 || fee.compareTo(leastTip) < 0) {
            return waiting;
        }
        return new Fees(fee, tip.max(leastTip).min(fee));
    }

    /** {@inheritDoc} The estimate with the configured margin. */
    @Override
    public BigInteger gasLimit(BigInteger estimate) {
        return estimate.multiply(BigInteger.valueOf(100L + settings.gasMarginPercent()))
                .divide(HUNDRED);
    }

    private BigInteger cap() {
        return BigInteger.valueOf(settings.maxFeePerGasCap());
    }

    private BigInteger tip(EthBlock.Block latest, BigInteger gasPrice) {
        return gasPrice.subtract(baseFee(latest)).max(BigInteger.valueOf(settings.maxPriorityFeePerGas()));
    }

    private static BigInteger baseFee(EthBlock.Block latest) {
        return latest.getBaseFeePerGasRaw() == null ? BigInteger.ZERO : latest.getBaseFeePerGas();
    }

    /** The least that nodes take instead: a tenth more, rounded up, and more than before in any case. */
    private static BigInteger replacement(BigInteger offer) {
        return offer.multiply(REPLACEMENT_PERCENT)
                .add(HUNDRED)
                .subtract(BigInteger.ONE)
                .divide(HUNDRED)
                .max(offer.add(BigInteger.ONE));
    }
}
