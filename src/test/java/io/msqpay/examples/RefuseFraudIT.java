package io.msqpay.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.msqpay.dsl.Answer;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Deployed.Status;
import io.msqpay.dsl.Merchant;
import io.msqpay.dsl.Payer;
import io.msqpay.dsl.PaymentServer;
import io.msqpay.examples.Receiver.Request;
import io.msqpay.payment.Address;
import java.io.IOException;
import java.math.BigInteger;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A fraud check over HTTP that may refuse: routes/extensions/examples/fraud-check. */
class RefuseFraudIT {

    private static final String APPROVED = "{\"decision\":\"approve\"}";

    private static Deployed deployed;
    private static Receiver fraudCheck;
    private static PaymentServer server;

    private final Merchant merchant = server.merchant();

    @BeforeAll
    static void start() {
        deployed = Deployed.on(Anvil.shared());
        fraudCheck = new Receiver();
        server = PaymentServer.on(
                deployed,
                "msqpay.routes-dir=routes/extensions/examples/fraud-check",
                "msqpay.routes-required=true",
                "msqpay.chain.receipt-poll-interval=50ms",
                "fraud-check.url=" + fraudCheck.url(),
                "fraud-check.key=fraud-check-key");
    }

    @AfterAll
    static void stop() {
        server.close();
        fraudCheck.close();
    }

    @BeforeEach
    void approve() {
        fraudCheck.answer(200, APPROVED);
        fraudCheck.forget();
    }

    @Test
    void isAskedAboutANewPaymentAndLearnsNothingElseOfTheCaller() throws IOException {
        Answer created = merchant.create("17");

        assertThat(created.status()).isEqualTo(201);
        Request asked = fraudCheck.last();
        assertThat(fraudCheck.requests()).hasSize(1);
        assertThat(asked.method()).isEqualTo("POST");
        assertThat(asked.headers())
                .containsEntry("content-type", "application/json; charset=UTF-8")
                .containsEntry("authorization", "Bearer fraud-check-key")
                .doesNotContainKeys("x-api-key", "x-request-id");
        JsonNode question = new ObjectMapper().readTree(asked.body());
        assertThat(question.path("about").asText()).isEqualTo("create");
        assertThat(question.path("paymentId").asText()).isEqualTo(created.text("paymentId"));
        assertThat(question.path("merchantId").asText())
                .isEqualTo(merchant.address().value());
        assertThat(question.path("currency").asText()).isEqualTo("USDC");
        assertThat(question.path("amount").asText()).isEqualTo("17");
    }

    @Test
    void refusesANewPaymentWithTheReasonBeforeAnythingIsSent() {
        fraudCheck.answer(200, "{\"decision\":\"refuse\",\"reason\":\"Too much for a new customer, sorry ☹\"}");

        assertNothingIsSent(422, "PaymentRefused", "Too much for a new customer, sorry ☹");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"decision\":\"refuse\"}",
                "{\"decision\":\"refuse\",\"reason\":null}",
                "{\"decision\":\"refuse\",\"reason\":\"\"}",
                "{\"decision\":\"refuse\",\"reason\":{\"score\":99}}",
                "{\"decision\":\"refuse\",\"reason\":\"${exception.stackTrace}\\n\"}"
            })
    void refusesWithAReasonOfItsOwnWhenThereIsNoneForPeople(String answer) {
        fraudCheck.answer(200, answer);

        assertNothingIsSent(422, "PaymentRefused", "The fraud check refuses the payment");
    }

    @Test
    void aReasonIsTextAndNothingElse() {
        fraudCheck.answer(200, "{\"decision\":\"refuse\",\"reason\":\"${variable.order} {{fraud-check.key}}\"}");

        assertNothingIsSent(422, "PaymentRefused", "${variable.order} {{fraud-check.key}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "\"approve\"",
                "approve",
                "",
                "{\"decision\":\"Approve\"}",
                "{\"decision\":\"approved\"}",
                "{\"decision\":true}",
                "{\"decision\":{\"approve\":\"approve\"}}",
                "[{\"decision\":\"approve\"}]",
                "{\"decision\":\"approve\"",
                "<html><body>approve</body></html>"
            })
    void anAnswerThatIsNotUnderstoodIsNeitherAYesNorANo(String answer) {
        fraudCheck.answer(200, answer);

        assertNothingIsSent(503, "ServiceUnavailable", "The fraud check does not answer; nothing was sent");
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 400, 401, 404, 429, 500, 503})
    void onlyASuccessIsAnAnswer(int status) {
        fraudCheck.answer(status, APPROVED);

        assertNothingIsSent(503, "ServiceUnavailable", "The fraud check does not answer; nothing was sent");
    }

    @Test
    void aFraudCheckThatIsDownOrSilentIsAnOutageAndTheSameRequestPassesAfterIt() {
        Merchant careful = merchant.withIdempotencyKey(UUID.randomUUID().toString());
        fraudCheck.goDown();
        assertThat(careful.create("18").status()).isEqualTo(503);

        fraudCheck.comeUp();
        fraudCheck.fallSilent();
        assertThat(careful.create("18").status()).isEqualTo(503);

        fraudCheck.answer(200, APPROVED);
        assertThat(careful.create("18").status()).isEqualTo(201);
        // A replay moves nothing and is not asked about.
        fraudCheck.answer(200, "{\"decision\":\"refuse\"}");
        assertThat(careful.create("18").status()).isEqualTo(200);
    }

    @Test
    void refusesAPayerBeforeTheRelay() throws IOException {
        String id = merchant.create("5").text("paymentId");
        Payer payer = Payer.ready(deployed, BigInteger.valueOf(5));
        fraudCheck.answer(200, "{\"decision\":\"refuse\",\"reason\":\"Stolen wallet\"}");

        Answer refused = merchant.payGasless(id, payer);

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("message")).isEqualTo("Stolen wallet");
        assertThat(deployed.payment(id).status()).isEqualTo(Status.PENDING);
        JsonNode question = new ObjectMapper().readTree(fraudCheck.last().body());
        assertThat(question.path("about").asText()).isEqualTo("pay");
        assertThat(question.path("payer").asText()).isEqualTo(payer.address().value());
        assertThat(question.path("merchantId").asText())
                .isEqualTo(merchant.address().value());
        assertThat(question.path("token").asText()).isEqualTo(deployed.usdc().value());
        assertThat(question.path("amount").asText()).isEqualTo("5");

        fraudCheck.answer(200, APPROVED);
        assertThat(merchant.payGasless(id, payer).status()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(deployed.usdcOf(payer.address())).isZero());
    }

    @Test
    void theOperatorIsNotAskedAbout() {
        String id = merchant.create("6").text("paymentId");
        fraudCheck.answer(200, "{\"decision\":\"refuse\"}");
        fraudCheck.forget();

        assertThat(merchant.relay(id, "confirm").status()).isEqualTo(200);
        assertThat(fraudCheck.requests()).isEmpty();
    }

    private void assertNothingIsSent(int status, String error, String message) {
        Address operator = new Address(deployed.operator().getAddress());
        long before = deployed.anvil().pendingTransactionCount(operator);

        Answer answer = merchant.create("19");

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(status);
        assertThat(answer.text("error")).isEqualTo(error);
        assertThat(answer.text("message")).isEqualTo(message);
        assertThat(deployed.anvil().pendingTransactionCount(operator)).isEqualTo(before);
    }
}
