package io.msqpay.chain;

import io.msqpay.contract.PlannedContract;
import io.msqpay.payment.Address;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.web3j.crypto.Hash;
import org.web3j.crypto.RawTransaction;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.core.methods.request.Transaction;
import org.web3j.protocol.core.methods.response.EthBlock;
import org.web3j.protocol.core.methods.response.TransactionReceipt;
import org.web3j.protocol.exceptions.ClientConnectionException;
import org.web3j.utils.Convert;
import org.web3j.utils.Numeric;

/**
 * Puts contracts on a chain with transactions of one account, and calls them. Can be interrupted and begun anew at any time: it looks first,
 * waits for what an earlier run has sent, and sends only what is missing.
 */
public final class ContractDeployer {

    /** What was not sent when a mere question fails. */
    private static final String QUESTION = "Nothing more";

    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final Web3j node;
    private final OperatorSigner account;
    private final Duration timeout;
    private final Consumer<String> progress;

    /**
     * @param node not closed here
     * @param account pays for the transactions
     * @param timeout how long to wait for each receipt
     * @param progress is told what was found and what is done, a sentence each
     */
    public ContractDeployer(Web3j node, OperatorSigner account, Duration timeout, Consumer<String> progress) {
        this.node = node;
        this.account = account;
        this.timeout = timeout;
        this.progress = progress;
    }

    /**
     * Deploys what is not there yet, and waits until all of it is.
     *
     * @throws DeploymentException if the node refuses, a constructor reverts, the account cannot pay, or the outcome is unknown
     */
    public void deploy(PlannedContract... planned) {
        requireProxy();
        if (Arrays.stream(planned).anyMatch(contract -> !hasCode(contract.address()))) {
            settle();
        }
        List<Call> calls = new ArrayList<>();
        for (PlannedContract contract : planned) {
            if (hasCode(contract.address())) {
                progress.accept(contract.name() + " is at " + contract.address() + " already");
            } else {
                calls.add(new Call(contract.name(), PlannedContract.PROXY, contract.callData()));
            }
        }
        run(calls);
        for (PlannedContract contract : planned) {
            if (!hasCode(contract.address())) {
                throw new DeploymentException("%s is not at %s although its transaction went well"
                        .formatted(contract.name(), contract.address()));
            }
        }
    }

    /**
     * Waits until nothing of the account waits to be mined any more: it may be an earlier run's, and do what this one is about to.
     *
     * @throws DeploymentException if that does not come in time
     */
    public void settle() {
        BigInteger pending = count(QUESTION, DefaultBlockParameterName.PENDING);
        if (count(QUESTION, DefaultBlockParameterName.LATEST).compareTo(pending) >= 0) {
            return;
        }
        progress.accept("Transactions of " + account.address()
                + " wait to be mined, perhaps of an earlier run: waiting for them");
        if (!within(() -> count(QUESTION, DefaultBlockParameterName.LATEST).compareTo(pending) >= 0)) {
            throw new DeploymentException(
                    "They still wait after %d s, and nothing was sent: what they do is unknown; run the same command again later"
                            .formatted(timeout.toSeconds()));
        }
    }

    /**
     * Calls a contract with a transaction, and waits until it is mined.
     *
     * @param name for messages
     * @throws DeploymentException as {@link #deploy}
     */
    public void call(String name, Address contract, String callData) {
        run(List.of(new Call(name, contract, callData)));
    }

    /** Calls a contract without a transaction; the answer is 0x-hex. */
    public String read(Address contract, String callData) {
        return ask(
                        QUESTION,
                        node.ethCall(
                                Transaction.createEthCallTransaction(account.address(), contract.value(), callData),
                                DefaultBlockParameterName.LATEST))
                .getValue();
    }

    public boolean hasCode(Address address) {
        return !ask(QUESTION, node.ethGetCode(address.value(), DefaultBlockParameterName.LATEST))
                .getCode()
                .equals("0x");
    }

    private record Call(String name, Address to, String data) {}

    private record Signed(Call call, String hex, String hash, BigInteger cost) {}

    /** All are signed before the first is sent: an account without funds shall leave nothing half done. */
    private void run(List<Call> calls) {
        if (calls.isEmpty()) {
            return;
        }
        BigInteger nonce = count(calls.get(0).name(), DefaultBlockParameterName.PENDING);
        List<Signed> signed = new ArrayList<>();
        for (Call call : calls) {
            signed.add(sign(call, nonce.add(BigInteger.valueOf(signed.size()))));
        }
        requireFunds(signed);
        signed.forEach(this::send);
        signed.forEach(this::await);
    }

    private void requireProxy() {
        if (!hasCode(PlannedContract.PROXY)) {
            throw new DeploymentException(
                    "This chain lacks the deterministic deployment proxy at %s: have it deployed first, with its well-known transaction"
                            .formatted(PlannedContract.PROXY));
        }
    }

    private BigInteger count(String name, DefaultBlockParameterName block) {
        return ask(name, node.ethGetTransactionCount(account.address(), block)).getTransactionCount();
    }

    private Signed sign(Call call, BigInteger nonce) {
        BigInteger gas = ask(
                        call.name(),
                        node.ethEstimateGas(Transaction.createFunctionCallTransaction(
                                account.address(), null, null, null, call.to().value(), call.data())))
                .getAmountUsed();
        BigInteger tip = ask(call.name(), node.ethMaxPriorityFeePerGas()).getMaxPriorityFeePerGas();
        EthBlock.Block latest = ask(call.name(), node.ethGetBlockByNumber(DefaultBlockParameterName.LATEST, false))
                .getBlock();
        if (latest.getBaseFeePerGasRaw() == null) {
            throw new DeploymentException("This chain's blocks have no base fee (EIP-1559), and the server needs one");
        }
        long chainId = ask(call.name(), node.ethChainId()).getChainId().longValueExact();
        // Twice the base fee outlasts five full blocks, each of which raises it by an eighth.
        BigInteger maxFee = latest.getBaseFeePerGas().shiftLeft(1).add(tip);
        byte[] signed = account.sign(RawTransaction.createTransaction(
                chainId, nonce, gas, call.to().value(), BigInteger.ZERO, call.data(), tip, maxFee));
        return new Signed(
                call, Numeric.toHexString(signed), Numeric.toHexString(Hash.sha3(signed)), gas.multiply(maxFee));
    }

    private void requireFunds(List<Signed> signed) {
        String name = signed.get(0).call().name();
        BigInteger cost = signed.stream().map(Signed::cost).reduce(BigInteger.ZERO, BigInteger::add);
        BigInteger balance = ask(name, node.ethGetBalance(account.address(), DefaultBlockParameterName.LATEST))
                .getBalance();
        progress.accept(
                "Gas costs at most " + coins(cost) + ", the account " + account.address() + " has " + coins(balance));
        if (balance.compareTo(cost) < 0) {
            throw new DeploymentException("%s was not sent: the account %s has insufficient funds, %s of at most %s"
                    .formatted(name, account.address(), coins(balance), coins(cost)));
        }
    }

    private static String coins(BigInteger wei) {
        return Convert.fromWei(wei.toString(), Convert.Unit.ETHER).toPlainString() + " coins";
    }

    /** An answer that does not come, or says that the node has it, leaves the rest to the receipt. */
    private void send(Signed transaction) {
        String name = transaction.call().name();
        progress.accept("Sends " + name + ", transaction " + transaction.hash());
        try {
            Response<?> answer = node.ethSendRawTransaction(transaction.hex()).send();
            if (answer.hasError() && !mayBeTaken(answer.getError().getMessage())) {
                throw new DeploymentException("%s was not sent: the node answers eth_sendRawTransaction with \"%s\""
                        .formatted(name, answer.getError().getMessage()));
            }
        } catch (IOException | ClientConnectionException e) {
            progress.accept("The node did not answer; it may have taken " + name + " nevertheless");
        }
    }

    private static boolean mayBeTaken(String refusal) {
        String said = String.valueOf(refusal).toLowerCase(Locale.ROOT);
        return said.contains("known") || said.contains("imported") || said.contains("nonce too low");
    }

    private void await(Signed transaction) {
        String name = transaction.call().name();
        List<TransactionReceipt> receipt = new ArrayList<>();
        boolean mined = within(() -> {
            receipt(transaction).ifPresent(receipt::add);
            return !receipt.isEmpty();
        });
        if (!mined) {
            throw new DeploymentException(
                    ("%s was sent but is not mined after %d s; it may still be: watch transaction %s,"
                                    + " and run the same command again, which goes on where this one ends")
                            .formatted(name, timeout.toSeconds(), transaction.hash()));
        }
        if (!receipt.get(0).isStatusOK()) {
            throw new DeploymentException("%s failed: transaction %s reverted".formatted(name, transaction.hash()));
        }
    }

    /** What a lost answer leaves open the next look settles. */
    private Optional<TransactionReceipt> receipt(Signed transaction) {
        try {
            return node.ethGetTransactionReceipt(transaction.hash()).send().getTransactionReceipt();
        } catch (IOException | ClientConnectionException e) {
            progress.accept("The node did not answer; asking again");
            return Optional.empty();
        }
    }

    private interface Condition {
        boolean holds();
    }

    private boolean within(Condition condition) {
        long end = System.nanoTime() + timeout.toNanos();
        Duration pause = FIRST_PAUSE;
        boolean holds = condition.holds();
        while (!holds && System.nanoTime() - end < 0) {
            sleep(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            holds = condition.holds();
        }
        return holds;
    }

    private static <T extends Response<?>> T ask(String name, Request<?, T> request) {
        try {
            T response = request.send();
            if (response.hasError()) {
                throw new DeploymentException("%s was not sent: the node answers %s with \"%s\""
                        .formatted(
                                name, request.getMethod(), response.getError().getMessage()));
            }
            return response;
        } catch (IOException | ClientConnectionException e) {
            throw new DeploymentException(
                    "%s was not sent: the node did not answer %s".formatted(name, request.getMethod()), e);
        }
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DeploymentException("interrupted while waiting for a receipt", e);
        }
    }
}
