package io.msqpay.error;

/** A dry run on the contract reverts; the message holds the decoded Solidity error. */
public final class ContractRevertedException extends MsqpayException {

    public ContractRevertedException(String message) {
        super(message);
    }
}
