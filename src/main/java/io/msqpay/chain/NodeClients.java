package io.msqpay.chain;

import java.util.List;
import java.util.stream.IntStream;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.Web3jService;

/** The clients that {@code web3j:} endpoints use. They must have time limits, since no route gives up on its own. */
public interface NodeClients {

    /** One client for each node, in the order in which nodes are tried; always the same. */
    List<Web3j> clients();

    /** What routes call the nodes, in the same order: {@code node-1} and so on. */
    default List<String> names() {
        return IntStream.rangeClosed(1, clients().size())
                .mapToObj(number -> "node-" + number)
                .toList();
    }

    /** What sends calls that the clients do not know, in the same order; none: what only such calls tell is not known. */
    default List<Web3jService> services() {
        return List.of();
    }
}
