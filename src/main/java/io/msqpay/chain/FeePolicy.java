package io.msqpay.chain;

import java.math.BigInteger;
import org.web3j.protocol.core.methods.response.EthBlock;

/** Decides what the operator's transactions offer (EIP-1559). */
public interface FeePolicy {

    /**
     * The fees of a transaction that is sent now. Two servers that take the same nonce should offer the same {@code maxFeePerGas}, so that
     * neither replaces the other's transaction.
     *
     * @param latest the latest block; on a chain without EIP-1559 it has no base fee
     * @param gasPrice what the node suggests in all, wei per gas
     * @throws io.msqpay.error.ServiceUnavailableException if it shall not be sent at the going price
     */
    Fees fees(EthBlock.Block latest, BigInteger gasPrice);

    /**
     * What a transaction that waits for too long should offer instead; unless a policy says otherwise, the same.
     *
     * @param waiting what it offers; nodes demand a tenth more for a replacement
     */
    default Fees raised(Fees waiting, EthBlock.Block latest, BigInteger gasPrice) {
        return waiting;
    }

    /** The gas limit of a transaction for which a node estimates so many units. */
    BigInteger gasLimit(BigInteger estimate);
}
