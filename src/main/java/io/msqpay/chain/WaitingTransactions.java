package io.msqpay.chain;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * What this process sent and has not seen mined, by nonce, and whether the account moves on. Losing it loses no payment: it is needed to
 * keep nonces for their content, and to offer again what no block takes.
 */
public final class WaitingTransactions {

    /** How many are offered again at once. */
    static final int MAX_OFFERS = 50;

    private static final int MAX_SIZE = 10_000;
    /** Whoever sent a transaction comes first, so that two servers do not raise the same one. */
    private static final int PATIENCE_WITH_OTHERS = 2;

    private final Duration patience;
    private final LongSupplier nanoTime;

    // Guarded by this.
    private final NavigableMap<BigInteger, SignedTransaction> sent = new TreeMap<>();
    private BigInteger mined;
    private long since;
    // An earlier process may have left some.
    private boolean mayWait = true;

    /** @param patience how long none may be mined before those that wait count as stuck */
    public WaitingTransactions(Duration patience) {
        this(patience, System::nanoTime);
    }

    WaitingTransactions(Duration patience, LongSupplier nanoTime) {
        this.patience = patience;
        this.nanoTime = nanoTime;
    }

    /** Notes what was sent, or may have been; with a raised fee it takes the place of the one before. */
    public synchronized void add(SignedTransaction transaction) {
        sent.put(transaction.nonce(), transaction);
        mayWait = true;
        if (sent.size() > MAX_SIZE) {
            sent.pollFirstEntry();
        }
    }

    /** The first nonce from a node's count on that none of them has: a node that forgot one must not make its nonce free for another content. */
    public synchronized BigInteger free(BigInteger counted) {
        BigInteger nonce = counted;
        while (sent.containsKey(nonce)) {
            nonce = nonce.add(BigInteger.ONE);
        }
        return nonce;
    }

    /** Whether there may be any, so that nodes need to be asked. */
    public synchronized boolean mayWait() {
        return mayWait;
    }

    /**
     * Forgets what is mined, and notices when nothing is any more.
     *
     * @param minedNow how many transactions of the account are mined
     * @param counted the same, waiting ones included
     * @return whether some wait and none has been mined for too long
     */
    public synchronized boolean areStuck(BigInteger minedNow, BigInteger counted) {
        sent.headMap(minedNow).clear();
        if (sent.isEmpty() && counted.compareTo(minedNow) <= 0) {
            mayWait = false;
            mined = null;
            return false;
        }
        if (!minedNow.equals(mined)) {
            mined = minedNow;
            since = nanoTime.getAsLong();
        }
        return hasWaited(1);
    }

    /** Whether somebody else sent the transaction that all others wait for, and has not looked after it. */
    public synchronized boolean isAbandoned(BigInteger nonce) {
        return !sent.containsKey(nonce) && hasWaited(PATIENCE_WITH_OTHERS);
    }

    private boolean hasWaited(int times) {
        return nanoTime.getAsLong() - since >= patience.toNanos() * times;
    }

    /**
     * Those to be offered again, in the order of their nonces.
     *
     * @param others what nodes hold of the account beside them
     */
    public synchronized List<SignedTransaction> with(List<SignedTransaction> others) {
        NavigableMap<BigInteger, SignedTransaction> all = new TreeMap<>();
        others.forEach(other -> all.put(other.nonce(), other));
        all.putAll(sent);
        return new ArrayList<>(all.values()).subList(0, Math.min(all.size(), MAX_OFFERS));
    }

    /** Whether it has to be signed again. */
    public boolean isRaised(SignedTransaction waiting, Fees fees) {
        return !fees.equals(waiting.fees());
    }

    /** What was signed again, known by the hash with which its content was offered first. */
    public SignedTransaction inPlaceOf(SignedTransaction waiting, SignedTransaction again) {
        return again.insteadOf(waiting);
    }

    /**
     * Whether to offer a transaction again. A nonce that is held by another content is left alone, since that might be somebody's payment.
     *
     * @param waiting what was offered last
     * @param again the same content at the going price
     * @param found what a node knows of its offers, the last or an earlier one; null when none
     * @param foundHash the hash it was found by
     * @param counted the account's transactions at a node, waiting ones included
     */
    public boolean isWorthOffering(
            SignedTransaction waiting, SignedTransaction again, Object found, String foundHash, BigInteger counted) {
        return found == null
                ? waiting.nonce().compareTo(counted) >= 0
                : !again.equals(waiting) || !waiting.hash().equals(foundHash);
    }

    /** Gives a nonce up that nodes hold for something else: should that bear the account's signature, it is recognized. */
    public synchronized void forget(SignedTransaction waiting) {
        sent.remove(waiting.nonce(), waiting);
    }

    /** Goes back to what was offered before when a node refused the replacement, unless it has it, or holds the nonce for more. */
    public synchronized void refused(SignedTransaction waiting, TransactionRejectedException.Reason reason) {
        switch (reason) {
            case INSUFFICIENT_FUNDS, OTHER -> sent.put(waiting.nonce(), waiting);
            case KNOWN, UNDERPRICED, NONCE_USED -> {
                // The next look tells: it is raised once more, or mined, or somebody else's.
            }
        }
    }
}
