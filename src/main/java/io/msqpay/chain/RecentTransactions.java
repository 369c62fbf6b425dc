package io.msqpay.chain;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import org.web3j.protocol.core.methods.response.TransactionReceipt;

/**
 * What this process sent in the last minutes, by purpose, so that callers who ask for the same at the same time share one transaction
 * while nodes do not show it yet. Losing it loses nothing: the contract refuses a second effect.
 */
public final class RecentTransactions {

    private static final Duration KEPT = Duration.ofMinutes(2);
    /** Whoever was given the first hash may ask by it for a while. */
    private static final Duration FOLLOWED = Duration.ofHours(1);

    private static final int MAX_SIZE = 100_000;

    private final Cache<String, String> hashes =
            Caffeine.newBuilder().expireAfterWrite(KEPT).maximumSize(MAX_SIZE).build();
    private final Cache<String, String> successors = Caffeine.newBuilder()
            .expireAfterWrite(FOLLOWED)
            .maximumSize(MAX_SIZE)
            .build();

    /** The first hash of the transaction that was sent for a purpose; null when there is none. */
    public String find(String purpose) {
        return hashes.getIfPresent(purpose);
    }

    public void add(String purpose, String transactionHash) {
        hashes.put(purpose, transactionHash);
    }

    /** Notes that a transaction is offered again with other fees, and so with another hash. Either may land. */
    public void replaced(String hash, String successor) {
        if (!hash.equals(successor)) {
            successors.put(hash, successor);
        }
    }

    /** The hash under which a transaction was offered next; null when this was the last time. */
    public String successor(String hash) {
        return successors.getIfPresent(hash);
    }

    /**
     * Whether a transaction that was found can stand for another one with the same purpose; one that reverted is forgotten.
     *
     * @param receipt empty while it waits
     */
    public boolean isUsable(String purpose, Optional<TransactionReceipt> receipt) {
        boolean usable = receipt.isEmpty() || receipt.get().isStatusOK();
        if (!usable) {
            hashes.invalidate(purpose);
        }
        return usable;
    }
}
