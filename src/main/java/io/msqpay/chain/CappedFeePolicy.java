package io.msqpay.chain;

import io.msqpay.config.MsqpayProperties;
import io.msqpay.error.ServiceUnavailableException;
import java.math.BigInteger;
import org.web3j.protocol.core.methods.response.EthBlock;

/**
 * What a transaction offers (EIP-1559): always the cap, of which the chain takes no more than base fee and tip, and the going tip. So it does not get
 * stuck while the base fee is below the cap, and two servers that take the same nonce offer the same, so that neither replaces the other's.
 */
public final class CappedFeePolicy implements FeePolicy {

    private static final BigInteger HUNDRED = BigInteger.valueOf(100);

    private final MsqpayProperties.Chain settings;

    public CappedFeePolicy(MsqpayProperties.Chain settings) {
        this.settings = settings;
    }

    /** {@inheritDoc} It is not sent when the base fee alone is above the cap. */
    @Override
    public Fees fees(EthBlock.Block latest, BigInteger gasPrice) {
        BigInteger base = latest.getBaseFeePerGasRaw() == null ? BigInteger.ZERO : latest.getBaseFeePerGas();
        BigInteger cap = BigInteger.valueOf(settings.maxFeePerGasCap());
        BigInteger tip = gasPrice.subtract(base).max(BigInteger.valueOf(settings.maxPriorityFeePerGas()));
        if (base.compareTo(cap) > 0) {
            throw new ServiceUnavailableException("Gas is more expensive than this server is allowed to pay");
        }
        return new Fees(cap, tip.min(cap));
    }

    /** {@inheritDoc} The estimate with the configured margin. */
    @Override
    public BigInteger gasLimit(BigInteger estimate) {
        return estimate.multiply(BigInteger.valueOf(100L + settings.gasMarginPercent()))
                .divide(HUNDRED);
    }
}
