package io.msqpay.chain;

import java.math.BigInteger;

/**
 * EIP-1559 fees, in wei per unit of gas.
 *
 * @param maxFeePerGas the most that is paid
 * @param maxPriorityFeePerGas the part that goes to the validator
 */
public record Fees(BigInteger maxFeePerGas, BigInteger maxPriorityFeePerGas) {}
