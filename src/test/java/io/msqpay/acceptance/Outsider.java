package io.msqpay.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import io.msqpay.dsl.Anvil;
import io.msqpay.payment.Address;
import java.util.Locale;
import java.util.Map;
import org.web3j.crypto.Hash;

/** Somebody who sends transactions to a local chain without any server, in anybody's name. */
final class Outsider {

    private static final String GAS = "0x7a120";

    private final Anvil anvil;

    Outsider(Anvil anvil) {
        this.anvil = anvil;
        anvil.rpc("anvil_autoImpersonateAccount", true);
    }

    /** Sends call data, even such that reverts, and answers the transaction's hash without waiting. */
    String send(Address from, Address to, String data) {
        return anvil.rpc(
                        "eth_sendTransaction", Map.of("from", from.value(), "to", to.value(), "data", data, "gas", GAS))
                .textValue();
    }

    /** Hash of the last transaction of the latest block. */
    String latestTransaction() {
        JsonNode transactions =
                anvil.rpc("eth_getBlockByNumber", "latest", false).path("transactions");
        return transactions.get(transactions.size() - 1).textValue();
    }

    /** Call data of a function over 32-byte words. */
    static String call(String signature, String... words) {
        return Hash.sha3String(signature).substring(0, 10) + String.join("", words);
    }

    static String word(Address address) {
        return "0".repeat(24) + address.value().substring(2).toLowerCase(Locale.ROOT);
    }
}
