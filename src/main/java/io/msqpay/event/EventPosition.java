package io.msqpay.event;

import io.msqpay.payment.PaymentEvent;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How far a consumer has come. What lies up to the floor is dealt with for good; what was delivered above it may still vanish from the chain
 * and is remembered whole, so that it can be retracted whoever delivered it.
 *
 * @param floorBlock a block that nothing is expected of any more up to the floor's log; -1: nothing yet
 * @param floorLog the last log of that block that is dealt with; {@link #WHOLE_BLOCK}: all of them
 * @param trail delivered events above the floor, in the order of the chain
 */
record EventPosition(long floorBlock, int floorLog, List<PaymentEvent> trail) {

    /** In place of a number: whatever block is the latest at the time. */
    static final String LATEST = "latest";

    static final int WHOLE_BLOCK = Integer.MAX_VALUE;

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    static final Comparator<PaymentEvent> ORDER =
            Comparator.comparingLong(PaymentEvent::blockNumber).thenComparingInt(PaymentEvent::logIndex);

    EventPosition {
        trail = List.copyOf(trail);
    }

    /** Before the first log of a block. */
    static EventPosition before(long block) {
        return new EventPosition(block - 1, WHOLE_BLOCK, List.of());
    }

    /**
     * Where somebody begins who has heard of nothing yet.
     *
     * @param fromBlock number of the first block, or latest
     * @return null for latest: after the head of the first look
     * @throws EventConsumerException if it is neither
     */
    static EventPosition from(String fromBlock) {
        return LATEST.equals(fromBlock) ? null : before(number(fromBlock));
    }

    /** @throws EventConsumerException if it is no number of a block */
    static long number(String block) {
        if (!NUMBER.matcher(block).matches()) {
            throw new EventConsumerException("fromBlock must be a block number or latest");
        }
        return Long.parseLong(block);
    }

    /** The first block that may hold something new. */
    long nextBlock() {
        return floorLog == WHOLE_BLOCK ? floorBlock + 1 : floorBlock;
    }

    /** Whether an event has been dealt with. */
    boolean covers(PaymentEvent event) {
        return !isAboveFloor(event)
                || trail.stream().anyMatch(known -> known.id().equals(event.id()));
    }

    /** @param settled the last block of which nothing can vanish any more */
    EventPosition delivered(PaymentEvent event, long settled) {
        if (event.blockNumber() <= settled) {
            return new EventPosition(event.blockNumber(), event.logIndex(), trail).trimmed();
        }
        List<PaymentEvent> longer =
                Stream.concat(trail.stream(), Stream.of(event)).sorted(ORDER).toList();
        return new EventPosition(floorBlock, floorLog, longer).settled(settled);
    }

    EventPosition retracted(PaymentEvent event) {
        return new EventPosition(
                floorBlock,
                floorLog,
                trail.stream().filter(known -> !known.equals(event)).toList());
    }

    /** Nothing is expected of this block and those below it any more. */
    EventPosition settled(long block) {
        return block > floorBlock || (block == floorBlock && floorLog != WHOLE_BLOCK)
                ? new EventPosition(block, WHOLE_BLOCK, trail).trimmed()
                : this;
    }

    private EventPosition trimmed() {
        return new EventPosition(
                floorBlock, floorLog, trail.stream().filter(this::isAboveFloor).toList());
    }

    private boolean isAboveFloor(PaymentEvent event) {
        return event.blockNumber() > floorBlock || (event.blockNumber() == floorBlock && event.logIndex() > floorLog);
    }

    /** Short, because Camel writes out what a predicate compares. */
    @Override
    public String toString() {
        return "block " + floorBlock + (floorLog == WHOLE_BLOCK ? "" : ":" + Objects.toString(floorLog)) + " and "
                + trail.size() + " events";
    }
}
