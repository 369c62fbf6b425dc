package io.msqpay.error;

/** The outcome is not known inside the time limit. Unknown is not failed: the relay goes on and can be followed. */
public final class GatewayTimeoutException extends MsqpayException {

    private final String relayId;
    private final String relayTxHash;

    /**
     * @param relayId the relay to follow; null when even that is not known
     * @param relayTxHash its transaction, as far as known; may be null
     */
    public GatewayTimeoutException(String message, String relayId, String relayTxHash) {
        super(message);
        this.relayId = relayId;
        this.relayTxHash = relayTxHash;
    }

    public String relayId() {
        return relayId;
    }

    public String relayTxHash() {
        return relayTxHash;
    }
}
