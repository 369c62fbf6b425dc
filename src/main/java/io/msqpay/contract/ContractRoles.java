package io.msqpay.contract;

import io.msqpay.payment.Address;
import java.math.BigInteger;
import org.web3j.crypto.Hash;
import org.web3j.utils.Numeric;

/** The roles of the MSQPay contract (OpenZeppelin's AccessControl). */
public enum ContractRoles {
    /** Creates payments, and closes them. */
    OPERATOR_ROLE(Hash.sha3String("OPERATOR_ROLE").substring(2)),
    /** Grants and revokes roles. */
    DEFAULT_ADMIN_ROLE("0".repeat(64));

    private static final String HAS = Abi.selector("hasRole(bytes32,address)");
    private static final String GRANT = Abi.selector("grantRole(bytes32,address)");
    private static final String REVOKE = Abi.selector("revokeRole(bytes32,address)");
    private static final String RENOUNCE = Abi.selector("renounceRole(bytes32,address)");

    private final String id;

    ContractRoles(String id) {
        this.id = id;
    }

    /** Call data of {@code hasRole}. */
    public String heldBy(Address account) {
        return HAS + id + Abi.word(account);
    }

    /** What {@code hasRole} answered. */
    public static boolean isTrue(String answer) {
        return answer.length() > 2 && Numeric.toBigInt(answer).equals(BigInteger.ONE);
    }

    /** Call data of {@code grantRole}; only an admin may. */
    public String grantTo(Address account) {
        return GRANT + id + Abi.word(account);
    }

    /** Call data of {@code revokeRole}; only an admin may. */
    public String revokeFrom(Address account) {
        return REVOKE + id + Abi.word(account);
    }

    /** Call data of {@code renounceRole}; only the account itself may. */
    public String renounceBy(Address account) {
        return RENOUNCE + id + Abi.word(account);
    }
}
