package io.msqpay.chain;

import org.web3j.crypto.RawTransaction;

/** Signs as the operator, wherever the key is: with one of its own, {@code MSQPAY_OPERATOR_PRIVATE_KEY} is not needed. */
public interface OperatorSigner {

    /** The account's address. */
    String address();

    /** The signed transaction as it is sent, RLP-encoded. The same content should give the same signature (RFC 6979). */
    byte[] sign(RawTransaction transaction);
}
