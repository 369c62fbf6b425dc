package io.msqpay.chain;

import io.msqpay.config.MsqpayProperties;
import io.msqpay.error.ServiceUnavailableException;
import java.math.BigInteger;

/** What a transaction offers (EIP-1559): twice the base fee, so that it survives six full blocks, and the going tip; never above the cap. */
public final class FeePolicy {

    private static final BigInteger HUNDRED = BigInteger.valueOf(100);
    /** Nodes replace a waiting transaction only for at least 10 % more. */
    private static final BigInteger REPLACEMENT_PERCENT = BigInteger.valueOf(115);

    private final MsqpayProperties.Chain settings;

    public FeePolicy(MsqpayProperties.Chain settings) {
        this.settings = settings;
    }

    /**
     * @param baseFee of the latest block, wei per gas; null on a chain without EIP-1559
     * @param gasPrice what the node suggests in all, wei per gas
     * @throws ServiceUnavailableException if the base fee alone is above the cap
     */
    public Fees fees(BigInteger baseFee, BigInteger gasPrice) {
        BigInteger base = baseFee == null ? BigInteger.ZERO : baseFee;
        BigInteger tip = gasPrice.subtract(base).max(settings.maxPriorityFeePerGas());
        return capped(base, base.shiftLeft(1).add(tip), tip);
    }

    /**
     * Fees that replace a waiting transaction of the same nonce.
     *
     * @throws ServiceUnavailableException if that would go beyond the cap
     */
    public Fees replacing(Fees current) {
        BigInteger maxFee = current.maxFeePerGas().multiply(REPLACEMENT_PERCENT).divide(HUNDRED).add(BigInteger.ONE);
        BigInteger tip =
                current.maxPriorityFeePerGas().multiply(REPLACEMENT_PERCENT).divide(HUNDRED).add(BigInteger.ONE);
        if (maxFee.compareTo(settings.maxFeePerGasCap()) > 0) {
            throw tooExpensive();
        }
        return new Fees(maxFee, tip.min(maxFee));
    }

    /** An estimate with the configured margin. */
    public BigInteger gasLimit(BigInteger estimate) {
        return estimate.multiply(BigInteger.valueOf(100L + settings.gasMarginPercent())).divide(HUNDRED);
    }

    private Fees capped(BigInteger base, BigInteger maxFee, BigInteger tip) {
        BigInteger cap = settings.maxFeePerGasCap();
        if (base.compareTo(cap) > 0) {
            throw tooExpensive();
        }
        BigInteger limited = maxFee.min(cap);
        return new Fees(limited, tip.min(limited));
    }

    private static ServiceUnavailableException tooExpensive() {
        return new ServiceUnavailableException("Gas is more expensive than this server is allowed to pay");
    }
}
