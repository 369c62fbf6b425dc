package io.msqpay.relayer;

/** How routes write HTTP requests to a relayer. */
public final class RelayerRequests {

    public RelayerRequest get(String path) {
        return new RelayerRequest("GET", path, null, null);
    }

    /** @param query without question mark, already encoded */
    public RelayerRequest list(String path, String query) {
        return new RelayerRequest("GET", path, query, null);
    }

    /** @param body JSON */
    public RelayerRequest post(String path, String body) {
        return new RelayerRequest("POST", path, null, body);
    }
}
