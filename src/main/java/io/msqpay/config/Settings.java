package io.msqpay.config;

import io.msqpay.contract.IssuedUsdc;
import io.msqpay.payment.Address;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.web3j.crypto.Credentials;

/**
 * The configuration after {@link ConfigurationCheck}: parsed, complete and immutable. A bean that needs configuration takes this one,
 * so that nothing is created from values that have not been checked. Not checked against the chain.
 *
 * @param rpcUrls http(s) URLs of the nodes, tried in order; at least one
 * @param contract the MSQPay contract; not the zero address; perhaps one that is still to be deployed
 * @param tokens symbol to token contract, in the order of the configuration; empty: those of {@link #tokensOn}
 * @param operator the operator's key pair, a secret; null when none is configured because somebody else signs
 * @param signer who signs for the operator
 * @param relayerKind who sends transactions
 * @param properties everything as it was written, for the values that need no parsing; blank ones are absent
 */
public record Settings(
        List<Secret> rpcUrls,
        Address contract,
        Map<String, Address> tokens,
        Credentials operator,
        SignerChoice signer,
        RelayerKind relayerKind,
        MsqpayProperties properties) {

    public Settings {
        rpcUrls = List.copyOf(rpcUrls);
        tokens = Collections.unmodifiableMap(new LinkedHashMap<>(tokens));
    }

    /** The operator's account, wherever its key is; null when none is configured because an application brings its own. */
    public Address account() {
        if (!signer.isLocal()) {
            return signer.address();
        }
        return operator == null ? null : new Address(operator.getAddress());
    }

    /**
     * Accepted tokens by symbol: those that are configured, or else USDC, if its issuer has deployed it on this chain.
     *
     * @param chainId EIP-155 id
     * @return empty when some must be configured
     */
    public Map<String, Address> tokensOn(long chainId) {
        return tokens.isEmpty()
                ? IssuedUsdc.on(chainId)
                        .map(usdc -> Map.of(IssuedUsdc.SYMBOL, usdc))
                        .orElse(Map.of())
                : tokens;
    }

    /** The same with another contract. */
    Settings at(Address other) {
        return new Settings(rpcUrls, other, tokens, operator, signer, relayerKind, properties);
    }

    RoutesPrefix routesPrefix() {
        return new RoutesPrefix(properties.routesPrefix().strip());
    }

    /** Names what is public; never the key. */
    @Override
    public String toString() {
        return "Settings[contract=" + contract + ", tokens=" + tokens + ", operator=" + account() + ", signer=" + signer
                + ", relayerKind=" + relayerKind + "]";
    }
}
