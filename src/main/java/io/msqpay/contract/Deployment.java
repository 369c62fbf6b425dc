package io.msqpay.contract;

import io.msqpay.error.ServiceUnavailableException;
import io.msqpay.gasless.ForwarderDomain;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.web3j.crypto.Keys;

/**
 * What the chain says about the configured contract. All of it is immutable on chain, so it is read once at start and kept. Asked before that,
 * every method throws {@link ServiceUnavailableException}.
 */
public class Deployment {

    private final MsqpayContract contract;
    private final String relayerKind;
    private volatile String relayerAddress;
    private volatile Facts facts;

    /**
     * What was read.
     *
     * @param forwarder the trusted forwarder's EIP-712 domain, with its address and the chain's id
     */
    public record Facts(ForwarderDomain forwarder, List<Token> tokens) {}

    /** @param relayerAddress the account that relays; null when it is not known */
    public Deployment(MsqpayContract contract, String relayerKind, String relayerAddress) {
        this.contract = contract;
        this.relayerKind = relayerKind;
        this.relayerAddress = relayerAddress == null ? null : Keys.toChecksumAddress(relayerAddress);
    }

    /** The account that relays, in EIP-55 form; null when it is not known yet. */
    public String relayerAddress() {
        return relayerAddress;
    }

    /** Keeps what a remote relayer says about its account. */
    public void learnRelayer(String address) {
        relayerAddress = Keys.toChecksumAddress(address);
    }

    /** Keeps what was read at start. */
    public void complete(Facts read) {
        facts = read;
    }

    /** Whether it has been read. */
    public boolean isComplete() {
        return facts != null;
    }

    /** EIP-155 id of the chain. */
    public long chainId() {
        return facts().forwarder().chainId();
    }

    /** Address of the trusted forwarder. */
    public String forwarder() {
        return facts().forwarder().verifyingContract().value();
    }

    public ForwarderDomain domain() {
        return facts().forwarder();
    }

    /** Accepted tokens, in the order of the configuration; at least one. */
    public List<Token> tokens() {
        return facts().tokens();
    }

    /** Answer of getConfig. */
    public Map<String, Object> config() {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("chainId", chainId());
        config.put("contract", contract.address());
        config.put("forwarder", forwarder());
        config.put("tokens", tokens().stream().map(Deployment::view).toList());
        Map<String, Object> relayer = new LinkedHashMap<>();
        relayer.put("kind", relayerKind);
        String address = relayerAddress;
        if (address != null) {
            relayer.put("address", address);
        }
        config.put("relayer", relayer);
        return config;
    }

    private Facts facts() {
        Facts known = facts;
        if (known == null) {
            throw new ServiceUnavailableException("The server is starting");
        }
        return known;
    }

    private static Map<String, Object> view(Token token) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("symbol", token.symbol());
        view.put("address", token.address().value());
        view.put("decimals", token.decimals());
        return view;
    }
}
