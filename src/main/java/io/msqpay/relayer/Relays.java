package io.msqpay.relayer;

import io.msqpay.error.ConflictException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The JSON members of answers about relays. A hash that is not known yet is left out. */
public final class Relays {

    /** Answer of submitGasless. */
    public Map<String, Object> result(String relayId, String relayTxHash, String status) {
        Map<String, Object> view = new LinkedHashMap<>();
        if (relayTxHash != null) {
            view.put("relayTxHash", relayTxHash);
        }
        view.put("relayId", relayId);
        view.put("status", status);
        return view;
    }

    /**
     * Answer of relayPayment once the chain has decided.
     *
     * @throws ConflictException if the transaction failed: something closed the payment between the dry run and the block
     */
    public Map<String, Object> success(String relayId, String relayTxHash, String status) {
        if (!RelayStatus.SUCCESS.word().equals(status)) {
            throw new ConflictException(
                    "The relayed transaction had no effect: the payment changed before it was mined. Read its status");
        }
        return result(relayId, relayTxHash, status);
    }

    /** Answer of getRelayStatus. */
    public Map<String, Object> tracked(String relayId, String relayTxHash, String status, String providerStatus) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("relayId", relayId);
        if (relayTxHash != null) {
            view.put("relayTxHash", relayTxHash);
        }
        view.put("status", status);
        view.put("providerStatus", providerStatus);
        return view;
    }
}
