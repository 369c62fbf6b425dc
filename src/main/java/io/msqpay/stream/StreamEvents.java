package io.msqpay.stream;

import io.msqpay.payment.Payment;
import io.msqpay.payment.PaymentId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Makes events of what was read. */
public final class StreamEvents {

    private static final int ID_BYTES = 8;

    /**
     * The status of a payment.
     *
     * @param json the answer of getPaymentStatus, in UTF-8
     * @param createReverted whether the payment was never created because its transaction reverted
     */
    public StreamEvent status(byte[] json, Payment payment, boolean createReverted) {
        return new StreamEvent(
                "status",
                HexFormat.of().formatHex(sha256(json), 0, ID_BYTES),
                new String(json, StandardCharsets.UTF_8),
                createReverted || !payment.isPending());
    }

    /** A payment that was known is not any more: a reorganization of the chain took its creation back. */
    public StreamEvent retracted(PaymentId paymentId) {
        return new StreamEvent("retracted", "", "{\"paymentId\":\"" + paymentId + "\"}", false);
    }

    /**
     * Whether a reader knows already that nothing will follow.
     *
     * @param lastEventId what the reader was told last; null when nothing
     */
    public boolean isKnownEnd(StreamEvent event, String lastEventId) {
        return event.last() && event.id().equals(lastEventId);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
