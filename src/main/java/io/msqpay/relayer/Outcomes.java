package io.msqpay.relayer;

import io.msqpay.error.GatewayTimeoutException;

/** How routes report what they cannot decide. */
public final class Outcomes {

    /** @throws GatewayTimeoutException always */
    public void unknown(String relayId, String relayTxHash) {
        throw new GatewayTimeoutException(
                "The outcome is not known yet: follow the relay or read the payment's status", relayId, relayTxHash);
    }

    /** Throws an exception that was caught before. */
    public void rethrow(Exception failure) throws Exception {
        throw failure;
    }
}
