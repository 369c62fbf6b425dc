package io.msqpay.chain;

import io.msqpay.config.MsqpayProperties;
import io.msqpay.error.ServiceUnavailableException;
import java.math.BigInteger;
import org.web3j.protocol.core.methods.response.EthBlock;

/** What a transaction offers (EIP-1559): twice the base fee, so that it survives six full blocks, and the going tip; never above the cap. */
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
        BigInteger tip = gasPrice.subtract(base).max(BigInteger.valueOf(settings.maxPriorityFeePerGas()));
        return capped(base, base.shiftLeft(1).add(tip), tip);
    }

    /** An estimate with the configured margin. */
    public BigInteger gasLimit(BigInteger estimate) {
        return estimate.multiply(BigInteger.valueOf(100L + settings.gasMarginPercent()))
                .divide(HUNDRED);
    }

    private Fees capped(BigInteger base, BigInteger maxFee, BigInteger tip) {
        BigInteger cap = BigInteger.valueOf(settings.maxFeePerGasCap());
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
