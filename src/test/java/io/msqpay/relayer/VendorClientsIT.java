package io.msqpay.relayer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The vendors' own clients understand the emulators, so the emulators speak the vendors' wire formats. */
class VendorClientsIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** {@code approve(address,uint256)}, which any account may call. */
    private static final String APPROVAL = "0x095ea7b3" + "0".repeat(24) + "11".repeat(20) + "0".repeat(64);

    private static final Path CLIENTS = Path.of("src/test/node");

    @Test
    void defendersOwnClientSendsGetsListsAndAsksForTheStatus() throws Exception {
        Deployed deployed = Deployed.on(Anvil.shared());
        try (DefenderEmulator relayer = new DefenderEmulator(deployed)) {
            JsonNode seen = run(
                    "defender-client.mjs",
                    Map.of(
                            "DEFENDER_API_URL",
                            relayer.url() + "/",
                            "API_KEY",
                            DefenderEmulator.API_KEY,
                            "API_SECRET",
                            DefenderEmulator.API_SECRET,
                            "TO",
                            deployed.usdc().value(),
                            "DATA",
                            APPROVAL));

            RelayerEmulator.Relay relay = relayer.relays().get(0);
            assertThat(relayer.sends()).isEqualTo(1);
            assertThat(seen.at("/sent/transactionId").asText()).isEqualTo(relay.id);
            assertThat(seen.at("/got/hash").asText()).isEqualTo(relay.hash);
            assertThat(seen.at("/got/status").asText()).isEqualTo("mined");
            assertThat(seen.at("/listed/0/transactionId").asText()).isEqualTo(relay.id);
            assertThat(seen.at("/relayer/address").asText())
                    .isEqualToIgnoringCase(relayer.address().value());
            assertThat(seen.at("/status/nonce").asLong()).isEqualTo(relayer.mined());
            assertThat(relay.gasLimit).isEqualTo(200_000);
            assertThat(relay.speed).isEqualTo("fast");
        }
    }

    @Test
    void openzeppelinsOwnClientSendsGetsListsAndAsksForTheStatus() throws Exception {
        Deployed deployed = Deployed.on(Anvil.shared());
        try (OpenzeppelinEmulator relayer = new OpenzeppelinEmulator(deployed)) {
            JsonNode seen = run(
                    "openzeppelin-client.mjs",
                    Map.of(
                            "BASE_URL",
                            relayer.url(),
                            "API_KEY",
                            OpenzeppelinEmulator.API_KEY,
                            "RELAYER_ID",
                            OpenzeppelinEmulator.RELAYER_ID,
                            "TO",
                            deployed.usdc().value(),
                            "DATA",
                            APPROVAL));

            RelayerEmulator.Relay relay = relayer.relays().get(0);
            assertThat(relayer.sends()).isEqualTo(1);
            assertThat(seen.at("/health").asText()).isEqualTo("OK");
            assertThat(seen.at("/sent/id").asText()).isEqualTo(relay.id);
            assertThat(seen.at("/sent/hash").isNull()).isTrue();
            assertThat(seen.at("/got/hash").asText()).isEqualTo(relay.hash);
            assertThat(seen.at("/got/status").asText()).isEqualTo("mined");
            assertThat(seen.at("/listed/0/id").asText()).isEqualTo(relay.id);
            assertThat(seen.at("/relayer/address").asText())
                    .isEqualToIgnoringCase(relayer.address().value());
            assertThat(seen.at("/status/nonce").asLong()).isEqualTo(relayer.mined());
        }
    }

    private static JsonNode run(String script, Map<String, String> environment)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("node", script).directory(CLIENTS.toFile());
        builder.environment().putAll(environment);
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        Process client = builder.start();
        String output = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(client.waitFor()).as(output).isZero();
        return JSON.readTree(output);
    }
}
