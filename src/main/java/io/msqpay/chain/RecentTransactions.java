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

    /** The latest hash of the transaction that was sent for a purpose; null when there is none. */
    public String find(String purpose) {
        String hash = hashes.getIfPresent(purpose);
        return hash == null ? null : latestHash(hash);
    }

    public void add(String purpose, String transactionHash) {
        hashes.put(purpose, transactionHash);
    }

    /** Notes that a transaction was sent again with other fees, and so with another hash. */
    public void replaced(String hash, String successor) {
        if (!hash.equals(successor)) {
            successors.put(hash, successor);
        }
    }

    /** The hash of a transaction after its last replacement; the same when there was none. */
    public String latestHash(String hash) {
        String latest = hash;
        for (String next = hash; next != null; next = successors.getIfPresent(next)) {
            latest = next;
        }
        return latest;
    }

    /**
     * Whether a transaction that was found can stand for another one with the same purpose; one that reverted is forgotten.
     *
     * @param receipt empty while it waits
     */
    public boolean isUsable(String purpose, Optional<TransactionReceipt> receipt) {
        boolean usable = receipt.isEmpty() || receipt.get().isStatusOK();
        if (!usable) {
            hashes.asMap()
                    .computeIfPresent(
                            purpose,
                            (key, hash) -> latestHash(hash).equals(receipt.get().getTransactionHash()) ? null : hash);
        }
        return usable;
    }
}
