package io.msqpay.chain;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.web3j.protocol.Web3jService;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.core.methods.response.Transaction;

/**
 * What nodes hold of an account's transactions, for a process that does not remember them. The method belongs to nodes rather than to the
 * standard, so camel-web3j does not know it and not every node answers it: then nothing is known.
 */
public final class Mempool {

    private static final Logger LOG = LoggerFactory.getLogger(Mempool.class);

    private final List<Web3jService> nodes;

    /** @param nodes in the order in which they are asked, each within its time limit */
    public Mempool(List<Web3jService> nodes) {
        this.nodes = List.copyOf(nodes);
    }

    /** The account's waiting transactions at the first node that tells; empty when none does. */
    public List<Transaction> transactions(String account) {
        for (Web3jService node : nodes) {
            try {
                Content content = new Request<>("txpool_contentFrom", List.of(account), node, Content.class).send();
                if (!content.hasError() && content.getResult() != null) {
                    return Stream.of("pending", "queued")
                            .map(part -> content.getResult().getOrDefault(part, Map.of()))
                            .map(Map::values)
                            .flatMap(Collection::stream)
                            .toList();
                }
                LOG.debug("A node does not tell what its mempool holds");
            } catch (IOException | RuntimeException e) {
                LOG.debug("A node does not tell what its mempool holds", e);
            }
        }
        return List.of();
    }

    /** {@code pending} and {@code queued}, each by nonce. */
    public static final class Content extends Response<Map<String, Map<String, Transaction>>> {}
}
