package io.msqpay.chain;

import io.msqpay.config.MsqpayProperties;
import io.msqpay.error.ServiceUnavailableException;
import java.math.BigInteger;
import org.web3j.protocol.core.methods.response.EthBlock;

/**
 * What a transaction offers (EIP-1559): always the cap, of which the chain takes no more than base fee and tip, and the going tip. So it does not get
 * stuck while the base fee is below the cap, and two servers that take the same nonce offer the same, so that neither replaces the other's.
 */
public final class FeePolicy {

    private static final BigInteger HUNDRED = BigInteger.valueOf(100);

    private final MsqpayProperties.Chain settings;

    public FeePolicy(MsqpayProperties.Chain settings) {
        this.settings = settings;
    }

    /**
     * @param latest the latest block; on a chain without EIP-1559 it has no base fee
     * @param gasPrice what the node suggests in all, wei per gas
     * @throws ServiceUnavailableException if the base fee alone is above the cap
     */
    public Fees fees(EthBlock.Block latest, BigInteger gasPrice) {
        BigInteger base = latest.getBaseFeePerGasRaw() == null ? BigInteger.ZERO : latest.getBaseFeePerGas();
        BigInteger cap = BigInteger.valueOf(settings.maxFeePerGasCap());
        BigInteger tip = gasPrice.subtract(base).max(BigInteger.valueOf(settings.maxPriorityFeePerGas()));
        if (base.compareTo(cap) > 0) {
            throw new ServiceUnavailableException("Gas is more expensive than this server is allowed to pay");
        }
        return new Fees(cap, tip.min(cap));
    }

    /** An estimate with the configured margin. */
    public BigInteger gasLimit(BigInteger estimate) {
        return estimate.multiply(BigInteger.valueOf(100L + settings.gasMarginPercent()))
                .divide(HUNDRED);
    }
}
