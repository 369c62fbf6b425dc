package io.msqpay.event;

import io.msqpay.chain.NodeUnavailableException;
import io.msqpay.contract.MalformedAnswerException;
import io.msqpay.contract.MsqpayContract;
import io.msqpay.payment.PaymentEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.web3j.protocol.core.methods.response.EthBlock;
import org.web3j.protocol.core.methods.response.EthLog.LogResult;
import org.web3j.protocol.core.methods.response.Log;

/**
 * What one consumer has been told and what comes next. Blocks above the floor of the position are read anew whenever the chain has changed,
 * so that nothing is missed that a reorganization brings into a block that was empty. Used by one thread at a time.
 */
public final class EventFeed {

    /** Blocks below the head that are settled when the node does not know better: no chain goes back so far. */
    static final long DEEPEST = 256;
    /** The most events that the position of a consumer remembers; more wait until some are settled. */
    static final int MOST_UNSETTLED = 256;
    /** Ranges read in one look, after which others get their turn and a stop is noticed. */
    static final int RANGES = 50;

    /** In place of a position where there is none to keep: kept all the same, it stops the consumer and loses nothing. */
    static final String NO_POSITION = "replayed";

    private final Finality finality;
    /** The last block of interest of a feed that is read once and remembers nothing; null: goes on and on. */
    private final Long until;

    private boolean begun;
    private final LogRange range;
    private final int mostUnsettled;
    private final MsqpayContract contract;
    private final EventPositions positions;

    /** Null: begins after the head of the first look. */
    private EventPosition position;
    /** The last block that was read since the chain has changed. */
    private long reached;
    /** The head up to which everything has been read; null while not. */
    private String complete;

    private boolean patient;
    private int ranges;
    private boolean more;

    /**
     * @param position where to begin; null: after the head of the first look
     * @param until the last block of interest of a feed that is read once and retracts nothing; null: goes on and on
     * @param mostBlocks the most blocks to ask for at once
     * @param mostUnsettled the most events that the position remembers; more wait until some are settled
     */
    EventFeed(
            Finality finality,
            EventPosition position,
            Long until,
            long mostBlocks,
            int mostUnsettled,
            MsqpayContract contract,
            EventPositions positions) {
        this.finality = finality;
        this.position = position;
        this.until = until;
        this.range = new LogRange(mostBlocks);
        this.mostUnsettled = mostUnsettled;
        this.contract = contract;
        this.positions = positions;
        this.reached = position == null ? 0 : position.nextBlock() - 1;
    }

    /** Waits for a first block that is still to come. */
    EventFeed waiting() {
        patient = true;
        return this;
    }

    /** The block tag up to which events are delivered. */
    public String tag() {
        return finality.tag();
    }

    /** Whether blocks that are read can still vanish. */
    public boolean isProvisional() {
        return finality != Finality.FINALIZED && until == null;
    }

    /** Begins to look, or goes on with the next range. */
    boolean hasMore() {
        if (more && (until != null || ranges < RANGES)) {
            ranges++;
            return true;
        }
        return false;
    }

    void begin() {
        ranges = 0;
        more = true;
    }

    /**
     * Decides what to read.
     *
     * @param head the block up to which events are delivered
     * @param finalized the latest block that cannot vanish; null when the node does not know
     */
    EventLook look(EthBlock.Block head, EthBlock.Block finalized) {
        more = false;
        if (head == null) {
            throw new NodeUnavailableException("The node knows no block " + tag() + " yet");
        }
        long number = head.getNumber().longValueExact();
        requireAll(number);
        if (position == null) {
            position = EventPosition.before(number + 1);
            reached = number;
        }
        if (number < position.floorBlock() && patient) {
            return new EventLook(position.nextBlock(), number, number, number, head.getHash(), List.of());
        }
        if (number < position.floorBlock()) {
            throw new NodeUnavailableException("The node has not reached block " + position.floorBlock() + " yet");
        }
        if (complete != null && !complete.equals(head.getHash())) {
            complete = null;
            reached = position.nextBlock() - 1;
        }
        long start = position.nextBlock();
        long first = Math.max(start, reached + 1);
        long last = complete != null ? first - 1 : Math.min(end(number), range.end(first));
        long settled = isProvisional()
                ? Math.max(
                        number - DEEPEST,
                        finalized == null ? -1 : finalized.getNumber().longValueExact())
                : number;
        List<PaymentEvent> suspects = position.trail().stream()
                .filter(event -> event.blockNumber() <= number)
                .sorted(EventPosition.ORDER.reversed())
                .toList();
        // Blocks below the range were read when they could still vanish, unless it begins at the floor.
        return new EventLook(
                first,
                last,
                first == start ? Math.min(settled, last) : position.floorBlock(),
                number,
                head.getHash(),
                suspects);
    }

    /** A range that is told once is told whole or not begun. */
    private void requireAll(long number) {
        if (until != null && until != Long.MAX_VALUE && number < until) {
            String message = "block " + until + " is not " + tag() + " yet, the last one that is has number " + number;
            throw begun ? new NodeUnavailableException(message) : new EventConsumerException(message);
        }
        begun = true;
    }

    private long end(long head) {
        return until == null ? head : Math.min(head, until);
    }

    /** Takes the last block of the range, before its logs are asked for. */
    void expect(EthBlock.Block last, EventLook look) {
        look.lastHash(present(last, look.lastBlock()).getHash());
    }

    /** Holds the node that gave the logs to the block that the range was to end with. */
    void prove(EthBlock.Block last, EventLook look) {
        if (!present(last, look.lastBlock()).getHash().equals(look.lastHash())) {
            throw new NodeUnavailableException("The chain has changed while it was read");
        }
    }

    /** Takes the block that is where a delivered event was. */
    void weigh(EthBlock.Block block, EventLook look) {
        look.weigh(present(block, look.suspect()).getHash());
    }

    private static EthBlock.Block present(EthBlock.Block block, long number) {
        if (block == null || block.getHash() == null) {
            throw new NodeUnavailableException("The node has not reached block " + number + " yet");
        }
        return block;
    }

    /** What the consumer is to be told now: first what has vanished, the newest first, and only with nothing of that, what is new. */
    List<EventDelivery> deliveries(List<LogResult<?>> logs, EventLook look) {
        List<EventDelivery> deliveries = new ArrayList<>();
        EventPosition at = position;
        if (look.oldestGone() != null) {
            List<PaymentEvent> gone = at.trail().stream()
                    .filter(event -> event.blockNumber() >= look.oldestGone().blockNumber())
                    .sorted(EventPosition.ORDER.reversed())
                    .toList();
            for (PaymentEvent event : gone) {
                at = at.retracted(event);
                deliveries.add(new EventDelivery(event, true, text(at), at));
            }
            look.plan(at, true);
            return deliveries;
        }
        boolean truncated = false;
        for (PaymentEvent event : events(logs, look)) {
            if (!truncated && !at.covers(event)) {
                EventPosition next = at.delivered(event, look.settled());
                truncated = next.trail().size() > mostUnsettled;
                if (!truncated) {
                    at = next;
                    deliveries.add(new EventDelivery(event, false, text(at), at));
                }
            }
        }
        look.plan(at, truncated);
        return deliveries;
    }

    /** Whether there is more to read at once. */
    boolean isBehind() {
        return more;
    }

    /** Where to go on; nothing before the first look at a chain that is read from its head. */
    String position() {
        return position == null ? "" : text(position);
    }

    private String text(EventPosition at) {
        return until == null ? positions.text(at) : NO_POSITION;
    }

    private List<PaymentEvent> events(List<LogResult<?>> logs, EventLook look) {
        List<PaymentEvent> events = logs.stream()
                .flatMap(log -> contract.paymentEvent((Log) log.get()).stream())
                .sorted(EventPosition.ORDER)
                .toList();
        Map<Long, String> hashes = new HashMap<>(Map.of(look.lastBlock(), look.lastHash()));
        for (PaymentEvent event : events) {
            boolean outside = event.blockNumber() < look.firstBlock() || event.blockNumber() > look.lastBlock();
            String hash = hashes.putIfAbsent(event.blockNumber(), event.blockHash());
            if (outside || (hash != null && !hash.equals(event.blockHash()))) {
                throw new MalformedAnswerException("The node answers with logs of other blocks");
            }
        }
        return events;
    }

    /** The consumer has dealt with it. */
    void delivered(EventDelivery delivery) {
        position = delivery.after();
    }

    /** Goes on behind a range of which everything has been delivered; if not, the same range comes again. */
    void finish(EventLook look) {
        if (!look.isNeeded() || look.goal() == null || !position.equals(look.goal())) {
            return;
        }
        if (look.oldestGone() != null) {
            reread();
            more = true;
        } else if (look.isTruncated()) {
            reread();
        } else {
            position = position.settled(look.settled());
            reached = look.lastBlock();
            range.searched();
            complete = reached >= end(look.headNumber()) ? look.headHash() : null;
            more = complete == null;
        }
    }

    private void reread() {
        complete = null;
        reached = position.nextBlock() - 1;
    }

    /** Asks for fewer blocks from now on; whether it is the first time. */
    boolean narrow(EventLook look) {
        boolean first = range.refused(look.firstBlock(), look.lastBlock());
        more = true;
        return first;
    }
}
