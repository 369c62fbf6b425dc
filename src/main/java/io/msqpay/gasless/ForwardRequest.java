package io.msqpay.gasless;

import io.msqpay.payment.Address;
import java.math.BigInteger;

/**
 * What a payer signs for the forwarder (OpenZeppelin's ERC2771Forwarder): one call of {@code pay(id)} without value.
 *
 * @param from the payer
 * @param to the MSQPay contract
 * @param gas gas for the inner call
 * @param nonce the payer's nonce at the forwarder
 * @param deadline last Unix second at which it is valid, uint48
 * @param data call data as 0x-hex
 */
public record ForwardRequest(Address from, Address to, BigInteger gas, BigInteger nonce, long deadline, String data) {}
