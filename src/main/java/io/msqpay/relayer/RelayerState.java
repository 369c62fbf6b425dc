package io.msqpay.relayer;

/**
 * What a remote relayer says about itself.
 *
 * @param address the account that sends
 * @param paused whether it takes no transactions
 */
public record RelayerState(String address, boolean paused) {}
