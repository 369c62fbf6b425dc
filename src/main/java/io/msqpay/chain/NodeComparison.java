package io.msqpay.chain;

import com.github.benmanes.caffeine.cache.Ticker;
import java.math.BigInteger;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.web3j.protocol.core.methods.response.EthBlock;

/**
 * Compares how far nodes have followed the chain, by the time of their latest blocks: a number of blocks would mean something else on each
 * chain. A node that lags behind answers nothing until a later comparison finds that it has caught up.
 */
public final class NodeComparison {

    /** A chain that goes back in time for longer than this was reorganized. */
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    private final List<String> nodes;
    private final Duration maxLag;
    private final Ticker ticker;
    private final Map<String, BigInteger> measured = new HashMap<>();
    private BigInteger newest = BigInteger.ZERO;
    private long newestSeen;
    private volatile Set<String> late = Set.of();

    /**
     * @param nodes their names, in the order in which they are asked
     * @param maxLag how much older a node's latest block may be than the newest one seen
     */
    public NodeComparison(List<String> nodes, Duration maxLag) {
        this(nodes, maxLag, Ticker.systemTicker());
    }

    NodeComparison(List<String> nodes, Duration maxLag, Ticker ticker) {
        this.nodes = List.copyOf(nodes);
        this.maxLag = maxLag;
        this.ticker = ticker;
    }

    /** The names given, for the route that asks each of them. */
    public List<String> nodes() {
        return nodes;
    }

    /** Whether there is anything to compare. */
    public boolean hasSeveral() {
        return nodes.size() > 1;
    }

    /** Notes a node's latest block for the next comparison; a node without stays what it was. */
    public synchronized void record(String node, EthBlock.Block latest) {
        measured.put(node, latest.getTimestamp());
    }

    /**
     * Compares what was noted since the last comparison, and with the newest block seen before: when the best node fails, those behind it are
     * as late as they were.
     *
     * @return what has changed, for people; null when nothing has
     */
    public synchronized String compare() {
        BigInteger best = measured.values().stream().max(BigInteger::compareTo).orElse(BigInteger.ZERO);
        long now = ticker.read();
        if (best.compareTo(newest) >= 0 || now - newestSeen > REMEMBERED.toNanos()) {
            newest = best;
            newestSeen = now;
        }
        Set<String> before = late;
        Set<String> after = new TreeSet<>(before);
        measured.forEach((node, time) -> {
            if (newest.subtract(time).compareTo(BigInteger.valueOf(maxLag.toSeconds())) > 0) {
                after.add(node);
            } else {
                after.remove(node);
            }
        });
        measured.clear();
        if (after.equals(before)) {
            return null;
        }
        late = Set.copyOf(after);
        return after.isEmpty()
                ? "No node lags behind any more"
                : String.join(", ", after) + ": behind the newest block by more than " + maxLag.toSeconds()
                        + " s, not asked until that is made up for";
    }

    /** @throws NodeUnavailableException if the node lags behind, so that another one is asked */
    public void requireUpToDate(String node) {
        if (late.contains(node)) {
            throw new NodeUnavailableException("The node lags behind");
        }
    }
}
