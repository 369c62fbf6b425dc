package io.msqpay.relayer;

/**
 * One HTTP request to a relayer.
 *
 * @param path below the relayer's base URL
 * @param query may be null
 * @param body JSON, which may hold secrets; null for none
 */
public record RelayerRequest(String method, String path, String query, String body) {

    /** Leaves out the body. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
