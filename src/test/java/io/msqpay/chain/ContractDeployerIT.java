package io.msqpay.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.msqpay.config.Secret;
import io.msqpay.contract.PlannedContract;
import io.msqpay.dev.DemoAccount;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Fault;
import io.msqpay.dsl.FaultyNode;
import io.msqpay.payment.Address;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.web3j.abi.TypeEncoder;
import org.web3j.abi.datatypes.Type;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Hash;

class ContractDeployerIT {

    private static final Credentials ACCOUNT =
            Credentials.create("0x00000000000000000000000000000000000000000000000000000000c0ffee01");
    private static final Address SENDER = new Address(ACCOUNT.getAddress());
    private static final Address ADMIN = DemoAccount.MERCHANT.address();
    private static final PlannedContract FORWARDER = PlannedContract.forwarder();
    private static final PlannedContract MSQPAY = PlannedContract.msqpay(FORWARDER.address(), ADMIN);

    private final List<String> told = new ArrayList<>();

    @Test
    void deploysAForwarderAndAContractThatTrustsItAndObeysTheAdmin() {
        try (Anvil anvil = Anvil.start()) {
            anvil.setBalance(SENDER, BigInteger.TEN.pow(18));

            deployer(anvil.url(), 20).deploy(FORWARDER, MSQPAY);

            assertThat(ask(anvil, MSQPAY.address(), "isTrustedForwarder(address)", abi(FORWARDER.address())))
                    .isEqualTo(BigInteger.ONE);
            assertThat(ask(anvil, MSQPAY.address(), "isTrustedForwarder(address)", abi(ADMIN)))
                    .isEqualTo(BigInteger.ZERO);
            String operatorRole = Hash.sha3String("OPERATOR_ROLE").substring(2);
            assertThat(ask(anvil, MSQPAY.address(), "hasRole(bytes32,address)", operatorRole + abi(ADMIN)))
                    .isEqualTo(BigInteger.ONE);
            assertThat(ask(anvil, MSQPAY.address(), "hasRole(bytes32,address)", operatorRole + abi(SENDER)))
                    .isEqualTo(BigInteger.ZERO);
        }
    }

    @Test
    void waitsForABlock() {
        try (Anvil anvil = Anvil.start(Anvil.blockTime(1))) {
            anvil.setBalance(SENDER, BigInteger.TEN.pow(18));

            deployer(anvil.url(), 20).deploy(FORWARDER, MSQPAY);

            assertThat(anvil.rpc("eth_getCode", MSQPAY.address().value(), "latest")
                            .textValue())
                    .hasSizeGreaterThan(1000);
        }
    }

    @Test
    void namesTheTransactionThatIsNotMinedInTime() {
        try (Anvil anvil = Anvil.start(Anvil.NO_MINING)) {
            anvil.setBalance(SENDER, BigInteger.TEN.pow(18));

            assertThatThrownBy(() -> deployer(anvil.url(), 0).deploy(FORWARDER, MSQPAY))
                    .isInstanceOf(DeploymentException.class)
                    .hasMessageMatching(
                            "ERC2771Forwarder was sent but is not mined after 0 s; it may still be: watch transaction"
                                    + " 0x[0-9a-f]{64}, and run the same command again, .*");
        }
    }

    @Test
    void aSecondRunFindsWhatTheFirstOneDid() {
        try (Anvil anvil = Anvil.start()) {
            anvil.setBalance(SENDER, BigInteger.TEN.pow(18));
            deployer(anvil.url(), 20).deploy(FORWARDER);
            long block = anvil.blockNumber();

            deployer(anvil.url(), 20).deploy(FORWARDER, MSQPAY);
            deployer(anvil.url(), 20).deploy(FORWARDER, MSQPAY);

            assertThat(anvil.blockNumber()).isEqualTo(block + 1);
            assertThat(told)
                    .contains("ERC2771Forwarder is at " + FORWARDER.address() + " already")
                    .endsWith("MSQPay is at " + MSQPAY.address() + " already");
        }
    }

    @Test
    void whatAnEarlierRunLeftWaitingIsWaitedForAndNotSentAgain() {
        try (Anvil anvil = Anvil.start(Anvil.NO_MINING)) {
            anvil.setBalance(SENDER, BigInteger.TEN.pow(18));
            assertThatThrownBy(() -> deployer(anvil.url(), 0).deploy(FORWARDER, MSQPAY))
                    .isInstanceOf(DeploymentException.class);

            assertThatThrownBy(() -> deployer(anvil.url(), 0).deploy(FORWARDER, MSQPAY))
                    .isInstanceOf(DeploymentException.class)
                    .hasMessageContaining("nothing was sent: what they do is unknown");
            anvil.mine();
            deployer(anvil.url(), 0).deploy(FORWARDER, MSQPAY);

            assertThat(anvil.pendingTransactionCount(SENDER)).isEqualTo(2);
        }
    }

    @Test
    void aLostAnswerLeavesTheOutcomeToTheReceipt() {
        try (Anvil anvil = Anvil.start();
                FaultyNode node = FaultyNode.before(anvil)) {
            anvil.setBalance(SENDER, BigInteger.TEN.pow(18));
            node.failNext(1, new Fault.LoseAnswer(), "eth_sendRawTransaction");

            deployer(node.url(), 20).deploy(FORWARDER, MSQPAY);

            assertThat(node.calls("eth_sendRawTransaction")).isEqualTo(2);
            assertThat(anvil.transactionCount(SENDER)).isEqualTo(2);
            assertThat(told).contains("The node did not answer; it may have taken ERC2771Forwarder nevertheless");
        }
    }

    @Test
    void aChainWithoutTheProxyIsTold() {
        try (Anvil anvil = Anvil.start("--disable-default-create2-deployer")) {
            assertThatThrownBy(() -> deployer(anvil.url(), 0).deploy(FORWARDER))
                    .isInstanceOf(DeploymentException.class)
                    .hasMessageContaining("lacks the deterministic deployment proxy");
        }
    }

    @Test
    void sendsNothingWithoutFunds() {
        try (Anvil anvil = Anvil.start()) {
            assertThatThrownBy(() -> deployer(anvil.url(), 20).deploy(FORWARDER, MSQPAY))
                    .isInstanceOf(DeploymentException.class)
                    .hasMessageContaining("nsufficient funds");

            assertThat(anvil.pendingTransactionCount(SENDER)).isZero();
        }
    }

    @Test
    void sendsNothingWhenTheConstructorRefusesTheAdmin() {
        try (Anvil anvil = Anvil.start()) {
            anvil.setBalance(SENDER, BigInteger.TEN.pow(18));

            assertThatThrownBy(() -> deployer(anvil.url(), 20)
                            .deploy(FORWARDER, PlannedContract.msqpay(FORWARDER.address(), Address.ZERO)))
                    .isInstanceOf(DeploymentException.class)
                    .hasMessageContaining("MSQPay was not sent");

            assertThat(anvil.pendingTransactionCount(SENDER)).isZero();
        }
    }

    @Test
    void saysWhichCallTheNodeDidNotAnswer() {
        try (Anvil anvil = Anvil.start();
                FaultyNode node = FaultyNode.before(anvil)) {
            for (Fault fault : List.of(new Fault.Reset(), new Fault.HttpStatus(503), new Fault.Garbage())) {
                node.fail(fault, "eth_estimateGas");

                assertThatThrownBy(() -> deployer(node.url(), 20).deploy(FORWARDER, MSQPAY))
                        .isInstanceOf(DeploymentException.class)
                        .hasMessage("ERC2771Forwarder was not sent: the node did not answer eth_estimateGas");
            }
        }
    }

    private ContractDeployer deployer(String url, int seconds) {
        return new ContractDeployer(
                new HttpNodeClients(List.of(Secret.valueOf(url)), Duration.ofSeconds(3))
                        .clients()
                        .get(0),
                new PrivateKeySigner(ACCOUNT),
                Duration.ofSeconds(seconds),
                told::add);
    }

    private static String abi(Address address) {
        Type<?> value = new org.web3j.abi.datatypes.Address(address.value());
        return TypeEncoder.encode(value);
    }

    private static BigInteger ask(Anvil anvil, Address contract, String signature, String arguments) {
        String selector = Hash.sha3String(signature).substring(0, 10);
        return new BigInteger(
                anvil.rpc("eth_call", Map.of("to", contract.value(), "data", selector + arguments), "latest")
                        .textValue()
                        .substring(2),
                16);
    }
}
