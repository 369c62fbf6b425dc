package io.msqpay.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Payer;
import io.msqpay.dsl.PaymentServer;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the very lines that docs/integrate.md shows. */
class IntegratePageIT {

    private static final Path PAGE = Path.of("docs/integrate.md");
    private static final Pattern CHECKOUT = Pattern.compile("```js\\R(.*?)```", Pattern.DOTALL);
    private static final String SHOP = "https://shop.example";

    @TempDir
    private Path folder;

    @Test
    void theCheckoutOfThePagePaysWithAndWithoutAnApprovalOfItsOwn() throws Exception {
        Deployed deployed = Deployed.on(Anvil.shared());
        Payer payer = Payer.demo(deployed).withUsdc(BigInteger.valueOf(3_000_000));
        NodeWorkspace workspace = NodeWorkspace.in(folder);
        workspace.copy("browser.mjs");
        String checkout = workspace.write("checkout.mjs", checkout()).toString();
        try (PaymentServer server = PaymentServer.on(deployed, "msqpay.http.cors-allowed-origins=" + SHOP)) {
            Map<String, String> browser = Map.of(
                    "NODE", deployed.anvil().url(),
                    "SERVER", server.url(),
                    "ORIGIN", SHOP,
                    "ACCOUNT", payer.address().value(),
                    "CHECKOUT", checkout);

            JsonNode first = pay(workspace, browser, server);
            payer.approve(BigInteger.valueOf(1_000_000));
            JsonNode second = pay(workspace, browser, server);

            assertThat(first.path("asked")).extracting(JsonNode::asText).contains("eth_sendTransaction");
            assertThat(second.path("asked"))
                    .extracting(JsonNode::asText)
                    .contains("eth_signTypedData_v4")
                    .doesNotContain("eth_sendTransaction");
            for (JsonNode shown : new JsonNode[] {first, second}) {
                assertThat(shown.path("asked"))
                        .extracting(JsonNode::asText)
                        .as("followed by events, not by asking again and again")
                        .containsOnlyOnce(
                                "/payments/" + shown.at("/result/paymentId").asText() + "/events");
                assertThat(shown.at("/result/status").asText()).isEqualTo("confirmed");
                Deployed.Payment payment =
                        deployed.payment(shown.at("/result/paymentId").asText());
                assertThat(payment.status()).isEqualTo(Deployed.Status.CONFIRMED);
                assertThat(payment.payer()).isEqualTo(payer.address());
            }
        }
    }

    @Test
    void theCheckoutHasThirtyLines() throws IOException {
        assertThat(checkout().lines().filter(line -> !line.isBlank())).hasSizeLessThanOrEqualTo(30);
    }

    private static JsonNode pay(NodeWorkspace workspace, Map<String, String> browser, PaymentServer server)
            throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(browser);
        environment.put("PAYMENT_ID", server.merchant().create("1000000").text("paymentId"));
        return workspace.print(environment, "browser.mjs");
    }

    private static String checkout() throws IOException {
        Matcher matcher = CHECKOUT.matcher(Files.readString(PAGE));
        assertThat(matcher.find()).as("a block of JavaScript in %s", PAGE).isTrue();
        return matcher.group(1);
    }
}
