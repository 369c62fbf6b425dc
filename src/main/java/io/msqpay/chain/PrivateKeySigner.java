package io.msqpay.chain;

import org.web3j.crypto.Credentials;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;

/** Signs with a key in memory. */
public final class PrivateKeySigner implements OperatorSigner {

    private final Credentials credentials;

    public PrivateKeySigner(Credentials credentials) {
        this.credentials = credentials;
    }

    @Override
    public String address() {
        return credentials.getAddress();
    }

    @Override
    public byte[] sign(RawTransaction transaction) {
        return TransactionEncoder.signMessage(transaction, credentials);
    }
}
