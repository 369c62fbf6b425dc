package io.msqpay.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.msqpay.contract.Deployment;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Fault;
import io.msqpay.dsl.FaultyNode;
import io.msqpay.dsl.Merchant;
import io.msqpay.dsl.ServerProcess;
import io.msqpay.payment.Address;
import io.msqpay.signer.Web3signerEmulator;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.RouteController;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.web3j.crypto.Credentials;

/** Commands on a real chain: most of them inside this JVM, some with the packaged jar, as an operator runs them. */
class CommandIT {

    private static final String KEY = "0x00000000000000000000000000000000000000000000000000000000c0ffee0d";
    private static final Address ACCOUNT = new Address(Credentials.create(KEY).getAddress());
    private static final Address OTHER = new Address("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
    private static final BigInteger COIN = BigInteger.TEN.pow(18);

    private static final String VAULT = """
            - route:
                id: signViaVault
                from:
                  uri: direct:signViaVault
                  steps:
                    - setBody:
                        method:
                          ref: web3signerMessages
                          method: "request(${variable.unsignedTransaction}, ${variable.sender})"
                    - to: "%s?bridgeEndpoint=true&httpMethod=POST"
                    - unmarshal:
                        json: {}
                    - setVariable:
                        name: rawTransaction
                        simple: "${body[result]}"
            """;

    private Anvil anvil;

    @BeforeEach
    void start() {
        anvil = Anvil.start("--slots-in-an-epoch=1");
        anvil.setBalance(ACCOUNT, COIN.multiply(BigInteger.TEN));
    }

    @AfterEach
    void stop() {
        anvil.close();
    }

    @Test
    void aServerWithThePrintedLinesServes() {
        Map<String, String> printed = deployed("--test-token");

        assertThat(printed).containsOnlyKeys("MSQPAY_CONTRACT_ADDRESS", "MSQPAY_TOKENS");
        Map<String, String> environment = environment();
        environment.putAll(printed);
        Ended check = Ended.of(environment, "check");
        assertThat(check.code()).as(check.toString()).isZero();
        assertThat(check.results()).allMatch(line -> line.startsWith("ok "));
        environment.remove("MSQPAY_TOKENS");
        assertThat(Ended.of(environment, "check").results().stream().filter(line -> line.startsWith("failed")))
                .containsExactly("failed  tokens: none is configured, and none is accepted by default on this chain;"
                        + " list some in MSQPAY_TOKENS, such as USDC=0x<address>");
        environment.putAll(printed);
        assertThat(check.text())
                .contains(
                        "node 1: chain 31337",
                        "node 1 eth_getLogs: works",
                        "node 1 EIP-1559: works",
                        "node 1 batches: works",
                        "contract: " + printed.get("MSQPAY_CONTRACT_ADDRESS"),
                        ", trusted",
                        "token USDC: " + printed.get("MSQPAY_TOKENS").substring("USDC=".length()) + ", 6 decimals",
                        ACCOUNT + " has OPERATOR_ROLE",
                        " transactions, 99 of them at the same time");
        environment.put("MSQPAY_API_KEYS", "test=" + Merchant.API_KEY);
        try (ServerProcess server = ServerProcess.start(environment).awaitReady()) {
            assertThat(server.merchant().create("5").status()).isEqualTo(201);
        }
    }

    @Test
    void aSecondRunSendsNothingAndSaysWhatItFound() {
        Map<String, String> first = deployed("--test-token", "--operator", OTHER.value());
        long sent = anvil.transactionCount(ACCOUNT);

        Ended again = deploy("--test-token", "--operator", OTHER.value());

        assertThat(again.code()).isZero();
        assertThat(again.variables()).isEqualTo(first);
        assertThat(anvil.transactionCount(ACCOUNT)).isEqualTo(sent);
        assertThat(again.text())
                .contains("ERC2771Forwarder is at ", "MSQPay is at ", OTHER + " has OPERATOR_ROLE already");
    }

    @Test
    void aRunThatWasKilledIsTakenUpWithoutDeployingTwice() {
        anvil.setAutomine(false);
        try (ServerProcess killed = ServerProcess.run(environment(), "deploy", "--operator", OTHER.value())) {
            await().until(() -> anvil.pendingTransactionCount(ACCOUNT) == 2);
            killed.kill();
        }

        Ended unknown = deploy("--operator", OTHER.value(), "--timeout", "1");

        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.text()).contains("perhaps of an earlier run", "what they do is unknown");
        assertThat(unknown.variables()).isEmpty();
        anvil.setAutomine(true);
        anvil.mine();
        Ended done = deploy("--operator", OTHER.value());
        assertThat(done.code()).as(done.toString()).isZero();
        assertThat(anvil.transactionCount(ACCOUNT))
                .as("two contracts and a role")
                .isEqualTo(3);
    }

    @Test
    void aLostAnswerIsNotTakenForAFailure() {
        try (FaultyNode node = FaultyNode.before(anvil)) {
            node.failNext(1, new Fault.LoseAnswer(), "eth_sendRawTransaction");
            Map<String, String> environment = environment();
            environment.put("POLYGON_RPC_URL", node.url());

            Ended ended = Ended.of(environment, "deploy");

            assertThat(ended.code()).as(ended.toString()).isZero();
            assertThat(anvil.transactionCount(ACCOUNT)).isEqualTo(2);
        }
    }

    @Test
    void anAccountThatCannotPaySendsNothing() {
        anvil.setBalance(ACCOUNT, BigInteger.TEN);

        Ended ended = deploy();

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.text()).contains("insufficient funds");
        assertThat(anvil.pendingTransactionCount(ACCOUNT)).isZero();
    }

    @Test
    void anotherAdminTakesOverAndTheAccountThatPaidKeepsNothing() {
        Map<String, String> printed = deployed("--admin", OTHER.value(), "--test-token");
        Map<String, String> environment = environment();
        environment.putAll(printed);

        Ended check = Ended.of(environment, "check");
        Ended late = Ended.of(environment, "roles", "--grant", "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC");

        assertThat(check.code()).isEqualTo(1);
        assertThat(check.results().stream().filter(line -> line.startsWith("failed")))
                .containsExactly("failed  operator role: " + ACCOUNT + " lacks OPERATOR_ROLE; run roles --grant "
                        + ACCOUNT + " as the admin");
        assertThat(late.code()).isEqualTo(1);
        assertThat(late.text()).contains(ACCOUNT + " is not admin of ", "have its admin do it");
    }

    @Test
    void rolesAreGrantedAndRevoked() {
        Map<String, String> environment = environment();
        environment.putAll(deployed("--test-token"));

        Ended rotated = Ended.of(environment, "roles", "--grant", OTHER.value(), "--revoke", ACCOUNT.value());
        Ended again = Ended.of(environment, "roles", "--grant", OTHER.value(), "--revoke", ACCOUNT.value());

        assertThat(rotated.code()).as(rotated.toString()).isZero();
        assertThat(again.text()).contains(OTHER + " has OPERATOR_ROLE already", ACCOUNT + " has no OPERATOR_ROLE");
        assertThat(anvil.transactionCount(ACCOUNT)).isEqualTo(5);
        assertThat(Ended.of(environment, "check").text())
                .contains("failed  operator role: " + ACCOUNT + " lacks OPERATOR_ROLE");
    }

    /** Whoever has taken over as admin would deploy another contract, since the address follows from who pays. */
    @Test
    void aContractThatIsConfiguredIsNotDeployedAnew() {
        Map<String, String> environment = environment();
        environment.put("MSQPAY_CONTRACT_ADDRESS", OTHER.value());

        Ended ended = Ended.of(environment, "deploy");

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.text()).contains("MSQPAY_CONTRACT_ADDRESS names " + OTHER, "nothing was sent");
        assertThat(anvil.pendingTransactionCount(ACCOUNT)).isZero();
        assertThat(Ended.of(environment, "roles", "--grant", ACCOUNT.value()).text())
                .contains("there is no code at " + OTHER);
    }

    @Test
    void checkSaysWhatIsWrongAndWhatToDo() {
        Map<String, String> environment = environment();
        environment.put("MSQPAY_CONTRACT_ADDRESS", OTHER.value());
        environment.put("MSQPAY_TOKENS", "USDC=" + ACCOUNT);
        anvil.setBalance(ACCOUNT, BigInteger.ONE);
        anvil.mine();

        Ended ended;
        try (FaultyNode node = FaultyNode.before(anvil)) {
            node.fail(
                    new Fault.Some(
                            call -> !call.at("/params/0/fromBlock").equals(call.at("/params/0/toBlock")),
                            new Fault.RpcError(-32005, "block range is too large")),
                    "eth_getLogs");
            environment.put("POLYGON_RPC_URL", node.url() + ",http://127.0.0.1:9/s3cret");
            ended = Ended.of(environment, "check", "--relayer", OTHER.value());
        }

        assertThat(ended.text())
                .contains("node 1 eth_getLogs: works, but not over 1000 blocks at once: set MSQPAY_EVENTS_MAXBLOCKS");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.results().stream().filter(line -> line.startsWith("failed")))
                .containsExactly(
                        "failed  node 2: it does not answer eth_chainId; check POLYGON_RPC_URL, or take another node into"
                                + " POLYGON_RPC_URL",
                        "failed  contract: there is no code at " + OTHER
                                + " on this chain; check MSQPAY_CONTRACT_ADDRESS and the chain, or deploy",
                        "failed  token USDC: there is no code at " + ACCOUNT + " on this chain; check MSQPAY_TOKENS",
                        "failed  operator role: there is no code at " + OTHER + " on this chain; run roles --grant "
                                + ACCOUNT + " as the admin",
                        "failed  operator balance: 0.000000000000000001 coins, which pay for about 0 transactions, 0 of them at"
                                + " the same time: nodes want to see what each may cost at most, 0.1 coins; send some of"
                                + " the chain's coin to " + ACCOUNT,
                        "failed  relayer " + OTHER + " role: there is no code at " + OTHER
                                + " on this chain; run roles --grant " + OTHER + " as the admin");
        assertThat(ended.text()).doesNotContain("s3cret");
    }

    @Test
    void aNodeThatRefusesTheKeyInItsUrlIsToldWithItsStatus() {
        Map<String, String> environment = environment();
        environment.putAll(deployed("--test-token"));
        try (FaultyNode refusing = FaultyNode.before(anvil)) {
            refusing.fail(new Fault.HttpStatus(401));
            environment.put("POLYGON_RPC_URL", anvil.url() + "," + refusing.url() + "/s3cret");

            Ended ended = Ended.of(environment, "check");

            assertThat(ended.code()).isEqualTo(1);
            assertThat(ended.results().stream().filter(line -> line.startsWith("failed")))
                    .singleElement()
                    .asString()
                    .startsWith("failed  node 2: it answers eth_chainId with HTTP status 401; check POLYGON_RPC_URL");
            assertThat(ended.text()).doesNotContain("s3cret");
        }
    }

    /** It would do at the going price, and no node would take a transaction that offers as much as the server's do. */
    @Test
    void anAccountThatCannotCoverWhatATransactionOffersIsTold() {
        Map<String, String> environment = environment();
        environment.putAll(deployed("--test-token"));
        anvil.setBalance(ACCOUNT, COIN.divide(BigInteger.valueOf(25)));

        Ended dear = Ended.of(environment, "check");
        environment.put("MSQPAY_CHAIN_MAXFEEPERGASCAP", "50000000000");
        Ended cheap = Ended.of(environment, "check");

        assertThat(dear.code()).isEqualTo(1);
        assertThat(dear.results().stream().filter(line -> line.startsWith("failed")))
                .singleElement()
                .asString()
                .contains("0.04 coins", "0 of them at the same time", "at most, 0.1 coins; send some");
        assertThat(cheap.code()).as(cheap.toString()).isZero();
        assertThat(cheap.text()).contains("4 of them at the same time");
    }

    @Test
    void aRemoteSignerIsAskedForItsAccounts() {
        Map<String, String> environment = environment();
        environment.putAll(deployed("--test-token", "--operator", OTHER.value()));
        environment.remove("MSQPAY_OPERATOR_PRIVATE_KEY");
        try (Web3signerEmulator signer = new Web3signerEmulator(Credentials.create(KEY), 31337)) {
            environment.put("MSQPAY_SIGNER_KIND", "web3signer");
            environment.put("MSQPAY_SIGNER_URL", signer.url());
            environment.put("MSQPAY_SIGNER_ADDRESS", ACCOUNT.value());

            Ended right = Ended.of(environment, "check");
            environment.put("MSQPAY_SIGNER_ADDRESS", OTHER.value());
            Ended wrong = Ended.of(environment, "check");

            assertThat(right.code()).as(right.toString()).isZero();
            assertThat(right.text()).contains("signer: holds the key of " + ACCOUNT);
            assertThat(wrong.code()).isEqualTo(1);
            assertThat(wrong.text()).contains("failed  signer: it does not hold the key of " + OTHER);
        }
    }

    @Test
    void aRemoteSignerSignsForTheAdmin() {
        try (Web3signerEmulator signer = new Web3signerEmulator(Credentials.create(KEY), 31337)) {
            Map<String, String> environment = signedElsewhere("web3signer");
            environment.put("MSQPAY_SIGNER_URL", signer.url());

            Ended deploy = Ended.of(environment, "deploy", "--test-token");
            environment.putAll(deploy.variables());
            Ended roles = Ended.of(environment, "roles", "--grant", OTHER.value());

            assertThat(deploy.code()).as(deploy.toString()).isZero();
            assertThat(roles.code()).as(roles.toString()).isZero();
            assertThat(anvil.transactionCount(ACCOUNT))
                    .as("three contracts and a role")
                    .isEqualTo(4);
        }
    }

    @Test
    void aSignerThatDoesNotAnswerLeavesNothingSent() {
        Map<String, String> environment = signedElsewhere("web3signer");
        environment.put("MSQPAY_SIGNER_URL", "http://127.0.0.1:9");

        Ended ended = Ended.of(environment, "deploy");

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.remarks()).last().isEqualTo("The signer does not answer; nothing was sent");
        assertThat(anvil.pendingTransactionCount(ACCOUNT)).isZero();
    }

    @Test
    void aSignerOfAnIntegratorSignsForTheAdmin(@TempDir Path folder) throws IOException {
        try (Web3signerEmulator signer = new Web3signerEmulator(Credentials.create(KEY), 31337)) {
            Files.writeString(folder.resolve("sign-via-vault.camel.yaml"), VAULT.formatted(signer.url()));
            Map<String, String> environment = signedElsewhere("vault");
            environment.put("MSQPAY_ROUTES_DIR", folder.toString());

            Ended ended = Ended.of(environment, "deploy");

            assertThat(ended.code()).as(ended.toString()).isZero();
            assertThat(anvil.transactionCount(ACCOUNT)).isEqualTo(2);
        }
    }

    @Test
    void aFileOfRoutesThatCannotBeLoadedStopsTheCommand(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("sign-via-vault.camel.yaml"), "- route:\n    from: [");
        Map<String, String> environment = signedElsewhere("vault");
        environment.put("MSQPAY_ROUTES_DIR", folder.toString());

        Ended ended = Ended.of(environment, "deploy");

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.remarks())
                .singleElement()
                .asString()
                .contains("MSQPAY_ROUTES_DIR", "sign-via-vault.camel.yaml");
    }

    /** A command is not a server: nothing polls, and nobody else's messages are taken. */
    @Test
    void ofTheRoutesOnlyThoseRunThatAreCalled(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("hourly.camel.yaml"), """
                - route:
                    id: hourly
                    from:
                      uri: timer:hourly
                      steps:
                        - to: direct:called
                - route:
                    id: called
                    from:
                      uri: direct:called
                      steps:
                        - setVariable:
                            name: said
                            constant: hello
                - route:
                    id: refusing
                    from:
                      uri: direct:refusing
                      steps:
                        - throwException:
                            exceptionType: io.msqpay.error.ConflictException
                            message: There is one already
                """);
        Map<String, String> environment = environment();
        environment.putAll(deployed("--test-token"));
        environment.put("MSQPAY_ROUTES_DIR", folder.toString());

        try (CommandRoutes routes =
                CommandRoutes.onDeployment(Ended.start(environment).application())) {
            RouteController controller = routes.bean(CamelContext.class).getRouteController();

            assertThat(routes.call("direct:called", Map.of()).getVariable("said"))
                    .isEqualTo("hello");
            assertThat(List.of("hourly", "compareNodes", "replaceStuckTransactions"))
                    .allMatch(route -> controller.getRouteStatus(route).isStopped());
            assertThat(routes.bean(Deployment.class).chainId()).isEqualTo(31337);
            assertThatThrownBy(() -> routes.call("direct:refusing", Map.of()))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessage("There is one already");
            assertThatThrownBy(() -> routes.call("direct:nowhere", Map.of()))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessageStartingWith("direct:nowhere failed with org.apache.camel.");
        }
    }

    @Test
    void whatIsMissingIsToldAtOnce() {
        Ended deploy = Ended.of(Map.of(), "deploy");
        Ended check = Ended.of(Map.of(), "check");

        assertThat(deploy.code()).isEqualTo(1);
        assertThat(deploy.results()).isEmpty();
        assertThat(deploy.remarks())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("POLYGON_RPC_URL (msqpay.chain.rpc-urls) is missing"))
                .anyMatch(line ->
                        line.startsWith("MSQPAY_OPERATOR_PRIVATE_KEY (msqpay.operator.private-key) is missing"));
        assertThat(check.code()).isEqualTo(1);
        assertThat(check.remarks()).hasSize(4);
    }

    /** What the arguments mean is for {@link CommandStartTest}. */
    @Test
    void exitCodesReachTheShell() {
        assertThat(Ended.process(Map.of(), "deplyo").code()).isEqualTo(2);
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("POLYGON_RPC_URL", anvil.url());
        environment.put("MSQPAY_OPERATOR_PRIVATE_KEY", KEY);
        return environment;
    }

    private Map<String, String> signedElsewhere(String kind) {
        Map<String, String> environment = environment();
        environment.remove("MSQPAY_OPERATOR_PRIVATE_KEY");
        environment.put("MSQPAY_SIGNER_KIND", kind);
        environment.put("MSQPAY_SIGNER_ADDRESS", ACCOUNT.value());
        return environment;
    }

    private Ended deploy(String... options) {
        return Ended.of(environment(), "deploy", options);
    }

    private Map<String, String> deployed(String... options) {
        Ended ended = deploy(options);
        assertThat(ended.code()).as(ended.toString()).isZero();
        return ended.variables();
    }
}
