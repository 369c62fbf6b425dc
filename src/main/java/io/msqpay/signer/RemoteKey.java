package io.msqpay.signer;

import io.msqpay.chain.OperatorSigner;
import io.msqpay.payment.Address;
import org.web3j.crypto.RawTransaction;

/** The operator's account where its key lies behind a route: {@code direct:signTransaction} takes another way than this bean. */
public final class RemoteKey implements OperatorSigner {

    private final Address address;

    public RemoteKey(Address address) {
        this.address = address;
    }

    @Override
    public String address() {
        return address.value();
    }

    /** @throws IllegalStateException always: there is no key here */
    @Override
    public byte[] sign(RawTransaction transaction) {
        throw new IllegalStateException("The operator's key is with the signer that msqpay.signer.kind names");
    }
}
