package io.msqpay.payment;

import java.math.BigInteger;

/**
 * A payment as the contract holds it. Times are Unix seconds.
 *
 * @param paymentId its id
 * @param merchant who gets the money
 * @param createdAt when it was created
 * @param closedAt when it was confirmed or cancelled; 0 while pending and when it expired
 * @param token address of the token
 * @param expiresAt last second at which it can be paid
 * @param createdBlock block that holds the creation
 * @param status never {@link PaymentStatus#NONE}
 * @param payer who paid; zero unless paid through the contract
 * @param closedBlock block that holds the confirmation or cancellation; 0 otherwise
 * @param amount base units of the token
 * @param metadataHash 32 bytes as 0x-hex
 */
public record Payment(
        PaymentId paymentId,
        Address merchant,
        long createdAt,
        long closedAt,
        Address token,
        long expiresAt,
        BigInteger createdBlock,
        PaymentStatus status,
        Address payer,
        BigInteger closedBlock,
        BigInteger amount,
        String metadataHash) {

    public boolean isPending() {
        return status == PaymentStatus.PENDING;
    }

    /** Short, because Camel writes out what a predicate compares. */
    @Override
    public String toString() {
        return "payment " + paymentId;
    }
}
