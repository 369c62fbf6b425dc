package io.msqpay.chain;

import io.msqpay.error.ServiceUnavailableException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.web3j.crypto.RawTransaction;
import org.web3j.utils.Numeric;

/**
 * The operator's account and the order of its transactions. A lease makes sure that one transaction at a time takes a nonce; the nonce itself
 * is the node's, run ahead of locally for a short while after each own transaction because nodes count pending ones late.
 */
public final class OperatorAccount {

    private static final long TRUST_NANOS = Duration.ofSeconds(30).toNanos();

    private final OperatorSigner signer;
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
    public OperatorAccount(OperatorSigner signer, LongSupplier chainId, Duration patience) {
        this(signer, chainId, patience, System::nanoTime);
    }

    OperatorAccount(OperatorSigner signer, LongSupplier chainId, Duration patience, LongSupplier nanoTime) {
        this.signer = signer;
        this.chainId = chainId;
        this.patience = patience;
        this.nanoTime = nanoTime;
    }

    /** The account's address. */
    public String address() {
        return signer.address();
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
     * The transaction that is to be signed (EIP-1559), without value.
     *
     * @param to recipient, 0x-hex
     * @param data call data, 0x-hex
     */
    public RawTransaction prepare(String to, String data, BigInteger gasLimit, BigInteger nonce, Fees fees) {
        return RawTransaction.createTransaction(
                chainId.getAsLong(),
                nonce,
                gasLimit,
                to,
                BigInteger.ZERO,
                data,
                fees.maxPriorityFeePerGas(),
                fees.maxFeePerGas());
    }

    /** Signs with the key of this server, or whatever {@link OperatorSigner} stands in its place; the answer is 0x-hex. */
    public String sign(RawTransaction transaction) {
        return Numeric.toHexString(signer.sign(transaction));
    }

    /**
     * What may be sent of what a signer has answered.
     *
     * @throws WrongSignatureException unless it is the transaction that was to be signed, signed by this account
     */
    public SignedTransaction requireSigned(RawTransaction asked, String raw) {
        return SignatureCheck.require(asked, address(), raw);
    }
}
