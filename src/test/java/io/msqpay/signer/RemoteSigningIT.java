package io.msqpay.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.msqpay.dsl.Answer;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Deployed.Status;
import io.msqpay.dsl.Merchant;
import io.msqpay.dsl.PaymentServer;
import io.msqpay.payment.Address;
import io.msqpay.signer.Web3signerEmulator.Misbehavior;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The operator's key is with a Web3signer, and nowhere in the server. */
class RemoteSigningIT {

    private static Deployed deployed;
    private static Address operator;
    private static Web3signerEmulator signer;
    private static PaymentServer server;

    private final Merchant merchant = server.merchant();

    @BeforeAll
    static void start() {
        deployed = Deployed.on(Anvil.shared());
        operator = new Address(deployed.operator().getAddress());
        signer = new Web3signerEmulator(deployed.operator(), 31337);
        server = PaymentServer.on(
                deployed,
                "msqpay.operator.private-key=",
                "msqpay.signer.kind=web3signer",
                "msqpay.signer.url=" + signer.url(),
                "msqpay.signer.address=" + operator,
                "msqpay.signer.timeout=500ms",
                "msqpay.http.rate-limit-per-minute=0");
    }

    @AfterAll
    static void stop() {
        server.close();
        signer.close();
    }

    /** The breaker may have opened: it lets one try through after three seconds. */
    @AfterEach
    void heal() {
        signer.heal();
        await().until(() -> merchant.create("1").status() == 201);
    }

    @Test
    void whatTheSignerSignsIsSent() {
        Answer created = merchant.create("5");

        assertThat(created.status()).as(created.body().toString()).isEqualTo(201);
        assertThat(deployed.payment(created.text("paymentId")).status()).isEqualTo(Status.PENDING);
        JsonNode asked = signer.received().get(0);
        assertThat(asked.path("method").asText()).isEqualTo("eth_signTransaction");
        assertThat(asked.at("/params/0/from").asText()).isEqualToIgnoringCase(operator.value());
        assertThat(asked.at("/params/0/to").asText())
                .isEqualToIgnoringCase(deployed.msqpay().value());
    }

    @Test
    void theLocalRelayerSignsThereToo() {
        String id = merchant.create("5").text("paymentId");

        assertThat(merchant.relay(id, "confirm").status()).isEqualTo(200);
        assertThat(deployed.payment(id).status()).isEqualTo(Status.CONFIRMED);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotWhatWasAskedIsNeverSent(Misbehavior how) {
        signer.misbehave(how);
        long before = deployed.anvil().pendingTransactionCount(operator);

        Answer answer = merchant.create("5");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text("message")).endsWith("nothing was sent");
        assertThat(answer.body().toString()).doesNotContain(signer.url(), "differ", "html");
        assertThat(deployed.anvil().pendingTransactionCount(operator)).isEqualTo(before);
    }

    /** Its route is asked, and not believed. */
    @Test
    void aSignerOfAnIntegratorIsOneYamlFile(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("sign-via-vault.camel.yaml"), """
                - route:
                    id: signViaVault
                    from:
                      uri: direct:signViaVault
                      steps:
                        - setVariable:
                            name: rawTransaction
                            expression:
                              constant:
                                expression: "0x02c0"
                """);
        try (PaymentServer other = PaymentServer.on(deployed, vault(folder))) {
            Answer answer = other.merchant().create("5");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.text("message")).isEqualTo("The operator's signature is not usable; nothing was sent");
        }
    }

    @Test
    void aSignerWithoutARouteStopsTheStart(@TempDir Path folder) {
        assertThatThrownBy(() -> PaymentServer.on(deployed, vault(folder)).close())
                .hasStackTraceContaining(
                        "MSQPAY_SIGNER_KIND (msqpay.signer.kind) names no signer: there is no route signViaVault");
    }

    private static String[] vault(Path folder) {
        return new String[] {
            "msqpay.operator.private-key=",
            "msqpay.signer.kind=vault",
            "msqpay.signer.address=" + operator,
            "msqpay.routes-dir=" + folder
        };
    }

    @Test
    void aSignerThatFailsIsLeftAlone() {
        signer.misbehave(Misbehavior.GATEWAY);

        await().untilAsserted(
                        () -> assertThat(merchant.create("5").text("message")).contains("left alone"));

        int asked = signer.received().size();
        assertThat(merchant.create("5").status()).isEqualTo(503);
        assertThat(signer.received()).hasSize(asked);
    }
}
