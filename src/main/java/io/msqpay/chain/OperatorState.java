package io.msqpay.chain;

import java.math.BigInteger;

/**
 * What is seen of the operator's account at one moment.
 *
 * @param balance wei
 * @param waiting how many of its transactions wait in the mempool
 */
public record OperatorState(BigInteger balance, BigInteger waiting) {}
