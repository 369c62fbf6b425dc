package io.msqpay.chain;

import io.msqpay.chain.TransactionRejectedException.Reason;
import io.msqpay.contract.RevertReasons;
import io.msqpay.error.ContractRevertedException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one place where what nodes say becomes what the server understands. A node's answer is either an outage, which fail-over and
 * retries may mend, or a fact about the request, which they must not touch.
 */
public final class NodeErrors {

    /** JSON-RPC 2.0 internal error, and the server errors that nodes and gateways use for rate limits and overload. */
    private static final Set<Integer> OUTAGE_CODES = Set.of(-32603, -32005, -32007, -32097, -32098, -32099, 429);

    /** What nodes say with the catch-all code -32000 when they cannot answer rather than will not. */
    private static final Pattern OUTAGE = Pattern.compile(
            "header not found|block not found|unknown block|missing trie node|time(d )?.?out|rate.?limit|too many requests"
                    + "|limit exceeded|overload|capacity|try again|unavailable|syncing",
            Pattern.CASE_INSENSITIVE);

    /** What providers say to eth_getLogs over too many blocks or with too many results, under whatever code. */
    private static final Pattern LOG_RANGE = Pattern.compile(
            "block ?range|blocks? range|range of blocks|range (is )?too (large|wide)|more than \\d+ (results|logs)|too many (results|logs)"
                    + "|limited to an? [0-9,]+|response size exceeded|response size should not|max results|maximum.{0,20} blocks distance",
            Pattern.CASE_INSENSITIVE);

    /** A node that is too old, or a chain that is too young, for one of these names of blocks. */
    private static final Pattern UNNAMED_BLOCK =
            Pattern.compile("(finalized|safe) block not found", Pattern.CASE_INSENSITIVE);

    private static final Pattern HEX_DATA = Pattern.compile("0x[0-9a-fA-F]*");
    private static final Pattern REVERTED = Pattern.compile(
            "execution reverted|vm exception while processing|revert|out of ?gas|invalid opcode|invalidfeopcode"
                    + "|gas required exceeds",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern KNOWN = Pattern.compile(
            "already known|known transaction|already imported|already in mempool|alreadyknown",
            Pattern.CASE_INSENSITIVE);

    /** Other words with "underpriced" are about the fee itself: no other nonce helps. */
    private static final Pattern REPLACEMENT = Pattern.compile("replacement|could not replace");

    private final RevertReasons reasons;

    public NodeErrors(RevertReasons reasons) {
        this.reasons = reasons;
    }

    /**
     * Decides what a failed call to a node means.
     *
     * @param failure what the component threw
     * @param code value of its ERROR_CODE header; null when there was no JSON-RPC answer
     * @param message value of its ERROR_MESSAGE header; may be null
     * @param data value of its ERROR_DATA header; may be null
     * @return the node's own answer
     * @throws NodeUnavailableException when there was none, or one that another node would not give
     */
    public NodeAnswer answer(Throwable failure, Integer code, String message, String data) {
        if (code == null) {
            throw new NodeUnavailableException("The node did not answer as a node does", failure);
        }
        NodeAnswer answer = new NodeAnswer(code, message == null ? "" : message, hex(data));
        boolean fact = isRevert(answer.message(), answer.data())
                || reason(answer) != Reason.OTHER
                || isAboutTheQuestion(answer.message());
        if (!fact
                && (OUTAGE_CODES.contains(code)
                        || OUTAGE.matcher(answer.message()).find())) {
            throw new NodeUnavailableException("The node answered with JSON-RPC error " + code);
        }
        return answer;
    }

    /** What another call would not meet: no reason to leave the node alone. */
    private static boolean isAboutTheQuestion(String message) {
        return LOG_RANGE.matcher(message).find()
                || UNNAMED_BLOCK.matcher(message).find();
    }

    /** How far a call got before it failed, at any of the nodes: the more, the less is known about its effect. */
    public enum Outage {
        /** No node was called: every breaker is open. */
        NONE,
        /** No connection came about. */
        UNREACHABLE,
        /** A node may have seen the call. */
        ASKED
    }

    /**
     * Weighs a failure at one node with those at others.
     *
     * @param failure what the circuit breaker reports; null when it was open
     * @param known the outage so far
     * @return the worse of both; an open breaker adds nothing
     */
    public String outage(Throwable failure, String known) {
        if (failure == null || Outage.ASKED.name().equals(known)) {
            return known;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof NodeUnreachableException) {
                return Outage.UNREACHABLE.name();
            }
        }
        return Outage.ASKED.name();
    }

    /**
     * Turns a node's error answer into the exception that the caller's route handles.
     *
     * @param outcome a {@link NodeAnswer}, or the outage that remained after all tries; anything else: the call went well, and nothing happens
     * @throws NodeUnavailableException if no node answered, or none knows the block that was named
     * @throws LogRangeException if the node searches fewer blocks only
     * @throws ContractRevertedException if the contract reverts
     * @throws TransactionRejectedException if the node did not take a transaction
     */
    public void raise(Object outcome) {
        if (outcome instanceof RuntimeException outage) {
            throw outage;
        }
        if (!(outcome instanceof NodeAnswer answer)) {
            return;
        }
        if (LOG_RANGE.matcher(answer.message()).find()) {
            throw new LogRangeException();
        }
        if (UNNAMED_BLOCK.matcher(answer.message()).find()) {
            throw new NodeUnavailableException("The node knows no such block yet");
        }
        Reason reason = reason(answer);
        if (reason == Reason.OTHER && isRevert(answer.message(), answer.data())) {
            throw new ContractRevertedException(
                    reasons.decode(answer.data()).orElse("The contract reverts without saying why"));
        }
        throw new TransactionRejectedException(reason, printable(answer.message()));
    }

    /**
     * Requires that a node took the transaction it was given: it answers with that transaction's hash.
     *
     * @throws NodeUnavailableException if it answers with anything else, which leaves open what it did
     */
    public void requireHash(Object answer, String hash) {
        if (!(answer instanceof String text) || !text.equalsIgnoreCase(hash)) {
            throw new NodeUnavailableException("The node answered with another hash than the transaction's");
        }
    }

    /**
     * Whether an error is the contract's answer.
     *
     * @param data as the node gave it; may be null
     */
    static boolean isRevert(String message, String data) {
        return hex(data) != null || REVERTED.matcher(message).find();
    }

    private static Reason reason(NodeAnswer answer) {
        String message = answer.message().toLowerCase(Locale.ROOT);
        if (message.contains("nonce too low") || message.contains("oldnonce") || message.contains("nonce is too low")) {
            return Reason.NONCE_USED;
        }
        if (KNOWN.matcher(message).find()) {
            return Reason.KNOWN;
        }
        if (REPLACEMENT.matcher(message).find()) {
            return Reason.UNDERPRICED;
        }
        if (message.contains("insufficient funds") || message.contains("insufficient balance")) {
            return Reason.INSUFFICIENT_FUNDS;
        }
        return Reason.OTHER;
    }

    /** Some nodes quote the data, some wrap it in a JSON object. */
    private static String hex(String data) {
        if (data == null) {
            return null;
        }
        Matcher matcher = HEX_DATA.matcher(data);
        return matcher.find() ? matcher.group() : null;
    }

    /** Addresses of nodes often hold a key. */
    static String withoutUrls(String text) {
        return text.replaceAll("(?i)\\b[a-z][a-z0-9+.-]*://\\S+", "[url]");
    }

    private static String printable(String text) {
        String clean = withoutUrls(text).replaceAll("\\p{Cntrl}", " ");
        return clean.length() > 200 ? clean.substring(0, 200) : clean;
    }
}
