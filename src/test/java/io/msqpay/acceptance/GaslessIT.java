package io.msqpay.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.msqpay.dsl.Answer;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Merchant;
import io.msqpay.dsl.Payer;
import io.msqpay.dsl.PaymentServer;
import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.web3j.crypto.Sign;
import org.web3j.utils.Numeric;

/** What a payer's signature can do, and everything it cannot. */
class GaslessIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static Anvil anvil;
    private static Deployed deployed;
    private static PaymentServer server;
    private static Merchant merchant;
    private static Payer payer;

    private String id;
    private Answer prepared;
    private JsonNode typedData;

    @BeforeAll
    static void start() {
        anvil = Anvil.start();
        deployed = Deployed.on(anvil);
        server = PaymentServer.on(deployed, "msqpay.http.rate-limit-per-minute=0");
        merchant = server.merchant();
        payer = Payer.ready(deployed, BigInteger.valueOf(1_000_000));
    }

    @AfterAll
    static void stop() {
        server.close();
        anvil.close();
    }

    @BeforeEach
    void prepare() {
        id = merchant.create("10").text("paymentId");
        prepared = merchant.prepareGasless(id, payer.address());
        typedData = prepared.body().path("typedData");
    }

    @Test
    void tellsTheWalletWhatToSignAndWhetherTheAllowanceSuffices() {
        assertThat(typedData.path("primaryType").asText()).isEqualTo("ForwardRequest");
        assertThat(typedData.at("/domain/name").asText()).isEqualTo("MSQPayForwarder");
        assertThat(typedData.at("/domain/verifyingContract").asText())
                .isEqualTo(deployed.forwarder().value());
        assertThat(typedData.at("/message/to").asText())
                .isEqualTo(deployed.msqpay().value());
        assertThat(typedData.at("/message/value").asText()).isEqualTo("0");
        assertThat(typedData.at("/message/nonce").asText())
                .isEqualTo(deployed.forwarderNonceOf(payer.address()).toString());
        assertThat(prepared.body().at("/allowance/sufficient").asBoolean()).isTrue();
        assertThat(prepared.body().at("/allowance/required").asText()).isEqualTo("10");
        assertThat(prepared.body().at("/allowance/spender").asText())
                .isEqualTo(deployed.msqpay().value());
    }

    static Stream<Arguments> otherRequests() {
        return Stream.of(
                change("to", "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"),
                change("value", "1"),
                change("gas", "200001"),
                change("data", "0x8609cad1" + "1".repeat(64)),
                change("nonce", "77"),
                change("deadline", 4_000_000_000L));
    }

    private static Arguments change(String member, Object value) {
        Consumer<ObjectNode> change = message -> message.set(member, JSON.valueToTree(value));
        return Arguments.of(member, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("otherRequests")
    void refusesASignatureOverAnotherRequest(String member, Consumer<ObjectNode> change) {
        ObjectNode other = typedData.deepCopy();
        change.accept((ObjectNode) other.path("message"));

        Answer answer = merchant.submitGasless(id, prepared, payer.sign(other));

        assertInvalidSignature(answer);
    }

    @Test
    void refusesSignaturesThatAreNotThePayersOrNotCanonical() {
        String signature = payer.sign(typedData);
        String r = signature.substring(0, 66);
        BigInteger s = new BigInteger(signature.substring(66, 130), 16);
        String v = signature.substring(130);
        String highS = r
                + Numeric.toHexStringNoPrefixZeroPadded(Sign.CURVE_PARAMS.getN().subtract(s), 64)
                + (v.equals("1b") ? "1c" : "1b");
        String shortV = signature.substring(0, 130) + (v.equals("1b") ? "00" : "01");
        String tampered = "0x" + (signature.charAt(2) == '1' ? '2' : '1') + signature.substring(3);
        Payer other = Payer.of(deployed);

        for (String wrong : List.of(highS, shortV, tampered, other.sign(typedData), "0x" + "0".repeat(130))) {
            assertInvalidSignature(merchant.submitGasless(id, prepared, wrong));
        }
        for (String malformed : List.of(signature + "00", signature.substring(0, 130), "0x", "nothing")) {
            assertThat(merchant.submitGasless(id, prepared, malformed).status()).isEqualTo(400);
        }
        assertThat(merchant.status(id).text("status")).isEqualTo("pending");
    }

    @Test
    void checksInTheDocumentedOrder() {
        String unknown = "0x" + "7".repeat(64);
        String signature = payer.sign(typedData);

        ObjectNode body = body(signature);
        body.put("deadline", 1_700_000_000L).put("surprise", 1);
        assertThat(submit(unknown, body).status()).isEqualTo(400);
        body.remove("surprise");
        assertThat(submit(unknown, body).text("message")).contains("deadline");
        assertInvalidSignature(submit(unknown, body(signature)));

        ObjectNode forUnknown = typedData.deepCopy();
        ((ObjectNode) forUnknown.path("message"))
                .put("data", typedData.at("/message/data").asText().substring(0, 10) + "7".repeat(64));
        assertThat(submit(unknown, body(payer.sign(forUnknown))).status()).isEqualTo(404);

        ObjectNode ahead = typedData.deepCopy();
        ((ObjectNode) ahead.path("message")).put("nonce", "99");
        ObjectNode aheadBody = body(payer.sign(ahead)).put("nonce", "99");
        assertThat(submit(id, aheadBody).text("message")).contains("nonce");
        merchant.relay(id, "fail");
        assertThat(submit(id, aheadBody).text("message")).contains("not pending");
    }

    @Test
    void showsTheReasonThatTheForwarderSwallows() {
        Payer poor = Payer.of(deployed);
        Answer forPoor = merchant.prepareGasless(id, poor.address());
        assertThat(forPoor.body().at("/allowance/sufficient").asBoolean()).isFalse();

        Answer answer =
                merchant.submitGasless(id, forPoor, poor.sign(forPoor.body().path("typedData")));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text("error")).isEqualTo("ContractReverted");
        assertThat(answer.text("message")).startsWith("ERC20InsufficientAllowance(");
    }

    @Test
    void paysOnceWhenTheSameRequestIsPostedManyTimes() throws Exception {
        BigInteger before = deployed.usdcOf(payer.address());
        String signature = payer.sign(typedData);
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            Callable<Answer> post = () -> merchant.submitGasless(id, prepared, signature);
            for (Future<Answer> future : pool.invokeAll(Collections.nCopies(8, post))) {
                Answer answer = future.get();
                assertThat(answer.status()).as(answer.body().toString()).isIn(200, 409);
            }
        } finally {
            pool.shutdownNow();
        }

        assertThat(merchant.status(id).text("status")).isEqualTo("confirmed");
        assertThat(deployed.usdcOf(payer.address())).isEqualTo(before.subtract(BigInteger.TEN));
        assertThat(merchant.submitGasless(id, prepared, signature).status()).isEqualTo(409);
    }

    @Test
    void neverTakesCallDataFromAClient() {
        for (String member : List.of("data", "to", "value", "callData", "request")) {
            assertThat(submit(id, body(payer.sign(typedData)).put(member, "0x00"))
                            .status())
                    .isEqualTo(400);
        }
    }

    @Test
    void followsOnlyRelaysOfThePayment() {
        Answer relayed = merchant.payGasless(id, payer);
        String other = merchant.create("10").text("paymentId");

        await().untilAsserted(() -> assertThat(
                        merchant.relayStatus(id, relayed.text("relayId")).text("status"))
                .isEqualTo("success"));
        assertThat(merchant.relayStatus(other, relayed.text("relayId")).status())
                .isEqualTo(404);
        assertThat(merchant.relayStatus(id, "0x" + "3".repeat(64)).status()).isEqualTo(404);
        assertThat(merchant.relayStatus(id, "no-hash").status()).isEqualTo(404);
    }

    @Test
    void answers504ThatNamesTheRelayWhenTheChainDoesNotDecideInTime() {
        try (PaymentServer impatient = PaymentServer.on(deployed, "msqpay.relayer.timeout=1s")) {
            String slow = merchant.create("10").text("paymentId");
            anvil.setAutomine(false);
            Answer answer = impatient.merchant().relay(slow, "confirm");
            Answer waiting = merchant.relayStatus(slow, answer.text("relayId"));
            anvil.setAutomine(true);
            anvil.mine();

            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.text("error")).isEqualTo("GatewayTimeout");
            assertThat(answer.text("status")).isEqualTo("pending");
            assertThat(answer.text("relayTxHash")).isEqualTo(answer.text("relayId"));
            assertThat(waiting.text("status")).isEqualTo("pending");
            assertThat(merchant.relayStatus(slow, answer.text("relayId")).text("status"))
                    .isEqualTo("success");
        } finally {
            anvil.setAutomine(true);
        }
    }

    private ObjectNode body(String signature) {
        return JSON.createObjectNode()
                .put("from", payer.address().value())
                .put("userSignature", signature)
                .put("nonce", typedData.at("/message/nonce").asText())
                .put("deadline", prepared.body().path("deadline").asLong());
    }

    private static Answer submit(String payment, ObjectNode body) {
        return merchant.post("/payments/" + payment + "/gasless", body);
    }

    private static void assertInvalidSignature(Answer answer) {
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(401);
        assertThat(answer.text("error")).isEqualTo("InvalidSignature");
        assertThat(answer.text("message")).isEqualTo("Invalid signature");
    }
}
