package io.msqpay.chain;

/** A node understood a transaction and did not take it, for a reason that signing it anew can mend or that the operator must mend. */
public final class TransactionRejectedException extends RuntimeException {

    /** Why; decides what happens next. */
    public enum Reason {
        /** The node holds this very transaction already, which is as good as having taken it. */
        KNOWN,
        /** Another transaction has this nonce already: read the nonce again and sign anew. */
        NONCE_USED,
        /** A transaction with this nonce waits and pays as much or more. */
        UNDERPRICED,
        /** The operator's account cannot pay for the gas. */
        INSUFFICIENT_FUNDS,
        /** Anything else. */
        OTHER
    }

    private final Reason reason;

    public TransactionRejectedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
