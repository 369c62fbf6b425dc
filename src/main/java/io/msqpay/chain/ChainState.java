package io.msqpay.chain;

import java.math.BigInteger;
import java.time.Instant;

/**
 * What is seen of the chain at one moment.
 *
 * @param block number of the latest block
 * @param minedAt when that block was made, as it says itself
 * @param gasPrice what a node suggests, wei per unit of gas
 * @param chainId EIP-155 id
 */
public record ChainState(BigInteger block, Instant minedAt, BigInteger gasPrice, long chainId) {}
