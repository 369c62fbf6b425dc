package io.msqpay.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.msqpay.MsqpayServer;
import io.msqpay.config.ConfigurationException;
import io.msqpay.config.ConfiguredOperator;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Fault;
import io.msqpay.dsl.FaultyNode;
import io.msqpay.dsl.PaymentServer;
import io.msqpay.payment.Address;
import java.io.IOException;
import java.math.BigInteger;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.WalletUtils;

@ExtendWith(OutputCaptureExtension.class)
class LocalChainIT {

    private static final String OTHER_KEY = "0x00000000000000000000000000000000000000000000000000000000c0ffee02";

    @TempDir
    private Path folder;

    @Test
    void theServerFindsEverythingItNeedsAndTellsTheDeveloper(CapturedOutput output) {
        try (PaymentServer server = PaymentServer.dev()) {
            assertThat(server.property("msqpay.chain.rpc-urls")).startsWith("http://127.0.0.1:");
            assertThat(server.property("msqpay.api-keys")).isEqualTo("dev=msq_dev");
            assertThat(server.property("msqpay.routes-reload")).isEqualTo("true");
            assertThat(server.property("msqpay.operator.private-key")).isEqualTo(DemoAccount.OPERATOR.privateKey());
            assertThat(output)
                    .contains("MSQPay is ready at " + server.url() + " ")
                    .contains(server.property("msqpay.chain.rpc-urls"))
                    .contains(server.property("msqpay.contract.address"))
                    .contains(server.property("msqpay.tokens").substring("USDC=".length()));
        }
    }

    @Test
    void twoServersHaveTwoChains() {
        try (PaymentServer one = PaymentServer.dev();
                PaymentServer two = PaymentServer.dev()) {
            assertThat(one.property("msqpay.chain.rpc-urls")).isNotEqualTo(two.property("msqpay.chain.rpc-urls"));
        }
    }

    @Test
    void thePayerHasTokensAndHasApprovedTheContract() {
        try (Anvil anvil = Anvil.start();
                LocalChain chain = provide(Map.of("msqpay.chain.rpc-urls", anvil.url()))) {
            DemoContracts contracts = chain.contracts();
            String payer = word(DemoAccount.PAYER.address());
            assertThat(read(anvil, contracts.usdc(), "0x70a08231" + payer)).isEqualTo(ChainSetup.DEMO_BALANCE);
            assertThat(read(anvil, contracts.usdc(), "0xdd62ed3e" + payer + word(contracts.msqpay())))
                    .isGreaterThan(ChainSetup.DEMO_BALANCE);
        }
    }

    @Test
    void aSecondStartOnTheSameChainSendsNothing() {
        try (Anvil anvil = Anvil.start()) {
            Map<String, Object> configuration = Map.of("msqpay.chain.rpc-urls", anvil.url());
            DemoContracts first;
            try (LocalChain chain = provide(configuration)) {
                first = chain.contracts();
            }
            long block = anvil.blockNumber();
            assertThat(block).isPositive();

            try (LocalChain chain = provide(configuration)) {
                assertThat(chain.contracts()).isEqualTo(first);
            }
            assertThat(anvil.blockNumber()).isEqualTo(block);
        }
    }

    @Test
    void aNamedNodeIsUsedAndLeftRunning() {
        try (Anvil anvil = Anvil.start()) {
            List<ProcessHandle> before = nodes();

            try (PaymentServer server = PaymentServer.dev("POLYGON_RPC_URL=" + anvil.url())) {
                assertThat(server.property("msqpay.chain.rpc-urls")).isEqualTo(anvil.url());
                assertThat(nodes()).isEqualTo(before);
            }
            assertThat(anvil.blockNumber()).isPositive();
        }
    }

    @Test
    void waitsForTheBlocksOfANamedNode() {
        try (Anvil anvil = Anvil.start(Anvil.blockTime(1));
                LocalChain chain = provide(Map.of("msqpay.chain.rpc-urls", anvil.url()))) {
            assertThat(anvil.rpc("eth_getCode", chain.contracts().msqpay().value(), "latest")
                            .textValue())
                    .hasSizeGreaterThan(1000);
        }
    }

    @Test
    void installsTheProxyWhereItIsMissing() {
        try (Anvil anvil = Anvil.start("--disable-default-create2-deployer");
                LocalChain chain = provide(Map.of("msqpay.chain.rpc-urls", anvil.url()))) {
            assertThat(anvil.rpc("eth_getCode", chain.contracts().msqpay().value(), "latest")
                            .textValue())
                    .hasSizeGreaterThan(1000);
        }
    }

    @Test
    void anotherChainIsRefused() {
        try (Anvil anvil = Anvil.start(Anvil.chainId(80002))) {
            assertThatThrownBy(() -> provide(Map.of("msqpay.chain.rpc-urls", anvil.url())))
                    .isInstanceOf(LocalChainException.class)
                    .hasMessage("The dev profile works on a local chain (chain id 31337) only, and the named node is on"
                            + " chain 80002.");
            assertThat(anvil.blockNumber()).isZero();
        }
    }

    @Test
    void aNodeWithOtherAccountsIsRefused() {
        try (Anvil anvil = Anvil.start("--mnemonic-seed-unsafe=7")) {
            assertThatThrownBy(() -> provide(Map.of("msqpay.chain.rpc-urls", anvil.url())))
                    .isInstanceOf(LocalChainException.class)
                    .hasMessageContaining("does not hold the account " + DemoAccount.OPERATOR.address());
        }
    }

    @Test
    void aNodeThatDoesNotAnswerIsNamedWithoutItsUrl() throws IOException {
        int port = unusedPort();

        assertThatThrownBy(() -> provide(Map.of("msqpay.chain.rpc-urls", "http://u:p4ss@127.0.0.1:" + port)))
                .isInstanceOf(LocalChainException.class)
                .hasMessage("The local chain does not answer eth_chainId.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:8545", "ws://u:p4ss@127.0.0.1", "http://", "http://u:p4ss@a b"})
    void whatIsNoUrlIsNotRepeated(String url) {
        assertThatThrownBy(() -> provide(Map.of("msqpay.chain.rpc-urls", url)))
                .isInstanceOf(LocalChainException.class)
                .hasNoCause()
                .hasMessage("The named node is not a URL that starts with http:// or https://.");
    }

    @Test
    void aNodeThatAnswersNonsenseIsNotTakenForAChain() {
        try (FaultyNode node = FaultyNode.before(Anvil.shared())) {
            node.fail(new Fault.HttpStatus(500), "eth_accounts");

            assertThatThrownBy(() -> provide(Map.of("msqpay.chain.rpc-urls", node.url())))
                    .isInstanceOf(LocalChainException.class)
                    .hasMessage("The local chain does not answer eth_accounts.");

            node.fail(new Fault.RpcError(-32601, "no such method"), "eth_accounts");
            assertThatThrownBy(() -> provide(Map.of("msqpay.chain.rpc-urls", node.url())))
                    .isInstanceOf(LocalChainException.class)
                    .hasMessageContaining("the node answers eth_accounts with \"no such method\"");
        }
    }

    @Test
    void credentialsInTheUrlAreNotShown() {
        try (Anvil anvil = Anvil.start()) {
            String url = anvil.url().replace("http://", "http://user:p4ss@") + "/?token=t0ken";
            try (LocalChain chain = provide(Map.of("msqpay.chain.rpc-urls", url))) {
                assertThat(chain.displayUrl()).isEqualTo(anvil.url());
            }
        }
    }

    @Test
    void whatTheDeveloperHasSetStaysAndWhatIsEmptyIsFilled() {
        StandardEnvironment environment = environment(Map.of(
                "msqpay.api-keys", "mine=secret",
                "msqpay.operator.private-key", OTHER_KEY,
                "msqpay.contract.address", "",
                "msqpay.tokens[0]", "USDT=0x0000000000000000000000000000000000000009"));

        try (LocalChain chain = LocalChain.provide(environment)) {
            assertThat(environment.getProperty("msqpay.api-keys")).isEqualTo("mine=secret");
            assertThat(environment.getProperty("msqpay.operator.private-key")).isEqualTo(OTHER_KEY);
            assertThat(environment.getProperty("msqpay.contract.address"))
                    .isEqualTo(chain.contracts().msqpay().value());
            assertThat(environment.getProperty("msqpay.tokens")).isNull();
        }
    }

    /** Wherever the key is. */
    @ParameterizedTest
    @ValueSource(strings = {"private-key", "private-key-file", "keystore", "mnemonic", "signer"})
    void anOperatorOfTheDevelopersOwnIsAdminAndHasEther(String place) throws Exception {
        Address operator = new Address(
                place.equals("mnemonic")
                        ? "0x9858EfFD232B4033E47d90003D41EC34EcaEda94"
                        : Credentials.create(OTHER_KEY).getAddress());
        try (Anvil anvil = Anvil.start()) {
            Map<String, Object> configuration = new HashMap<>(own(place, operator));
            configuration.put("msqpay.chain.rpc-urls", anvil.url());
            StandardEnvironment environment = environment(configuration);
            try (LocalChain chain = LocalChain.provide(environment)) {
                // hasRole(DEFAULT_ADMIN_ROLE, operator)
                assertThat(read(anvil, chain.contracts().msqpay(), "0x91d14854" + "0".repeat(64) + word(operator)))
                        .isEqualTo(BigInteger.ONE);
                assertThat(anvil.balance(operator)).isGreaterThan(BigInteger.TEN.pow(18));
                assertThat(ConfiguredOperator.find(environment))
                        .as("no demo key beside it")
                        .contains(operator);
            }
        }
    }

    private Map<String, Object> own(String place, Address operator) throws Exception {
        return switch (place) {
            case "private-key" -> Map.of("msqpay.operator.private-key", OTHER_KEY);
            case "private-key-file" ->
                Map.of(
                        "msqpay.operator.private-key-file",
                        Files.writeString(folder.resolve("key"), OTHER_KEY + "\n")
                                .toString());
            case "keystore" ->
                Map.of(
                        "msqpay.operator.keystore-file",
                        folder.resolve(WalletUtils.generateWalletFile(
                                        "opensesame",
                                        Credentials.create(OTHER_KEY).getEcKeyPair(),
                                        folder.toFile(),
                                        false))
                                .toString(),
                        "msqpay.operator.keystore-password-file",
                        Files.writeString(folder.resolve("password"), "opensesame")
                                .toString());
            case "mnemonic" ->
                Map.of(
                        "msqpay.operator.mnemonic",
                        "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about",
                        "msqpay.operator.index",
                        "msqpay-0");
            default ->
                Map.of(
                        "msqpay.signer.kind", "web3signer",
                        "msqpay.signer.url", "http://127.0.0.1:9",
                        "msqpay.signer.address", operator.value());
        };
    }

    @Test
    void aKeyThatIsNoneIsNotRepeated() {
        assertThatThrownBy(() -> provide(Map.of("msqpay.operator.private-key", "0xtypingMistake")))
                .isInstanceOf(ConfigurationException.class)
                .hasNoCause()
                .hasMessageStartingWith("MSQPAY_OPERATOR_PRIVATE_KEY")
                .hasMessageNotContaining("typingMistake");
    }

    @Test
    void withTlsThePrintedCommandsSaySo() {
        DemoContracts contracts = new DemoContracts(
                DemoAccount.MERCHANT.address(), DemoAccount.MERCHANT.address(), DemoAccount.MERCHANT.address());

        assertThat(new LocalChainGuide("http://127.0.0.1:8545", contracts, "https://localhost:3000").text())
                .contains("ready at https://localhost:3000 ", "curl -s https://localhost:3000/payments/create")
                .doesNotContain("http://localhost");
    }

    @Test
    void aFailedStartLeavesNoNode() throws IOException {
        List<ProcessHandle> before = nodes();
        try (ServerSocket occupied = new ServerSocket(0)) {
            assertThatThrownBy(() -> PaymentServer.dev("server.port=" + occupied.getLocalPort()));
        }
        await().untilAsserted(() -> assertThat(nodes()).isEqualTo(before));
    }

    @Test
    void aRefusedKeyLeavesNoNode() {
        List<ProcessHandle> before = nodes();
        assertThatThrownBy(() -> provide(Map.of("msqpay.operator.private-key", "0xtypingMistake")));
        await().untilAsserted(() -> assertThat(nodes()).isEqualTo(before));
    }

    @Test
    void aClosedServerLeavesNoNode() {
        List<ProcessHandle> before = nodes();
        PaymentServer server = PaymentServer.dev();
        assertThat(nodes()).hasSize(before.size() + 1);

        server.close();

        await().untilAsserted(() -> assertThat(nodes()).isEqualTo(before));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void withoutAnvilThereIsOneLineThatSaysWhatToDo() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        MsqpayServer.class.getName(),
                        "--spring.profiles.active=dev")
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().clear();

        Process server = builder.start();
        List<String> output = server.inputReader().lines().toList();

        assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(server.exitValue()).isNotZero();
        assertThat(output)
                .singleElement()
                .asString()
                .contains(" ERROR ", "there is no anvil on this machine", "Node.js", "POLYGON_RPC_URL");
    }

    private static LocalChain provide(Map<String, Object> configuration) {
        return LocalChain.provide(environment(configuration));
    }

    private static StandardEnvironment environment(Map<String, Object> configuration) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", configuration));
        return environment;
    }

    /** The anvils this JVM has started and that run. */
    private static List<ProcessHandle> nodes() {
        return ProcessHandle.current()
                .children()
                .filter(process -> process.info().command().orElse("").endsWith("anvil"))
                .sorted()
                .toList();
    }

    private static String word(Address address) {
        return "0".repeat(24) + address.value().substring(2);
    }

    private static BigInteger read(Anvil anvil, Address contract, String data) {
        return new BigInteger(
                anvil.rpc("eth_call", Map.of("to", contract.value(), "data", data), "latest")
                        .textValue()
                        .substring(2),
                16);
    }

    private static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
