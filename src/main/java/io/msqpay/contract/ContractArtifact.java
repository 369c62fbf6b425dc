package io.msqpay.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Type;

/** What the Solidity compiler made of a contract, as packed into the jar; each file is read once, when first needed. */
public enum ContractArtifact {
    /** The payment contract. */
    MSQPAY("MSQPay"),
    /** OpenZeppelin's ERC-2771 forwarder, which carries gasless payments. */
    FORWARDER("ERC2771Forwarder"),
    /** The token of local and test chains; anybody can mint it. */
    MOCK_USDC("MockUSDC");

    private final String contractName;
    private JsonNode content;

    ContractArtifact(String contractName) {
        this.contractName = contractName;
    }

    /** The name in the Solidity source. */
    public String contractName() {
        return contractName;
    }

    /** The ABI: a JSON array of functions, events and errors. */
    public JsonNode abi() {
        return content().get("abi");
    }

    /**
     * The data of a transaction that creates the contract.
     *
     * @param arguments what the constructor takes, in its order
     * @return 0x-hex: byte code, then ABI-encoded arguments
     */
    @SuppressWarnings("rawtypes") // as web3j declares it
    public String creationCode(Type... arguments) {
        return content().get("bytecode").textValue() + FunctionEncoder.encodeConstructor(List.of(arguments));
    }

    private synchronized JsonNode content() {
        if (content == null) {
            content = read("/contracts/" + contractName + ".json");
        }
        return content;
    }

    private static JsonNode read(String resource) {
        try (InputStream stream = ContractArtifact.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("the class path lacks " + resource);
            }
            return new ObjectMapper().readTree(stream);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource, e);
        }
    }
}
