package io.msqpay.dev;

import io.msqpay.payment.Address;

/**
 * The contracts of the dev profile.
 *
 * @param forwarder the ERC-2771 forwarder
 * @param msqpay the payment contract
 * @param usdc the mock token
 */
record DemoContracts(Address forwarder, Address msqpay, Address usdc) {}
