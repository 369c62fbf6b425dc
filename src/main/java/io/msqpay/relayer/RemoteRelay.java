package io.msqpay.relayer;

import java.time.Instant;
import java.util.Locale;

/**
 * A transaction as a remote relayer describes it. The id is what stays: the hash changes when the relayer raises the fee.
 *
 * @param hash null as long as the relayer has not named it
 * @param providerStatus the relayer's own word
 * @param to null when the relayer does not say
 * @param data null when the relayer does not say
 * @param createdAt null when the relayer does not say
 */
public record RemoteRelay(String id, String hash, String providerStatus, String to, String data, Instant createdAt) {

    /** What the relayer's word means. Success is a claim, which the chain's own receipt has to bear out. */
    public String claim() {
        return switch (providerStatus.toLowerCase(Locale.ROOT)) {
            case "mined", "confirmed" -> RelayStatus.SUCCESS.word();
            case "failed", "expired", "canceled" -> RelayStatus.FAILED.word();
            default -> RelayStatus.PENDING.word();
        };
    }
}
