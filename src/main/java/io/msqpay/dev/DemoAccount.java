package io.msqpay.dev;

import io.msqpay.payment.Address;

/**
 * The accounts every local development chain starts with (mnemonic "test test test test test test test test test test test
 * junk"). Their keys are public knowledge: never use them where money has value.
 */
public enum DemoAccount {
    /** Deploys the contracts and signs for the server; account 0. */
    OPERATOR(
            "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
            "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"),
    /** Receives payments; account 1. */
    MERCHANT(
            "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
            "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d"),
    /** Holds mock USDC and has approved the contract; account 2. */
    PAYER(
            "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
            "0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a");

    private final Address address;
    private final String privateKey;

    DemoAccount(String address, String privateKey) {
        this.address = new Address(address);
        this.privateKey = privateKey;
    }

    public Address address() {
        return address;
    }

    /** 0x-hex, 32 bytes. */
    public String privateKey() {
        return privateKey;
    }
}
