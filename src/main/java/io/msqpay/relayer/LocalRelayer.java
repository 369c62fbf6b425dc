package io.msqpay.relayer;

import io.msqpay.contract.ForwarderContract;
import io.msqpay.contract.MsqpayContract;
import io.msqpay.error.NotFoundException;
import io.msqpay.payment.PaymentId;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;
import org.web3j.protocol.core.methods.response.Transaction;
import org.web3j.protocol.core.methods.response.TransactionReceipt;

/** The built-in relayer: the operator's own key. A relay's id is its transaction hash, so nothing needs to be remembered. */
public final class LocalRelayer {

    private static final Pattern HASH = Pattern.compile("0x[0-9a-fA-F]{64}");

    private final MsqpayContract contract;
    private final ForwarderContract forwarder;
    private final int confirmations;

    /** @param confirmations depth at which a transaction counts as successful, in blocks; 1 is the block that holds it */
    public LocalRelayer(MsqpayContract contract, ForwarderContract forwarder, int confirmations) {
        this.contract = contract;
        this.forwarder = forwarder;
        this.confirmations = confirmations;
    }

    /** A relay that was broadcast just now. */
    public Relay sent(String transactionHash) {
        return new Relay(transactionHash, transactionHash, RelayStatus.PENDING, "broadcast");
    }

    /** @throws NotFoundException if the id cannot be one of this relayer's */
    public String transactionHash(String relayId) {
        if (relayId == null || !HASH.matcher(relayId).matches()) {
            throw unknown();
        }
        return relayId;
    }

    /**
     * Requires that a transaction is a relay of this payment and not just any transaction.
     *
     * @param transaction null when the node does not know it
     * @param forwarderAddress the trusted forwarder
     * @throws NotFoundException in any other case
     */
    public void requireRelayOf(PaymentId paymentId, Transaction transaction, String forwarderAddress) {
        boolean related = transaction != null
                && (contract.closes(paymentId, transaction.getTo(), transaction.getInput())
                        || forwarderAddress.equalsIgnoreCase(transaction.getTo())
                                && forwarder.executes(transaction.getInput(), contract, paymentId));
        if (!related) {
            throw unknown();
        }
    }

    /**
     * How far a broadcast transaction got.
     *
     * @param receipt empty while it waits
     * @param latestBlock number of the latest block; only needed with a depth above 1, else null
     */
    public Relay status(String relayId, Optional<TransactionReceipt> receipt, BigInteger latestBlock) {
        if (receipt.isEmpty()) {
            return sent(relayId);
        }
        if (!receipt.get().isStatusOK()) {
            return new Relay(relayId, relayId, RelayStatus.FAILED, "reverted");
        }
        boolean deep = confirmations <= 1
                || latestBlock
                                .subtract(receipt.get().getBlockNumber())
                                .add(BigInteger.ONE)
                                .compareTo(BigInteger.valueOf(confirmations))
                        >= 0;
        return new Relay(relayId, relayId, deep ? RelayStatus.SUCCESS : RelayStatus.PENDING, "mined");
    }

    /** Whether a status needs the number of the latest block. */
    public boolean needsDepth() {
        return confirmations > 1;
    }

    private static NotFoundException unknown() {
        return new NotFoundException("Relay not found");
    }
}
