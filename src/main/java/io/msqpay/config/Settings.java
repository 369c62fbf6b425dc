package io.msqpay.config;

import io.msqpay.payment.Address;
import java.util.List;
import java.util.Map;
import org.web3j.crypto.Credentials;

/**
 * The configuration, checked and parsed. To hold one is to know that every value makes sense by itself; whether the chain agrees is checked
 * when the routes run.
 *
 * @param rpcUrls JSON-RPC URLs in the order in which they are tried; at least one
 * @param contract address of MSQPay
 * @param tokens accepted tokens by symbol, in the order of the configuration
 * @param operator the operator's key
 * @param relayerKind which relayer is used
 * @param properties everything else, as configured
 */
public record Settings(
        List<Secret> rpcUrls,
        Address contract,
        Map<String, Address> tokens,
        Credentials operator,
        RelayerKind relayerKind,
        MsqpayProperties properties) {

    /** Leaves out what may hold secrets. */
    @Override
    public String toString() {
        return "Settings[contract=" + contract + ", tokens=" + tokens + ", relayerKind=" + relayerKind + "]";
    }
}
