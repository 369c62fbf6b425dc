package io.msqpay.payment;

import java.math.BigInteger;
import java.util.Locale;

/**
 * What the contract's log tells of a payment, and where. Members that an event does not have are null.
 *
 * @param type what happened
 * @param paymentId its payment
 * @param merchant who gets the money
 * @param token address of the token; null for a failure
 * @param amount base units of the token; null for a failure
 * @param expiresAt Unix seconds, last second at which it can be paid; 0 unless it is a creation
 * @param metadataHash 32 bytes as 0x-hex; null unless it is a creation
 * @param payer who paid; null unless it is a confirmation, zero when the operator confirmed
 * @param transactionHash the transaction that did it
 * @param blockNumber number of its block
 * @param blockHash hash of its block; another one under the same number is another chain
 * @param logIndex its place among the logs of the block, from 0
 */
public record PaymentEvent(
        Type type,
        PaymentId paymentId,
        Address merchant,
        Address token,
        BigInteger amount,
        long expiresAt,
        String metadataHash,
        Address payer,
        String transactionHash,
        long blockNumber,
        String blockHash,
        int logIndex) {

    /** The contract's events. */
    public enum Type {
        CREATED,
        CONFIRMED,
        FAILED;

        /** The event's name in the contract. */
        public String word() {
            return "Payment" + name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
        }
    }

    /** Names this event in this block: the same event in another block has another one. */
    public String id() {
        return blockHash + ":" + logIndex;
    }

    /** Short, because Camel writes out what a predicate compares. */
    @Override
    public String toString() {
        return type.word() + " " + id();
    }
}
