package io.msqpay.relayer;

import io.msqpay.contract.ForwarderContract;
import io.msqpay.contract.MsqpayContract;
import io.msqpay.error.NotFoundException;
import io.msqpay.payment.PaymentId;
import java.math.BigInteger;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.web3j.protocol.core.methods.response.Transaction;
import org.web3j.protocol.core.methods.response.TransactionReceipt;

/** The built-in relayer: the operator's own key. A relay's id is its transaction hash, so nothing needs to be remembered. */
public final class LocalRelayer {

    private static final Pattern HASH = Pattern.compile("0x[0-9a-fA-F]{64}");

    private final MsqpayContract contract;
    private final ForwarderContract forwarder;
    private final Supplier<String> forwarderAddress;
    private final int confirmations;

    /**
     * @param forwarderAddress the trusted forwarder, known once the deployment has been checked
     * @param confirmations depth at which a transaction counts as successful, in blocks; 1 is the block that holds it
     */
    public LocalRelayer(
            MsqpayContract contract,
            ForwarderContract forwarder,
            Supplier<String> forwarderAddress,
            int confirmations) {
        this.contract = contract;
        this.forwarder = forwarder;
        this.forwarderAddress = forwarderAddress;
        this.confirmations = confirmations;
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
     * @throws NotFoundException in any other case
     */
    public void requireRelayOf(PaymentId paymentId, Transaction transaction) {
        boolean related = transaction != null
                && (contract.closes(paymentId, transaction.getTo(), transaction.getInput())
                        || forwarderAddress.get().equalsIgnoreCase(transaction.getTo())
                                && forwarder.executes(transaction.getInput(), contract, paymentId));
        if (!related) {
            throw unknown();
        }
    }

    /**
     * How far a broadcast transaction got, in this relayer's words: broadcast, mined, confirmed or reverted.
     *
     * @param receipt empty while it waits
     * @param latestBlock number of the latest block
     */
    public String providerStatus(Optional<TransactionReceipt> receipt, BigInteger latestBlock) {
        if (receipt.isEmpty()) {
            return "broadcast";
        }
        if (!receipt.get().isStatusOK()) {
            return "reverted";
        }
        BigInteger depth = latestBlock.subtract(receipt.get().getBlockNumber()).add(BigInteger.ONE);
        return depth.max(BigInteger.ONE).compareTo(BigInteger.valueOf(confirmations)) >= 0 ? "confirmed" : "mined";
    }

    /** What that means to all. */
    public String status(String providerStatus) {
        return switch (providerStatus) {
            case "confirmed" -> RelayStatus.SUCCESS.word();
            case "reverted" -> RelayStatus.FAILED.word();
            default -> RelayStatus.PENDING.word();
        };
    }

    private static NotFoundException unknown() {
        return new NotFoundException("Relay not found");
    }
}
