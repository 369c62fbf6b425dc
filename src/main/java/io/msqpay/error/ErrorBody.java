package io.msqpay.error;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * The one shape of every error answer. Absent members are left out of the JSON, never null.
 *
 * @param error the stable name clients branch on, such as {@code NotFound}
 * @param message one sentence for people
 * @param details the fields at fault; may be null
 * @param relayId the relay that goes on although the caller stopped waiting; may be null
 * @param relayTxHash the hash of its transaction, as far as known; may be null
 * @param status what is known of that relay, such as {@code pending}; may be null
 * @param requestId the value of {@code X-Request-Id}
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonPropertyOrder({"error", "message", "details", "relayId", "relayTxHash", "status", "requestId"})
public record ErrorBody(
        String error,
        String message,
        List<Detail> details,
        String relayId,
        String relayTxHash,
        String status,
        String requestId) {

    /**
     * One field at fault.
     *
     * @param field its path in the request, such as {@code metadata.orderId} or {@code txHash}
     * @param message what is wrong with it, without repeating the value
     */
    public record Detail(String field, String message) {}

    /** An error without relay. */
    public static ErrorBody of(String error, String message, List<Detail> details, String requestId) {
        return new ErrorBody(error, message, details, null, null, null, requestId);
    }
}
