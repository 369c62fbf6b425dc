package io.msqpay.event;

import io.msqpay.chain.NodeUnavailableException;

/**
 * How many blocks are searched at once: half as many when a node refuses, a little more again with each range that one searches. Used by one
 * thread at a time.
 */
final class LogRange {

    /** A range grows again by this part of it. */
    private static final int GROWTH = 8;

    private final long most;
    private long blocks;
    private boolean refused;

    /** @param most the most blocks to search at once, 1 or more */
    LogRange(long most) {
        this.most = most;
        this.blocks = most;
    }

    /** The last block of a range that begins with {@code first}, unless the chain ends before. */
    long end(long first) {
        return first + blocks - 1;
    }

    /**
     * Takes that a node does not search a range, both its blocks included.
     *
     * @return whether it is the first one that is refused
     * @throws NodeUnavailableException if it is of one block: fewer cannot be asked for
     */
    boolean refused(long first, long last) {
        long asked = last - first + 1;
        if (asked <= 1) {
            throw new NodeUnavailableException("The node does not answer with the logs of one block");
        }
        blocks = asked / 2;
        boolean isFirst = !refused;
        refused = true;
        return isFirst;
    }

    /** Takes that a range was searched. */
    void searched() {
        blocks = Math.min(most, blocks + Math.max(1, blocks / GROWTH));
    }
}
