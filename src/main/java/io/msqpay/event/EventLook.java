package io.msqpay.event;

import io.msqpay.payment.PaymentEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * One look at one range of blocks, as one node has it. What is asked for and what is proven comes together here before anything is
 * delivered.
 */
public final class EventLook {

    private final long firstBlock;
    private final long lastBlock;
    private final long settled;
    private final long headNumber;
    private final String headHash;

    /** Delivered events that may have vanished, the newest first. */
    private final List<PaymentEvent> suspects;

    private String lastHash;
    private int weighed;
    private boolean canonical;
    private EventPosition goal;
    private boolean truncated;

    /** @param settled the last block that this look may call settled */
    EventLook(
            long firstBlock,
            long lastBlock,
            long settled,
            long headNumber,
            String headHash,
            List<PaymentEvent> suspects) {
        this.firstBlock = firstBlock;
        this.lastBlock = lastBlock;
        this.settled = settled;
        this.headNumber = headNumber;
        this.headHash = headHash;
        this.suspects = new ArrayList<>(suspects);
        this.lastHash = lastBlock == headNumber ? headHash : null;
    }

    public long firstBlock() {
        return firstBlock;
    }

    public long lastBlock() {
        return lastBlock;
    }

    /** Whether there is something to read. */
    public boolean isNeeded() {
        return firstBlock <= lastBlock;
    }

    /** Whether the hash of the last block has not been learned before the logs are asked for. */
    public boolean lacksHash() {
        return lastHash == null;
    }

    /** The block of the newest delivered event of which it is not known whether it is still there; null when there is none. */
    public Long suspect() {
        return canonical || weighed == suspects.size()
                ? null
                : suspects.get(weighed).blockNumber();
    }

    long settled() {
        return settled;
    }

    long headNumber() {
        return headNumber;
    }

    String headHash() {
        return headHash;
    }

    String lastHash() {
        return lastHash;
    }

    void lastHash(String hash) {
        lastHash = hash;
    }

    /** The block that is now where a delivered event was. Those below it are its ancestors. */
    void weigh(String hash) {
        PaymentEvent suspect = suspects.get(weighed);
        if (suspect.blockHash().equals(hash)) {
            canonical = true;
        } else {
            while (weighed < suspects.size() && suspects.get(weighed).blockNumber() == suspect.blockNumber()) {
                weighed++;
            }
        }
    }

    /** The oldest event that has vanished; null when none has. All younger ones have vanished with it. */
    PaymentEvent oldestGone() {
        return weighed == 0 ? null : suspects.get(weighed - 1);
    }

    /** @param position where the consumer is when all of this look has been delivered */
    void plan(EventPosition position, boolean more) {
        goal = position;
        truncated = more;
    }

    EventPosition goal() {
        return goal;
    }

    /** Whether events were left out, since too many can still vanish. */
    boolean isTruncated() {
        return truncated;
    }

    @Override
    public String toString() {
        return "blocks " + firstBlock + " to " + lastBlock;
    }
}
