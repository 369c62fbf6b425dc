package io.msqpay.chain;

import io.msqpay.config.MsqpayProperties;
import io.msqpay.error.ServiceUnavailableException;
import java.math.BigInteger;
import org.web3j.protocol.core.methods.response.EthBlock;

/**
 * What a transaction offers (EIP-1559). The first offer is always the same share of the cap, of which the chain takes no more than base fee and
 * tip, and the going tip: two servers that take the same nonce offer the same, so that neither replaces the other's. The rest of the cap is
 * for raising an offer that turns out to be too low, by the tenth at least that nodes demand for a replacement.
 */
public final class FeePolicy {

    private static final BigInteger HUNDRED = BigInteger.valueOf(100);
    /** Four fifths: room for two replacements, each a tenth above the one before. */
    private static final BigInteger FIRST_PERCENT = BigInteger.valueOf(80);

    private static final BigInteger REPLACEMENT_PERCENT = BigInteger.valueOf(110);

    private final MsqpayProperties.Chain settings;

    public FeePolicy(MsqpayProperties.Chain settings) {
        this.settings = settings;
    }

    /**
     * @param latest the latest block; on a chain without EIP-1559 it has no base fee
     * @param gasPrice what the node suggests in all, wei per gas
     * @return the first offer
     * @throws ServiceUnavailableException if the base fee alone is above it
     */
    public Fees fees(EthBlock.Block latest, BigInteger gasPrice) {
        BigInteger offer = cap().multiply(FIRST_PERCENT).divide(HUNDRED);
        if (baseFee(latest).compareTo(offer) > 0) {
            throw new ServiceUnavailableException("Gas is more expensive than this server is allowed to pay");
        }
        return new Fees(offer, tip(latest, gasPrice).min(offer));
    }

    /**
     * What a transaction that waits should offer instead.
     *
     * @param waiting what it offers
     * @return the same when that is still the going price, or when nodes would demand more than the cap for a replacement
     */
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

    /** An estimate with the configured margin. */
    public BigInteger gasLimit(BigInteger estimate) {
        return estimate.multiply(BigInteger.valueOf(100L + settings.gasMarginPercent()))
                .divide(HUNDRED);
    }
}
