package io.msqpay.chain;

import io.msqpay.error.ServiceUnavailableException;
import java.math.BigInteger;
import java.security.SignatureException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.web3j.crypto.Hash;
import org.web3j.crypto.Keys;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.Sign;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.protocol.core.methods.response.Transaction;
import org.web3j.utils.Numeric;

/**
 * The operator's account and the order of its transactions. A lease makes sure that one transaction at a time takes a nonce; the nonce itself
 * is the node's, run ahead of locally for a short while after each own transaction because nodes count pending ones late.
 */
public final class OperatorAccount {

    private static final Logger LOG = LoggerFactory.getLogger(OperatorAccount.class);
    private static final int WORD = 32;
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

    /** Notes that a nonce is taken, by this transaction or by somebody else's. Within a turn only. */
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
        return content(to, data, gasLimit, nonce, fees);
    }

    /**
     * Those of an account's waiting transactions that bear this account's signature and are such as this server sends.
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
        try {
            if (transaction.getTo() == null || transaction.getMaxFeePerGasRaw() == null) {
                return Optional.empty();
            }
            Fees fees = new Fees(transaction.getMaxFeePerGas(), transaction.getMaxPriorityFeePerGas());
            RawTransaction content = content(
                    transaction.getTo(), transaction.getInput(), transaction.getGas(), transaction.getNonce(), fees);
            Sign.SignatureData signature = new Sign.SignatureData(
                    (byte) (Sign.LOWER_REAL_V + transaction.getV()),
                    Numeric.toBytesPadded(Numeric.toBigInt(transaction.getR()), WORD),
                    Numeric.toBytesPadded(Numeric.toBigInt(transaction.getS()), WORD));
            byte[] bytes = TransactionEncoder.encode(content, signature);
            BigInteger key = Sign.signedMessageToKey(TransactionEncoder.encode(content), signature);
            // With a value or an access list, of which this server sends neither, it has another hash.
            boolean own = hash(bytes).equalsIgnoreCase(transaction.getHash())
                    && Numeric.prependHexPrefix(Keys.getAddress(key)).equalsIgnoreCase(address());
            return own
                    ? Optional.of(new SignedTransaction(
                            hex(bytes),
                            hash(bytes),
                            content.getNonce(),
                            content.getTo(),
                            transaction.getInput(),
                            content.getGasLimit(),
                            fees))
                    : Optional.empty();
        } catch (SignatureException | RuntimeException e) {
            LOG.debug("A node tells of a transaction that is none", e);
            return Optional.empty();
        }
    }

    private RawTransaction content(String to, String data, BigInteger gasLimit, BigInteger nonce, Fees fees) {
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
        return hex(signer.sign(transaction));
    }

    /**
     * What may be sent of what a signer has answered.
     *
     * @throws WrongSignatureException unless it is the transaction that was to be signed, signed by this account
     */
    public SignedTransaction requireSigned(RawTransaction asked, String raw) {
        return SignatureCheck.require(asked, address(), raw);
    }

    private static String hex(byte[] bytes) {
        return Numeric.toHexString(bytes);
    }

    private static String hash(byte[] bytes) {
        return hex(Hash.sha3(bytes));
    }
}
