package io.msqpay.relayer;

import java.math.BigInteger;

/**
 * What is seen of a remote relayer at one moment.
 *
 * @param paused whether it takes no transactions
 * @param balance of its account, wei
 */
public record RelayerAccount(boolean paused, BigInteger balance) {}
