package io.msqpay.gasless;

import io.msqpay.payment.Address;

/**
 * The EIP-712 domain that the forwarder says it uses ({@code eip712Domain()}, EIP-5267).
 *
 * @param chainId EIP-155 id of the chain
 * @param verifyingContract the forwarder
 */
public record ForwarderDomain(String name, String version, long chainId, Address verifyingContract) {}
