package io.msqpay.event;

import io.msqpay.contract.MsqpayContract;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.web3j.protocol.core.methods.response.EthBlock;
import org.web3j.protocol.core.methods.response.EthLog.LogResult;

/**
 * The consumers of events and what each has been told. Memory of a process: where a consumer goes on after a restart is the position that it
 * keeps itself.
 */
public final class EventFeeds {

    private static final long NANOS_BETWEEN_COMPLAINTS = Duration.ofMinutes(1).toNanos();

    private final MsqpayContract contract;
    private final EventPositions positions;
    private final long mostBlocks;
    private final LongSupplier nanoTime;
    private final Map<String, Consumer> consumers = new ConcurrentHashMap<>();

    /** @param complained when it was last said that it does not go on; null while it does */
    private record Consumer(EventFeed feed, Long complained) {}

    /**
     * @param chainId EIP-155 id, asked when there is a consumer
     * @param mostBlocks the most blocks to search at once
     */
    public EventFeeds(MsqpayContract contract, LongSupplier chainId, long mostBlocks) {
        this(contract, chainId, mostBlocks, System::nanoTime);
    }

    EventFeeds(MsqpayContract contract, LongSupplier chainId, long mostBlocks, LongSupplier nanoTime) {
        this.contract = contract;
        this.positions = new EventPositions(chainId, contract.address());
        this.mostBlocks = mostBlocks;
        this.nanoTime = nanoTime;
    }

    /**
     * The feed of a consumer; null when it is to be opened first.
     *
     * @param looks how many times its route has looked since it was started, this one included
     */
    public EventFeed feed(String consumer, long looks) {
        Consumer known = consumers.get(consumer);
        if (looks == 1) {
            // Whoever stops the route and starts it again wants to be asked again.
            consumers.remove(consumer);
            known = null;
        }
        EventFeed feed = known == null ? null : known.feed();
        if (feed != null) {
            feed.begin();
        }
        return feed;
    }

    /**
     * Begins where a consumer wants to.
     *
     * @param position what it kept; null or blank: nothing yet
     * @param fromBlock number of the first block without a position, or latest
     * @param finality latest, safe or finalized
     * @throws EventConsumerException if one of them is wrong
     */
    public EventFeed open(String consumer, String position, String fromBlock, String finality) {
        EventFeed feed = new EventFeed(
                Finality.of(finality),
                start(position, fromBlock),
                null,
                mostBlocks,
                EventFeed.MOST_UNSETTLED,
                contract,
                positions);
        feed.begin();
        consumers.merge(consumer, new Consumer(feed, null), (old, fresh) -> new Consumer(feed, old.complained()));
        return feed;
    }

    /**
     * A range of blocks that is read once, without a consumer.
     *
     * @param fromBlock number of the first block
     * @param toBlock number of the last block, or latest for all there are
     * @param finality latest, safe or finalized
     * @throws EventConsumerException if one of them is wrong
     */
    public EventFeed once(String fromBlock, String toBlock, String finality) {
        long until = EventPosition.LATEST.equals(toBlock) ? Long.MAX_VALUE : EventPosition.number(toBlock);
        EventFeed feed = new EventFeed(
                Finality.of(finality),
                EventPosition.before(EventPosition.number(fromBlock)),
                until,
                mostBlocks,
                EventFeed.MOST_UNSETTLED,
                contract,
                positions);
        feed.begin();
        return feed;
    }

    private EventPosition start(String position, String fromBlock) {
        EventPosition first = EventPosition.from(fromBlock);
        return position == null || position.isBlank() ? first : positions.position(position.strip());
    }

    /** Whether there is another range to read, for now. */
    public boolean hasMore(EventFeed feed) {
        return feed.hasMore();
    }

    /** Decides what to read: blocks by tag, either may be null. */
    public EventLook look(EventFeed feed, EthBlock.Block head, EthBlock.Block finalized) {
        return feed.look(head, finalized);
    }

    /** Takes the last block of the range, before its logs are asked for. */
    public void expect(EventFeed feed, EventLook look, EthBlock.Block last) {
        feed.expect(last, look);
    }

    /** Takes the same block from the node that gave the logs. */
    public void prove(EventFeed feed, EventLook look, EthBlock.Block last) {
        feed.prove(last, look);
    }

    /** Takes the block that is where a delivered event was. */
    public void weigh(EventFeed feed, EventLook look, EthBlock.Block block) {
        feed.weigh(block, look);
    }

    /** What the consumer is to be told. */
    public List<EventDelivery> deliveries(EventFeed feed, EventLook look, List<LogResult<?>> logs) {
        return feed.deliveries(logs, look);
    }

    /**
     * Asks for fewer blocks from now on.
     *
     * @return whether it is the first time for this feed
     */
    public boolean narrow(EventFeed feed, EventLook look) {
        return feed.narrow(look);
    }

    /** The consumer has dealt with an event. */
    public void delivered(EventFeed feed, EventDelivery delivery) {
        feed.delivered(delivery);
    }

    /** Goes on behind what was read, if all of it was delivered. */
    public void finish(EventFeed feed, EventLook look) {
        feed.finish(look);
    }

    /**
     * What to say about a consumer that does not go on, at most once in a minute.
     *
     * @return null when that was said already
     */
    public String complaint(String consumer, Throwable failure) {
        Consumer known = consumers.getOrDefault(consumer, new Consumer(null, null));
        long now = nanoTime.getAsLong();
        if (known.complained() != null && now - known.complained() < NANOS_BETWEEN_COMPLAINTS) {
            return null;
        }
        consumers.put(consumer, new Consumer(known.feed(), now));
        Throwable reason = failure;
        while (reason.getCause() != null && reason.getClass().getName().startsWith("org.apache.camel.")) {
            reason = reason.getCause();
        }
        return reason.getClass().getName() + (isOurs(reason) ? ": " + reason.getMessage() : "");
    }

    /** Messages of others may hold what belongs into no log. */
    private static boolean isOurs(Throwable failure) {
        return failure.getClass().getName().startsWith("io.msqpay.");
    }
}
