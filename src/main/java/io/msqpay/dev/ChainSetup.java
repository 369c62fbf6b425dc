package io.msqpay.dev;

import io.msqpay.chain.ContractDeployer;
import io.msqpay.chain.DeploymentException;
import io.msqpay.chain.PrivateKeySigner;
import io.msqpay.contract.ContractArtifact;
import io.msqpay.contract.PlannedContract;
import io.msqpay.payment.Address;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.crypto.Credentials;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.Web3jService;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.core.methods.request.Transaction;
import org.web3j.protocol.core.methods.response.TransactionReceipt;
import org.web3j.protocol.core.methods.response.VoidResponse;
import org.web3j.protocol.exceptions.ClientConnectionException;
import org.web3j.utils.Numeric;

/** Brings a local chain into the state the dev profile promises; what is there already is left as it is. */
final class ChainSetup {

    static final long LOCAL_CHAIN_ID = 31337;

    /** One million USDC. */
    static final BigInteger DEMO_BALANCE = new BigInteger("1000000000000");

    private static final BigInteger UNLIMITED = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);
    private static final BigInteger ETHER = BigInteger.TEN.pow(18);
    private static final BigInteger GAS = BigInteger.valueOf(5_000_000);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Web3jService service;
    private final Web3j node;
    private final List<String> sent = new ArrayList<>();

    ChainSetup(Web3jService service) {
        this.service = service;
        this.node = Web3j.build(service);
    }

    /**
     * Deploys and funds, and waits until all of it is mined.
     *
     * @param operator admin of the payment contract; gets ether when it has none
     * @throws LocalChainException if the chain is not a local one, or does not do what is asked
     */
    DemoContracts prepare(Address operator) {
        requireLocalChain();
        requireProxy();

        PlannedContract forwarder = PlannedContract.forwarder();
        PlannedContract msqpay = PlannedContract.msqpay(forwarder.address(), operator);
        PlannedContract usdc = PlannedContract.of(ContractArtifact.MOCK_USDC);
        deploy(forwarder, msqpay, usdc);
        DemoContracts contracts = new DemoContracts(forwarder.address(), msqpay.address(), usdc.address());

        Type<?> payer = abi(DemoAccount.PAYER.address());
        if (read(contracts.usdc(), "balanceOf", payer).compareTo(DEMO_BALANCE) < 0) {
            call(DemoAccount.OPERATOR, contracts.usdc(), "mint", payer, new Uint256(DEMO_BALANCE));
        }
        if (read(contracts.usdc(), "allowance", payer, abi(contracts.msqpay())).compareTo(DEMO_BALANCE) < 0) {
            call(DemoAccount.PAYER, contracts.usdc(), "approve", abi(contracts.msqpay()), new Uint256(UNLIMITED));
        }
        if (balance(operator).compareTo(ETHER) < 0) {
            send(DemoAccount.OPERATOR, operator, ETHER.multiply(BigInteger.valueOf(100)), "0x");
        }
        sent.forEach(this::awaitSuccess);
        return contracts;
    }

    private void requireLocalChain() {
        BigInteger chainId = ask(node.ethChainId()).getChainId();
        if (!chainId.equals(BigInteger.valueOf(LOCAL_CHAIN_ID))) {
            throw new LocalChainException(
                    "The dev profile works on a local chain (chain id %d) only, and the named node is on chain %s."
                            .formatted(LOCAL_CHAIN_ID, chainId),
                    "Leave POLYGON_RPC_URL out to get a chain of your own, or start without the dev profile.");
        }
        List<String> accounts = ask(node.ethAccounts()).getAccounts();
        for (DemoAccount account : DemoAccount.values()) {
            if (accounts.stream().noneMatch(account.address().value()::equalsIgnoreCase)) {
                throw new LocalChainException(
                        "The named node does not hold the account %s of local development chains."
                                .formatted(account.address()),
                        "Start it with its default accounts, or leave POLYGON_RPC_URL out.");
            }
        }
    }

    /** Other nodes than anvil start without the proxy, and take this method too. */
    private void requireProxy() {
        if (!hasCode(PlannedContract.PROXY)) {
            ask(new Request<>(
                    "hardhat_setCode",
                    List.of(PlannedContract.PROXY.value(), PlannedContract.PROXY_CODE),
                    service,
                    VoidResponse.class));
        }
    }

    private void deploy(PlannedContract... contracts) {
        PrivateKeySigner account = new PrivateKeySigner(Credentials.create(DemoAccount.OPERATOR.privateKey()));
        try {
            new ContractDeployer(node, account, TIMEOUT, sentence -> {}).deploy(contracts);
        } catch (DeploymentException e) {
            throw new LocalChainException(
                    "The local chain could not be set up: %s.".formatted(e.getMessage()), "Switch its mining on.", e);
        }
    }

    private void call(DemoAccount from, Address contract, String function, Type<?>... arguments) {
        send(from, contract, BigInteger.ZERO, encode(function, arguments));
    }

    private void send(DemoAccount from, Address to, BigInteger value, String data) {
        sent.add(ask(node.ethSendTransaction(
                        new Transaction(from.address().value(), null, null, GAS, to.value(), value, data)))
                .getTransactionHash());
    }

    private BigInteger read(Address contract, String function, Type<?>... arguments) {
        return Numeric.toBigInt(ask(node.ethCall(
                        Transaction.createEthCallTransaction(null, contract.value(), encode(function, arguments)),
                        DefaultBlockParameterName.LATEST))
                .getValue());
    }

    private boolean hasCode(Address address) {
        return !ask(node.ethGetCode(address.value(), DefaultBlockParameterName.LATEST))
                .getCode()
                .equals("0x");
    }

    private BigInteger balance(Address address) {
        return ask(node.ethGetBalance(address.value(), DefaultBlockParameterName.LATEST))
                .getBalance();
    }

    private void awaitSuccess(String hash) {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        var receipt = ask(node.ethGetTransactionReceipt(hash)).getTransactionReceipt();
        while (receipt.isEmpty()) {
            if (System.nanoTime() - end > 0) {
                throw new LocalChainException(
                        "The named node has not mined a transaction for %d seconds.".formatted(TIMEOUT.toSeconds()),
                        "Switch its mining on.");
            }
            sleep();
            receipt = ask(node.ethGetTransactionReceipt(hash)).getTransactionReceipt();
        }
        receipt.filter(TransactionReceipt::isStatusOK)
                .orElseThrow(() -> new LocalChainException(
                        "The local chain could not be set up: transaction %s reverted.".formatted(hash), null));
    }

    @SuppressWarnings({"rawtypes", "unchecked"}) // as web3j declares it
    private static String encode(String function, Type... arguments) {
        return FunctionEncoder.encode(new Function(function, List.of(arguments), List.of()));
    }

    private static Type<String> abi(Address address) {
        return new org.web3j.abi.datatypes.Address(address.value());
    }

    private static <T extends Response<?>> T ask(Request<?, T> request) {
        try {
            T response = request.send();
            if (response.hasError()) {
                throw new LocalChainException(
                        "The local chain could not be set up: the node answers %s with \"%s\"."
                                .formatted(
                                        request.getMethod(), response.getError().getMessage()),
                        null);
            }
            return response;
        } catch (IOException | ClientConnectionException e) {
            throw new LocalChainException(
                    "The local chain does not answer %s.".formatted(request.getMethod()),
                    "Check POLYGON_RPC_URL, or leave it out to get a chain of your own.",
                    e);
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalChainException("The setup of the local chain was interrupted.", null, e);
        }
    }
}
