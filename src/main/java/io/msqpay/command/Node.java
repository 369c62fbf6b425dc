package io.msqpay.command;

import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.DefaultBlockParameter;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.core.methods.request.EthFilter;
import org.web3j.protocol.core.methods.request.Transaction;
import org.web3j.protocol.core.methods.response.EthBlock;
import org.web3j.protocol.exceptions.ClientConnectionException;

/** One node, and what a command wants to know of it. */
final class Node {

    private static final long MUMBAI = 80001;

    private final Web3j web3j;

    Node(Web3j web3j) {
        this.web3j = web3j;
    }

    /** @throws CommandFailure if no node answers, or one on a chain that was shut down */
    static Node firstThatAnswers(List<Web3j> nodes) {
        for (Web3j candidate : nodes) {
            Node node = new Node(candidate);
            if (node.answers()) {
                node.requireLiveChain();
                return node;
            }
        }
        throw new CommandFailure("No node of POLYGON_RPC_URL answers; nothing was sent");
    }

    Web3j client() {
        return web3j;
    }

    /** @throws CommandFailure if the chain was shut down */
    long requireLiveChain() {
        long chainId = chainId();
        if (chainId == MUMBAI) {
            throw new CommandFailure("Polygon Mumbai was shut down in April 2024: use Polygon Amoy (80002)");
        }
        return chainId;
    }

    boolean answers() {
        try {
            chainId();
            return true;
        } catch (CommandFailure e) {
            return false;
        }
    }

    long chainId() {
        return ask(web3j.ethChainId()).getChainId().longValueExact();
    }

    EthBlock.Block block(DefaultBlockParameterName name) {
        EthBlock.Block block = ask(web3j.ethGetBlockByNumber(name, false)).getBlock();
        if (block == null) {
            throw new CommandFailure("it knows no block " + name.getValue());
        }
        return block;
    }

    /** The accounts that it signs for. */
    List<String> accounts() {
        return ask(web3j.ethAccounts()).getAccounts();
    }

    boolean hasCode(String address) {
        return ask(web3j.ethGetCode(address, DefaultBlockParameterName.LATEST))
                        .getCode()
                        .length()
                > "0x".length();
    }

    String call(String address, String callData) {
        return ask(web3j.ethCall(
                        Transaction.createEthCallTransaction(null, address, callData),
                        DefaultBlockParameterName.LATEST))
                .getValue();
    }

    BigInteger balance(String address) {
        return ask(web3j.ethGetBalance(address, DefaultBlockParameterName.LATEST))
                .getBalance();
    }

    BigInteger gasPrice() {
        return ask(web3j.ethGasPrice()).getGasPrice();
    }

    /** How the server finds the transactions of old payments: a query over one block. */
    void requireLogs(EthBlock.Block block, String address) {
        DefaultBlockParameter at = DefaultBlockParameter.valueOf(block.getNumber());
        ask(web3j.ethGetLogs(new EthFilter(at, at, address)));
    }

    /** Whether it searches so many blocks at once, up to this one. */
    boolean searches(EthBlock.Block block, int blocks, String address) {
        BigInteger first =
                block.getNumber().subtract(BigInteger.valueOf(blocks - 1)).max(BigInteger.ZERO);
        try {
            return !web3j.ethGetLogs(new EthFilter(
                            DefaultBlockParameter.valueOf(first),
                            DefaultBlockParameter.valueOf(block.getNumber()),
                            address))
                    .send()
                    .hasError();
        } catch (IOException | ClientConnectionException e) {
            throw new CommandFailure("it does not answer eth_getLogs over %d blocks".formatted(blocks), e);
        }
    }

    void requireFeeHistory() {
        ask(web3j.ethFeeHistory(1, DefaultBlockParameterName.LATEST, List.of()));
    }

    /** Whether it takes several calls in one request. */
    boolean takesBatches() {
        try {
            return web3j.newBatch().add(web3j.ethChainId()).add(web3j.ethBlockNumber()).send().getResponses().stream()
                    .noneMatch(Response::hasError);
        } catch (IOException | RuntimeException e) {
            // Whatever a batch leads to at a node that knows none.
            return false;
        }
    }

    private static <T extends Response<?>> T ask(Request<?, T> request) {
        try {
            T response = request.send();
            if (response.hasError()) {
                throw new CommandFailure("it answers %s with error %d"
                        .formatted(request.getMethod(), response.getError().getCode()));
            }
            return response;
        } catch (ClientConnectionException e) {
            // Whose message ends with the status.
            throw new CommandFailure(
                    "it answers %s with HTTP status %s"
                            .formatted(request.getMethod(), e.getMessage().replaceAll("\\D", "")),
                    e);
        } catch (IOException e) {
            throw new CommandFailure("it does not answer %s".formatted(request.getMethod()), e);
        }
    }
}
