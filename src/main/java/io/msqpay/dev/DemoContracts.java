package io.msqpay.dev;

import io.msqpay.payment.Address;

/**
 * The contracts of the dev profile. They are created through the deterministic deployment proxy that local nodes carry, so that
 * each address follows from the contract's code and arguments alone: a second start on the same chain finds them, and changed
 * code gets a new address.
 *
 * @param forwarder the ERC-2771 forwarder
 * @param msqpay the payment contract
 * @param usdc the mock token
 */
record DemoContracts(Address forwarder, Address msqpay, Address usdc) {

    static final Address PROXY = new Address("0x4e59b44847b379578588920cA78FbF26c0B4956C");

    /** The proxy's code: calls CREATE2 with the first word of the call data as salt and the rest as creation code. */
    static final String PROXY_CODE =
            "0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3";
}
