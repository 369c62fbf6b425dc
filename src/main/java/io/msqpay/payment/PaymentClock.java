package io.msqpay.payment;

import org.web3j.protocol.core.methods.response.EthBlock;

/** Decides when a payment's time is over. */
public interface PaymentClock {

    /**
     * Unix seconds at which an order that is sent now expires.
     *
     * @throws io.msqpay.contract.MalformedAnswerException if the block is none
     */
    long expiresAt(PaymentOrder order, EthBlock.Block latest);
}
