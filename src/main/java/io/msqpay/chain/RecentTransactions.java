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
    private static final int MAX_SIZE = 100_000;

    private final Cache<String, String> hashes =
            Caffeine.newBuilder().expireAfterWrite(KEPT).maximumSize(MAX_SIZE).build();

    /** The hash of the transaction that was sent for a purpose; null when there is none. */
    public String find(String purpose) {
        return hashes.getIfPresent(purpose);
    }

    public void add(String purpose, String transactionHash) {
        hashes.put(purpose, transactionHash);
    }

    /**
     * Whether a transaction that was found can stand for another one with the same purpose; one that reverted is forgotten.
     *
     * @param receipt empty while it waits
     */
    public boolean isUsable(String purpose, Optional<TransactionReceipt> receipt) {
        boolean usable = receipt.isEmpty() || receipt.get().isStatusOK();
        if (!usable) {
            hashes.asMap().remove(purpose, receipt.get().getTransactionHash());
        }
        return usable;
    }
}
