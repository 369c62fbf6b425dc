package io.msqpay.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.msqpay.config.ConfigurationException;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Fault;
import io.msqpay.dsl.FaultyNode;
import io.msqpay.dsl.PaymentServer;
import io.msqpay.dsl.ServerProcess;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What only the chain and the routes can tell about a configuration stops the start as well. */
class StartIT {

    private static final String NOTHING_THERE = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

    @Test
    void reportsEverythingThatTheChainContradicts() {
        Deployed deployed = Deployed.on(Anvil.shared());

        assertThatThrownBy(() -> PaymentServer.on(
                        deployed, "msqpay.contract.address=" + NOTHING_THERE, "msqpay.tokens=EUR=" + deployed.usdc()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("MSQPAY_CONTRACT_ADDRESS")
                .hasMessageContaining("does not call itself EUR");
        assertThatThrownBy(() -> PaymentServer.on(deployed, "msqpay.tokens=USDC=" + NOTHING_THERE))
                .hasMessageContaining("no ERC-20 token");
        assertThatThrownBy(() -> PaymentServer.on(deployed, "msqpay.contract.address=" + deployed.usdc()))
                .hasMessageContaining("no MSQPay contract");
    }

    @Test
    void inProductionEachProblemIsOneErrorOfTheLogAndTheExitCodeTellsWhy() {
        Map<String, String> environment =
                new HashMap<>(Deployed.on(Anvil.shared()).environment());
        environment.put("MSQPAY_CONTRACT_ADDRESS", NOTHING_THERE);
        environment.put("MSQPAY_TOKENS", "EUR=" + NOTHING_THERE);

        try (ServerProcess server = ServerProcess.start(environment)) {
            assertThat(server.awaitExit()).isEqualTo(78);
            assertThat(server.lines())
                    .map(StartIT::error)
                    .satisfiesExactly(
                            problem -> assertThat(problem).startsWith("MSQPAY_CONTRACT_ADDRESS: "),
                            problem -> assertThat(problem).startsWith("MSQPAY_TOKENS: "),
                            hint -> assertThat(hint).contains("docs/configuration.md"));
        }
    }

    private static String error(String line) {
        try {
            JsonNode log = new ObjectMapper().readTree(line);
            assertThat(log.at("/log/level").asText()).as(line).isEqualTo("ERROR");
            assertThat(log.has("error")).as("stack trace").isFalse();
            return log.path("message").asText();
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(line, e);
        }
    }

    @Test
    void refusesNodesThatAreDownOrOnDifferentChains() {
        Deployed deployed = Deployed.on(Anvil.shared());
        try (Anvil other = Anvil.start(Anvil.chainId(777))) {
            assertThatThrownBy(() -> PaymentServer.on(
                            deployed, "msqpay.chain.rpc-urls=" + Anvil.shared().url() + "," + other.url()))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("node 2");
        }
        assertThatThrownBy(() -> PaymentServer.on(deployed, "msqpay.chain.rpc-urls=http://127.0.0.1:1"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("POLYGON_RPC_URL");
    }

    @Test
    void refusesWhatAnswersJsonRpcAndIsNoNode() {
        try (FaultyNode node = FaultyNode.before(Anvil.shared())) {
            node.fail(new Fault.RpcError(-32601, "Method not found"), "eth_getBlockByNumber");

            assertThatThrownBy(() -> PaymentServer.on(Deployed.on(Anvil.shared()), node))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessage("POLYGON_RPC_URL: no node answers there as a node does");
        }
    }

    @Test
    void refusesARelayerThatHasNoRoute() {
        Deployed deployed = Deployed.on(Anvil.shared());

        assertThatThrownBy(() -> PaymentServer.on(
                        deployed, "msqpay.relayer.kind=pigeon", "msqpay.routes-dir=routes/extensions/examples/courier"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("relayViaPigeon");
    }
}
