package io.msqpay.chain;

import java.math.BigInteger;

/**
 * Signed bytes and what they say. Under their nonce only this content is ever signed again, so that neither a repeated send nor a raised fee can
 * become a second transaction or undo the first.
 *
 * @param raw the transaction (EIP-2718, type 2) as 0x-hex
 * @param id hash, account and nonce
 * @param to recipient, 0x-hex
 * @param data call data, 0x-hex
 */
public record SignedTransaction(String raw, TransactionId id, String to, String data, BigInteger gasLimit, Fees fees) {

    public String hash() {
        return id.hash();
    }

    public BigInteger nonce() {
        return id.nonce();
    }

    /** Short, because Camel writes out what a predicate compares. */
    @Override
    public String toString() {
        return "transaction " + id.text();
    }
}
