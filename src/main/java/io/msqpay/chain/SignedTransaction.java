package io.msqpay.chain;

import java.math.BigInteger;

/**
 * Signed bytes and what they say. Under their nonce only this content is ever signed again, so that neither a repeated send nor a raised fee can
 * become a second transaction or undo the first.
 *
 * @param raw the transaction (EIP-2718, type 2) as 0x-hex
 * @param hash its hash
 * @param firstHash the hash with which this content was first offered under this nonce
 * @param to recipient, 0x-hex
 * @param data call data, 0x-hex
 */
public record SignedTransaction(
        String raw,
        String hash,
        String firstHash,
        BigInteger nonce,
        String to,
        String data,
        BigInteger gasLimit,
        Fees fees) {

    /** A first offer. */
    public SignedTransaction(
            String raw, String hash, BigInteger nonce, String to, String data, BigInteger gasLimit, Fees fees) {
        this(raw, hash, hash, nonce, to, data, gasLimit, fees);
    }

    /** The same, known as what it takes the place of. */
    SignedTransaction insteadOf(SignedTransaction before) {
        return new SignedTransaction(raw, hash, before.firstHash, nonce, to, data, gasLimit, fees);
    }

    /** Short, because Camel writes out what a predicate compares. */
    @Override
    public String toString() {
        return "transaction " + hash;
    }
}
