package io.msqpay.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.msqpay.payment.PaymentId;
import io.msqpay.payment.PaymentOrder;
import io.msqpay.route.Requests.Reply;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** What a file in MSQPAY_ROUTES_DIR can refuse and hear of, and what it cannot do. */
@RouteTest
@TestPropertySource(properties = "msqpay.routes-dir=src/test/resources/seams")
class ExtensionSeamsTest {

    @Autowired
    private ScriptedChain chain;

    @Autowired
    private Requests requests;

    @Autowired
    private CamelContext camel;

    @BeforeEach
    void forget() {
        chain.reset();
        MockEndpoint.resetMocks(camel);
    }

    @Test
    void aNewPaymentIsForbiddenBeforeAnythingIsSent() {
        Reply reply = create("13");

        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.text("error")).isEqualTo("Forbidden");
        assertThat(reply.text("message")).isEqualTo("Nobody pays 13 here");
        assertThat(chain.sent()).isEmpty();
    }

    @Test
    void aNewPaymentIsRefusedWithAReason() {
        Reply reply = create("14");

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.text("error")).isEqualTo("PaymentRefused");
        assertThat(reply.text("message")).isEqualTo("This merchant takes no payments of 14");
        assertThat(chain.sent()).isEmpty();
    }

    @Test
    void whatItDoesToItsCopyChangesNothing() throws InterruptedException {
        MockEndpoint asked = mock("new", 1);
        MockEndpoint created = mock("created", 1);

        Reply reply = create("15");

        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.text("amount")).isEqualTo("15");
        assertThat(reply.text("paymentId")).isNotEqualTo("meddled");
        assertThat(chain.sent()).hasSize(1);
        asked.assertIsSatisfied();
        assertThat(asked.getExchanges()
                        .get(0)
                        .getVariable("order", PaymentOrder.class)
                        .amount())
                .isEqualTo(15);
        created.assertIsSatisfied();
        Exchange told = created.getExchanges().get(0);
        assertThat(told.getVariable("transactionHash")).isEqualTo(reply.text("txHash"));
        assertThat(told.getMessage().getBody(Map.class).get("txHash")).isEqualTo(reply.text("txHash"));
    }

    @Test
    void aRelayIsRefusedBeforeAnythingIsSent() throws InterruptedException {
        PaymentId id = open();
        MockEndpoint error = mock("error", 1);

        Reply reply = relay(id, "fail");

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.text("message")).isEqualTo("Payments are not cancelled here");
        assertThat(chain.sent()).isEmpty();
        error.assertIsSatisfied();
        assertThat(error.getExchanges().get(0).getVariable("errorName")).isEqualTo("PaymentRefused");
    }

    @Test
    void aConfirmationIsTold() throws InterruptedException {
        PaymentId id = open();
        chain.on("ETH_GET_TRANSACTION_RECEIPT", mined(true));
        MockEndpoint confirmed = mock("confirmed", 1);

        Reply reply = relay(id, "confirm");

        assertThat(reply.status()).isEqualTo(200);
        confirmed.assertIsSatisfied();
        Exchange told = confirmed.getExchanges().get(0);
        assertThat(told.getVariable("paymentId", String.class)).isEqualTo(id.value());
        assertThat(told.getVariable("relayTxHash")).isEqualTo(reply.text("relayTxHash"));
    }

    @Test
    void aRelayWithoutEffectIsTold() throws InterruptedException {
        PaymentId id = open();
        chain.on("ETH_GET_TRANSACTION_RECEIPT", mined(false));
        MockEndpoint failed = mock("failed", 1);

        assertThat(relay(id, "confirm").status()).isEqualTo(409);

        failed.assertIsSatisfied();
        assertThat(failed.getExchanges().get(0).getVariable("relayStatus")).isEqualTo("failed");
    }

    @Test
    void aRelayThatIsNotDecidedInTimeIsTold() throws InterruptedException {
        PaymentId id = open();
        MockEndpoint failed = mock("failed", 1);

        Reply reply = relay(id, "confirm");

        assertThat(reply.status()).isEqualTo(504);
        failed.assertIsSatisfied();
        assertThat(failed.getExchanges().get(0).getVariable("relayId")).isEqualTo(reply.text("relayId"));
    }

    @Test
    void aRelayThatNobodyTookIsTold() throws InterruptedException {
        PaymentId id = open();
        chain.on("ETH_ESTIMATE_GAS", ScriptedChain.unreachable());
        MockEndpoint failed = mock("failed", 1);

        assertThat(relay(id, "confirm").status()).isEqualTo(503);

        failed.assertIsSatisfied();
        assertThat(failed.getExchanges().get(0).getProperty(Exchange.EXCEPTION_CAUGHT))
                .isInstanceOf(Exception.class);
    }

    private Reply create(String amount) {
        return requests.request(
                "createPayment",
                Map.of("merchantId", ScriptedChain.MERCHANT.value(), "amount", amount, "currency", "USDC"),
                Map.of());
    }

    private Reply relay(PaymentId id, String action) {
        return requests.request("relayPayment", Map.of("action", action), Map.of("paymentId", id.value()));
    }

    private PaymentId open() {
        PaymentId id = new PaymentId("0x" + (UUID.randomUUID().toString() + UUID.randomUUID()).replace("-", ""));
        chain.payments(ScriptedChain.pending(id));
        return id;
    }

    private static ScriptedChain.Script mined(boolean success) {
        return ScriptedChain.answer(Optional.of(ScriptedChain.receiptOf("0x" + "2".repeat(64), success)));
    }

    private MockEndpoint mock(String name, int messages) {
        MockEndpoint mock = camel.getEndpoint("mock:" + name, MockEndpoint.class);
        mock.expectedMessageCount(messages);
        return mock;
    }
}
