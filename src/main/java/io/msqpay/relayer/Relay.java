package io.msqpay.relayer;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * A relayed transaction in the model that all relayers share.
 *
 * @param relayId the relayer's name for it, what it is tracked by
 * @param relayTxHash its transaction as far as known; may be null for a moment and may change when it is repriced
 * @param status {@code pending}, {@code success} or {@code failed}
 * @param providerStatus the relayer's own word
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"relayId", "relayTxHash", "status", "providerStatus"})
public record Relay(String relayId, String relayTxHash, RelayStatus status, String providerStatus) {

    public boolean isPending() {
        return status == RelayStatus.PENDING;
    }
}
