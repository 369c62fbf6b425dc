package io.msqpay.chain;

import com.github.benmanes.caffeine.cache.Ticker;
import io.msqpay.contract.ForwarderContract;
import io.msqpay.contract.MalformedAnswerException;
import io.msqpay.gasless.ForwarderDomain;
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
 * chain. A node that lags behind answers nothing until a later comparison finds that it has caught up; nor does one that has not shown yet that
 * it is on the chain of the deployment.
 */
public final class NodeComparison {

    /** A chain that goes back in time for longer than this was reorganized. */
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    private final ForwarderContract forwarder = new ForwarderContract();
    private final List<String> nodes;
    private final Duration maxLag;
    private final Ticker ticker;
    private final Map<String, BigInteger> measured = new HashMap<>();
    private BigInteger newest = BigInteger.ZERO;
    private long newestSeen;
    private final Set<String> strangers = new TreeSet<>();
    private volatile Set<String> unproven = Set.of();
    private volatile Set<String> late = Set.of();
    private String told = "";

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

    /** Trusts no node of several any more until it has shown which chain it is on. */
    public synchronized void requireProof() {
        if (hasSeveral()) {
            unproven = Set.copyOf(nodes);
        }
    }

    /** Whether a node has not shown yet which chain it is on. */
    public boolean isUnproven(String node) {
        return unproven.contains(node);
    }

    /**
     * Takes what a node says about the forwarder of the deployment.
     *
     * @param domain as it is on the chain of the deployment
     * @param answer of eip712Domain on this node, as hex; anything else is that of another chain
     */
    public synchronized void prove(String node, ForwarderDomain domain, String answer) {
        boolean same;
        try {
            same = forwarder.domain(answer).equals(domain);
        } catch (MalformedAnswerException e) {
            same = false;
        }
        Set<String> left = new TreeSet<>(unproven);
        if (same) {
            left.remove(node);
            strangers.remove(node);
        } else {
            left.add(node);
            strangers.add(node);
        }
        unproven = Set.copyOf(left);
    }

    /** Nodes that are on another chain, as far as is known. */
    public synchronized List<String> strangers() {
        return List.copyOf(strangers);
    }

    /**
     * Compares what was noted since the last comparison, and with the newest block seen before: when the best node fails, those behind it are
     * as late as they were.
     *
     * @return which nodes are not asked, for people; null when that is as it was
     */
    public synchronized String compare() {
        BigInteger best = measured.values().stream().max(BigInteger::compareTo).orElse(BigInteger.ZERO);
        long now = ticker.read();
        if (best.compareTo(newest) >= 0 || now - newestSeen > REMEMBERED.toNanos()) {
            newest = best;
            newestSeen = now;
        }
        Set<String> behind = new TreeSet<>(late);
        measured.forEach((node, time) -> {
            if (newest.subtract(time).compareTo(BigInteger.valueOf(maxLag.toSeconds())) > 0) {
                behind.add(node);
            } else {
                behind.remove(node);
            }
        });
        measured.clear();
        late = Set.copyOf(behind);
        String before = told;
        told = (behind.isEmpty()
                        ? ""
                        : "; behind by more than " + maxLag.toSeconds() + " s: " + String.join(", ", behind))
                + (strangers.isEmpty() ? "" : "; on another chain: " + String.join(", ", strangers));
        if (told.equals(before)) {
            return null;
        }
        return told.isEmpty() ? "All nodes are asked again" : "Nodes that are not asked" + told;
    }

    /** @throws NodeUnavailableException if the node is not to be believed, so that another one is asked */
    public void requireTrusted(String node) {
        if (late.contains(node)) {
            throw new NodeUnavailableException("The node lags behind");
        }
        if (unproven.contains(node)) {
            throw new NodeUnavailableException("The node has not shown which chain it is on");
        }
    }
}
