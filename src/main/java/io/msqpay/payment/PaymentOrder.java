package io.msqpay.payment;

import java.math.BigInteger;

/**
 * What a merchant asks to be created.
 *
 * @param paymentId derived from the idempotency key
 * @param merchant who gets the money
 * @param currency symbol of the token
 * @param token its address
 * @param amount base units of the token, 1 .. 2^256-1
 * @param metadataHash Keccak-256 of the canonical metadata (RFC 8785); 32 zero bytes without metadata
 * @param expiresIn seconds from creation, 60 .. 2592000
 */
public record PaymentOrder(
        PaymentId paymentId,
        Address merchant,
        String currency,
        Address token,
        BigInteger amount,
        String metadataHash,
        long expiresIn) {}
