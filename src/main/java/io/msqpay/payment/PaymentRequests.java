package io.msqpay.payment;

import io.msqpay.contract.MsqpayContract;
import io.msqpay.error.ConflictException;
import io.msqpay.error.ForbiddenException;
import io.msqpay.error.InvalidRequestException;
import io.msqpay.error.NotFoundException;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.web3j.protocol.core.methods.response.Transaction;

/** Checks the small parameters of requests, and the preconditions that several routes share. */
public final class PaymentRequests {

    private static final Set<String> BLOCK_TAGS = Set.of("latest", "safe", "finalized");
    private static final Set<String> ACTIONS = Set.of("confirm", "fail");
    private static final Pattern HASH = Pattern.compile("0x[0-9a-fA-F]{64}");

    private final MsqpayContract contract;

    public PaymentRequests(MsqpayContract contract) {
        this.contract = contract;
    }

    /** @throws InvalidRequestException unless it is 0x and 64 hex digits */
    public PaymentId paymentId(String value) {
        try {
            return new PaymentId(value);
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException("paymentId", e.getMessage());
        }
    }

    /** The block tag to read at; latest when there is none. */
    public String blockTag(String value) {
        String tag = value == null ? "latest" : value;
        if (!BLOCK_TAGS.contains(tag)) {
            throw new InvalidRequestException("at", "must be latest, safe or finalized");
        }
        return tag;
    }

    /** A transaction hash; null when there is none. */
    public String transactionHash(String value) {
        if (value != null && !HASH.matcher(value).matches()) {
            throw new InvalidRequestException("txHash", "must be 0x and 64 hex digits");
        }
        return value;
    }

    /** What the operator shall do. */
    public String action(Map<String, Object> body) {
        Object action = body == null || body.size() != 1 ? null : body.get("action");
        if (!(action instanceof String text) || !ACTIONS.contains(text)) {
            throw new InvalidRequestException("action", "must be confirm or fail, and the only field");
        }
        return text;
    }

    /** The payment that a transaction was to create. */
    public Payment creation(PaymentId paymentId, Transaction transaction) {
        Payment creation =
                transaction == null ? null : contract.creation(paymentId, transaction.getTo(), transaction.getInput());
        requireKnown(creation);
        return creation;
    }

    /** @throws NotFoundException if there is nothing */
    public void requireKnown(Object value) {
        if (value == null) {
            throw new NotFoundException("Payment not found");
        }
    }

    /**
     * Requires that a payment can still be paid or closed.
     *
     * @throws NotFoundException if it is unknown
     * @throws ConflictException if it is confirmed, cancelled or expired
     */
    public void requirePending(Payment payment) {
        requireKnown(payment);
        if (!payment.isPending()) {
            throw new ConflictException("The payment is not pending any more: it is "
                    + (payment.status() == PaymentStatus.CONFIRMED
                            ? "confirmed"
                            : payment.closedAt() == 0 ? "expired" : "cancelled"));
        }
    }

    /**
     * Requires that the caller may act for a merchant.
     *
     * @param merchants for whom it may; null: for everybody
     * @throws ForbiddenException if it may not
     */
    public void requireOwn(Collection<Address> merchants, Address merchant) {
        if (merchants != null && !merchants.contains(merchant)) {
            throw new ForbiddenException("The caller may not act for this merchant");
        }
    }
}
