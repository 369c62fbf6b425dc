package io.msqpay.contract;

import io.msqpay.payment.Address;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.Utf8String;
import org.web3j.crypto.ContractUtils;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Hash;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.core.methods.request.Transaction;
import org.web3j.protocol.core.methods.response.TransactionReceipt;
import org.web3j.protocol.exceptions.ClientConnectionException;
import org.web3j.utils.Numeric;

/**
 * Puts the contracts on a chain with transactions of one account. Nothing else may send from that account meanwhile, since the
 * addresses follow from its nonces.
 */
public final class ContractDeployer {

    /** EIP-712 domain name of the forwarder; payers see it in their wallet. */
    public static final String FORWARDER_NAME = "MSQPayForwarder";

    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final Web3j node;
    private final Credentials account;
    private final Duration timeout;

    /**
     * @param node not closed here
     * @param account pays for the transactions
     * @param timeout how long to wait for each receipt
     */
    public ContractDeployer(Web3j node, Credentials account, Duration timeout) {
        this.node = node;
        this.account = account;
        this.timeout = timeout;
    }

    /**
     * What a deployment put on the chain.
     *
     * @param forwarder the ERC-2771 forwarder that MSQPay trusts
     * @param msqpay the payment contract
     */
    public record Deployment(Address forwarder, Address msqpay) {}

    /**
     * Deploys the forwarder and the payment contract, and waits until both are mined.
     *
     * @param admin gets DEFAULT_ADMIN_ROLE and OPERATOR_ROLE
     * @throws DeploymentException if the node refuses, a constructor reverts, or no receipt comes in time
     */
    public Deployment deploy(Address admin) {
        BigInteger nonce = nextNonce();
        Address forwarder = addressAt(nonce);
        Address msqpay = addressAt(nonce.add(BigInteger.ONE));
        // Both are signed before either is sent: an account without funds shall leave nothing half done.
        Signed first = sign(ContractArtifact.FORWARDER, nonce, new Utf8String(FORWARDER_NAME));
        Signed second = sign(
                ContractArtifact.MSQPAY,
                nonce.add(BigInteger.ONE),
                new org.web3j.abi.datatypes.Address(forwarder.value()),
                new org.web3j.abi.datatypes.Address(admin.value()));
        send(first);
        send(second);
        await(first, forwarder);
        await(second, msqpay);
        return new Deployment(forwarder, msqpay);
    }

    /**
     * Deploys one contract and waits until it is mined.
     *
     * @param arguments what its constructor takes, in its order
     * @throws DeploymentException as {@link #deploy(Address)}
     */
    @SuppressWarnings("rawtypes") // as web3j declares it
    public Address deploy(ContractArtifact artifact, Type... arguments) {
        BigInteger nonce = nextNonce();
        Signed transaction = sign(artifact, nonce, arguments);
        send(transaction);
        await(transaction, addressAt(nonce));
        return addressAt(nonce);
    }

    private record Signed(ContractArtifact artifact, String hex, String hash) {}

    @SuppressWarnings("rawtypes") // as web3j declares it
    private Signed sign(ContractArtifact artifact, BigInteger nonce, Type... arguments) {
        String data = artifact.creationCode(arguments);
        BigInteger gas = ask(
                        artifact,
                        node.ethEstimateGas(Transaction.createContractTransaction(
                                account.getAddress(), nonce, BigInteger.ZERO, data)))
                .getAmountUsed();
        BigInteger tip = ask(artifact, node.ethMaxPriorityFeePerGas()).getMaxPriorityFeePerGas();
        BigInteger baseFee = ask(artifact, node.ethGetBlockByNumber(DefaultBlockParameterName.LATEST, false))
                .getBlock()
                .getBaseFeePerGas();
        long chainId = ask(artifact, node.ethChainId()).getChainId().longValueExact();
        // Twice the base fee outlasts five full blocks, each of which raises it by an eighth.
        BigInteger maxFee = baseFee.shiftLeft(1).add(tip);
        byte[] signed = TransactionEncoder.signMessage(
                RawTransaction.createTransaction(chainId, nonce, gas, null, BigInteger.ZERO, data, tip, maxFee),
                account);
        return new Signed(artifact, Numeric.toHexString(signed), Numeric.toHexString(Hash.sha3(signed)));
    }

    private void send(Signed transaction) {
        ask(transaction.artifact(), node.ethSendRawTransaction(transaction.hex()));
    }

    private void await(Signed transaction, Address expected) {
        long end = System.nanoTime() + timeout.toNanos();
        Duration pause = FIRST_PAUSE;
        Optional<TransactionReceipt> receipt = receipt(transaction);
        while (receipt.isEmpty()) {
            if (System.nanoTime() - end > 0) {
                throw new DeploymentException(
                        "%s was sent to %s but is not mined after %d s; it may still be: watch transaction %s"
                                .formatted(
                                        name(transaction.artifact()),
                                        expected,
                                        timeout.toSeconds(),
                                        transaction.hash()));
            }
            sleep(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            receipt = receipt(transaction);
        }
        if (!receipt.get().isStatusOK()) {
            throw new DeploymentException("%s was not created: transaction %s reverted"
                    .formatted(name(transaction.artifact()), transaction.hash()));
        }
    }

    private Optional<TransactionReceipt> receipt(Signed transaction) {
        return ask(transaction.artifact(), node.ethGetTransactionReceipt(transaction.hash()))
                .getTransactionReceipt();
    }

    private BigInteger nextNonce() {
        return ask(null, node.ethGetTransactionCount(account.getAddress(), DefaultBlockParameterName.PENDING))
                .getTransactionCount();
    }

    private Address addressAt(BigInteger nonce) {
        return new Address(ContractUtils.generateContractAddress(account.getAddress(), nonce));
    }

    private static <T extends Response<?>> T ask(ContractArtifact artifact, Request<?, T> request) {
        try {
            T response = request.send();
            if (response.hasError()) {
                throw new DeploymentException("%s was not deployed: the node answers %s with \"%s\""
                        .formatted(
                                name(artifact),
                                request.getMethod(),
                                response.getError().getMessage()));
            }
            return response;
        } catch (IOException | ClientConnectionException e) {
            throw new DeploymentException(
                    "%s was not deployed: the node did not answer %s".formatted(name(artifact), request.getMethod()),
                    e);
        }
    }

    private static String name(ContractArtifact artifact) {
        return artifact == null ? "A contract" : artifact.contractName();
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
