package io.msqpay.chain;

import java.math.BigInteger;

/**
 * Signed bytes and what they say. Only these bytes are ever sent again, so a repeated send cannot become a second transaction.
 *
 * @param raw the transaction (EIP-2718, type 2) as 0x-hex
 * @param hash its hash
 */
public record SignedTransaction(String raw, String hash, BigInteger nonce, Fees fees) {}
