package io.msqpay.contract;

import io.msqpay.payment.Address;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.Utf8String;
import org.web3j.crypto.ContractUtils;
import org.web3j.utils.Numeric;

/**
 * A contract at the address that it has or is going to have: the deterministic deployment proxy creates it with CREATE2, so that the address
 * follows from code, arguments and salt alone. Whoever deploys twice finds what is there, and changed code gets a new address.
 *
 * @param creationCode byte code and arguments, 0x-hex
 * @param salt tells contracts of the same code and arguments apart; 32 bytes, 0x-hex
 */
public record PlannedContract(ContractArtifact artifact, String creationCode, String salt) {

    /** The proxy that most chains carry, Polygon and Amoy among them. */
    public static final Address PROXY = new Address("0x4e59b44847b379578588920cA78FbF26c0B4956C");

    /** The proxy's code: calls CREATE2 with the first word of the call data as salt and the rest as creation code. */
    public static final String PROXY_CODE =
            "0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3";

    /** EIP-712 domain name of the forwarder; payers see it in their wallet. */
    public static final String FORWARDER_NAME = "MSQPayForwarder";

    private static final String NO_SALT = "0x" + "0".repeat(64);

    /** @param arguments what the constructor takes, in its order */
    @SuppressWarnings("rawtypes") // as web3j declares it
    public static PlannedContract of(ContractArtifact artifact, Type... arguments) {
        return new PlannedContract(artifact, artifact.creationCode(arguments), NO_SALT);
    }

    public static PlannedContract forwarder() {
        return of(ContractArtifact.FORWARDER, new Utf8String(FORWARDER_NAME));
    }

    /** @param admin gets DEFAULT_ADMIN_ROLE and OPERATOR_ROLE */
    public static PlannedContract msqpay(Address forwarder, Address admin) {
        return of(ContractArtifact.MSQPAY, abi(forwarder), abi(admin));
    }

    /** Another one of the same code and arguments. */
    public PlannedContract withSalt(String other) {
        return new PlannedContract(artifact, creationCode, other);
    }

    public Address address() {
        return new Address(ContractUtils.generateCreate2ContractAddress(
                PROXY.value(), Numeric.hexStringToByteArray(salt), Numeric.hexStringToByteArray(creationCode)));
    }

    /** What the proxy is called with. */
    public String callData() {
        return salt + Numeric.cleanHexPrefix(creationCode);
    }

    /** The name in the Solidity source. */
    public String name() {
        return artifact.contractName();
    }

    private static Type<String> abi(Address address) {
        return new org.web3j.abi.datatypes.Address(address.value());
    }
}
