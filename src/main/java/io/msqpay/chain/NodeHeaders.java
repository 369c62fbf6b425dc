package io.msqpay.chain;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The message headers by which camel-web3j is controlled and answers. They are plain words, so a caller's headers can have the same
 * names, in any case. The routes forget them before they set their own and after the answer is there.
 */
public final class NodeHeaders {

    /** Says what to ask for. */
    public static final String OPERATION = "OPERATION";
    /** Is there when the node has answered an error. */
    public static final String ERROR_CODE = "ERROR_CODE";

    private static final Set<String> NAMES = ignoringCase(
            OPERATION,
            "ID",
            "QUORUM_API",
            "AT_BLOCK",
            "ADDRESS",
            "ADDRESSES",
            "FROM_ADDRESS",
            "TO_ADDRESS",
            "FROM_BLOCK",
            "TO_BLOCK",
            "POSITION",
            "BLOCK_HASH",
            "DATA",
            "TRANSACTION_HASH",
            "SHA3_HASH_OF_DATA_TO_SIGN",
            "SIGNED_TRANSACTION_DATA",
            "FULL_TRANSACTION_OBJECTS",
            "INDEX",
            "SOURCE_CODE",
            "FILTER_ID",
            "DATABASE_NAME",
            "KEY_NAME",
            "NONCE",
            "HEADER_POW_HASH",
            "MIX_DIGEST",
            "CLIENT_ID",
            "GAS_PRICE",
            "GAS_LIMIT",
            "VALUE",
            "TOPICS",
            "PRIORITY",
            "TTL",
            "PRIVATE_FOR",
            "PRIVATE_FROM",
            "ETH_HASHRATE",
            "STATUS",
            ERROR_CODE,
            "ERROR_DATA",
            "ERROR_MESSAGE");

    /** Removes them. Looking names up beats removeHeaders with a pattern, which Camel compiles anew for each header of each message. */
    public void forget(Map<String, Object> headers) {
        headers.keySet().removeIf(NAMES::contains);
    }

    private static Set<String> ignoringCase(String... names) {
        Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        set.addAll(Set.of(names));
        return set;
    }
}
