package io.msqpay.chain;

import io.msqpay.error.ServiceUnavailableException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Hash;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.protocol.core.methods.response.Transaction;
import org.web3j.utils.Numeric;

/**
 * The operator's key and the order of its transactions. A lease makes sure that one transaction at a time takes a nonce; the nonce itself
 * is the node's, run ahead of locally for a short while after each own transaction because nodes count pending ones late.
 */
public final class OperatorAccount {

    private static final long TRUST_NANOS = Duration.ofSeconds(30).toNanos();

    private final Credentials credentials;
    private final LongSupplier chainId;
    private final Duration patience;
    private final LongSupplier nanoTime;
    private final Semaphore lease = new Semaphore(1, true);
    private BigInteger next;
    private long lastUsed;

    /**
     * @param chainId EIP-155 id of the chain
     * @param patience how long a transaction waits for its turn
     */
    public OperatorAccount(Credentials credentials, LongSupplier chainId, Duration patience) {
        this(credentials, chainId, patience, System::nanoTime);
    }

    OperatorAccount(Credentials credentials, LongSupplier chainId, Duration patience, LongSupplier nanoTime) {
        this.credentials = credentials;
        this.chainId = chainId;
        this.patience = patience;
        this.nanoTime = nanoTime;
    }

    /** The account's address. */
    public String address() {
        return credentials.getAddress();
    }

    /**
     * Waits for this account's turn.
     *
     * @throws ServiceUnavailableException when it does not come in time
     */
    public void acquire() throws InterruptedException {
        if (!lease.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new ServiceUnavailableException("Too many transactions wait for their turn; nothing was sent");
        }
    }

    /** Ends the turn. Any thread may do so. */
    public void release() {
        lease.release();
    }

    /**
     * The nonce to go on with, if one was used so recently that nodes may not count it yet; else null. Within a turn only.
     *
     * @param counted what a node counted before the turn, waiting transactions included: when it is ahead, somebody else has used the account
     */
    public BigInteger freshNonce(BigInteger counted) {
        return next != null && nanoTime.getAsLong() - lastUsed < TRUST_NANOS ? next.max(counted) : null;
    }

    /** Notes that a nonce is taken. Within a turn only. */
    public void taken(SignedTransaction transaction) {
        next = transaction.nonce().add(BigInteger.ONE);
        lastUsed = nanoTime.getAsLong();
    }

    /** Forgets the local count, so that the node is asked next time. Within a turn only. */
    public void resynchronize() {
        next = null;
    }

    /**
     * Signs a transaction without value (EIP-1559, deterministic signature of RFC 6979: the same content gives the same bytes).
     *
     * @param to recipient, 0x-hex
     * @param data call data, 0x-hex
     */
    public SignedTransaction sign(String to, String data, BigInteger gasLimit, BigInteger nonce, Fees fees) {
        RawTransaction transaction = RawTransaction.createTransaction(
                chainId.getAsLong(),
                nonce,
                gasLimit,
                to,
                BigInteger.ZERO,
                data,
                fees.maxPriorityFeePerGas(),
                fees.maxFeePerGas());
        byte[] bytes = TransactionEncoder.signMessage(transaction, credentials);
        return new SignedTransaction(
                Numeric.toHexString(bytes), Numeric.toHexString(Hash.sha3(bytes)), nonce, to, data, gasLimit, fees);
    }

    /** Signs the same content under the same nonce, with other fees. */
    public SignedTransaction signAgain(SignedTransaction transaction, Fees fees) {
        return sign(transaction.to(), transaction.data(), transaction.gasLimit(), transaction.nonce(), fees);
    }

    /**
     * Those of an account's waiting transactions that this server could have signed: signing their content again gives their hash.
     *
     * @param transactions as a node tells them
     */
    public List<SignedTransaction> recognize(List<Transaction> transactions) {
        return transactions.stream()
                .map(this::recognize)
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<SignedTransaction> recognize(Transaction transaction) {
        if (transaction.getTo() == null || transaction.getMaxFeePerGasRaw() == null) {
            return Optional.empty();
        }
        Fees fees = new Fees(transaction.getMaxFeePerGas(), transaction.getMaxPriorityFeePerGas());
        SignedTransaction signed =
                sign(transaction.getTo(), transaction.getInput(), transaction.getGas(), transaction.getNonce(), fees);
        return signed.hash().equalsIgnoreCase(transaction.getHash()) ? Optional.of(signed) : Optional.empty();
    }
}
