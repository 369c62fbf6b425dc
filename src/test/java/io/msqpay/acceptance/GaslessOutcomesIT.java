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
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a request that a payer has signed well, and in which order it is refused when more than one thing is wrong. */
class GaslessOutcomesIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final BigInteger AMOUNT = BigInteger.TEN;

    private static Anvil anvil;
    private static Deployed deployed;
    private static PaymentServer server;
    private static Merchant merchant;

    private String id;

    @BeforeAll
    static void start() {
        anvil = Anvil.start();
        deployed = Deployed.on(anvil);
        server = PaymentServer.on(deployed, "msqpay.http.rate-limit-per-minute=0");
        merchant = server.merchant();
    }

    @AfterAll
    static void stop() {
        server.close();
        anvil.close();
    }

    @BeforeEach
    void create() {
        id = merchant.create(AMOUNT.toString()).text("paymentId");
    }

    @Test
    void refusesAUsedNonceAfterAClosedPaymentAndBeforeTheDryRun() {
        Payer payer = Payer.ready(deployed, AMOUNT);
        Answer first = merchant.prepareGasless(id, payer.address());
        merchant.payGasless(id, payer);
        await().until(() -> merchant.status(id).text("status").equals("confirmed"));
        String next = merchant.create(AMOUNT.toString()).text("paymentId");
        // The tokens and the allowance are spent as well, so the dry run would revert.
        Request stale = Request.of(first).forPayment(next);

        Answer usedNonce = submit(next, stale.signedBy(payer));
        merchant.relay(next, "fail");
        Answer closed = submit(next, stale.signedBy(payer));

        assertThat(usedNonce.status()).isEqualTo(409);
        assertThat(usedNonce.text("message")).contains("nonce is already used");
        assertThat(closed.status()).isEqualTo(409);
        assertThat(closed.text("message")).contains("not pending").contains("cancelled");
    }

    @Test
    void refusesASignatureOfOnePaymentForAnother() {
        Payer payer = Payer.ready(deployed, AMOUNT);
        Answer prepared = merchant.prepareGasless(id, payer.address());
        String other = merchant.create(AMOUNT.toString()).text("paymentId");

        Answer answer = merchant.submitGasless(
                other, prepared, payer.sign(prepared.body().path("typedData")));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(deployed.usdcOf(payer.address())).isEqualTo(AMOUNT);
    }

    @ParameterizedTest
    @CsvSource({"name,Other", "version,2", "chainId,1", "verifyingContract,0x00000000000000000000000000000000000000A1"})
    void refusesASignatureForAnotherForwarder(String member, String value) {
        Payer payer = Payer.ready(deployed, AMOUNT);
        Answer prepared = merchant.prepareGasless(id, payer.address());
        ObjectNode typedData = prepared.body().path("typedData").deepCopy();
        ((ObjectNode) typedData.path("domain")).put(member, value);

        Answer answer = merchant.submitGasless(id, prepared, payer.sign(typedData));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text("error")).isEqualTo("InvalidSignature");
    }

    @Test
    void namesTheMissingAllowanceWithItsNumbers() {
        Payer payer = Payer.of(deployed).withUsdc(AMOUNT);

        Answer answer = merchant.payGasless(id, payer);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text("message"))
                .isEqualToIgnoringCase("ERC20InsufficientAllowance(" + deployed.msqpay() + ", 0, 10)");
    }

    @Test
    void namesTheMissingBalanceWithItsNumbers() {
        Payer payer = Payer.of(deployed).withEther();
        payer.approve(AMOUNT);

        Answer answer = merchant.payGasless(id, payer);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text("message"))
                .isEqualToIgnoringCase("ERC20InsufficientBalance(" + payer.address() + ", 0, 10)");
    }

    @Test
    void refusesAMerchantWhoPaysHimself() {
        Payer payer = Payer.ready(deployed, AMOUNT);
        String own =
                merchant.withAddress(payer.address()).create(AMOUNT.toString()).text("paymentId");

        Answer answer = merchant.payGasless(own, payer);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text("message")).startsWith("PayerIsMerchant(" + own);
    }

    @Test
    void takesAnotherGasWhenItIsNamedAndSigned() {
        Payer payer = Payer.ready(deployed, AMOUNT);
        Request request =
                Request.of(merchant.prepareGasless(id, payer.address())).with("gas", "300000");

        Answer unnamed = submit(id, request.signedBy(payer));
        Answer named = submit(id, request.signedBy(payer).put("gas", "300000"));

        assertThat(unnamed.status()).isEqualTo(401);
        assertThat(named.status()).as(named.body().toString()).isEqualTo(200);
        assertThat(merchant.status(id).text("status")).isEqualTo("confirmed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "1000001",
                "-1",
                "1e5",
                "0x30d40",
                "115792089237316195423570985008687907853269984665640564039457584007913129639936"
            })
    void refusesAGasThatNobodyWouldPay(String gas) {
        Payer payer = Payer.ready(deployed, AMOUNT);
        Request request = Request.of(merchant.prepareGasless(id, payer.address()));

        assertThat(submit(id, request.signedBy(payer).put("gas", gas)).status()).isEqualTo(400);
    }

    @Test
    void refusesSoLittleGasThatTheInnerCallWouldFail() {
        Payer payer = Payer.ready(deployed, AMOUNT);
        Request request =
                Request.of(merchant.prepareGasless(id, payer.address())).with("gas", "21000");

        Answer answer = submit(id, request.signedBy(payer).put("gas", "21000"));

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(422);
        assertThat(deployed.forwarderNonceOf(payer.address())).isZero();
    }

    @Test
    void takesAnAddressInAnyCaseButNotWithAWrongChecksum() {
        Payer payer = Payer.ready(deployed, AMOUNT);
        String address = payer.address().value();
        String wrong = swapCaseOfOneLetter(address);
        Request request = Request.of(merchant.prepareGasless(id, payer.address()));

        assertThat(merchant.get("/payments/" + id + "/gasless?from=" + wrong).status())
                .isEqualTo(400);
        assertThat(submit(id, request.signedBy(payer).put("from", wrong)).status())
                .isEqualTo(400);
        assertThat(submit(id, request.signedBy(payer).put("from", address.toLowerCase(Locale.ROOT)))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void preparesNothingForPaymentsThatCannotBePaid() {
        Payer payer = Payer.of(deployed);
        merchant.relay(id, "confirm");

        assertThat(merchant.prepareGasless(id, payer.address()).status()).isEqualTo(409);
        assertThat(merchant.prepareGasless("0x" + "9".repeat(64), payer.address())
                        .status())
                .isEqualTo(404);
        assertThat(merchant.get("/payments/" + id + "/gasless").status()).isEqualTo(400);
    }

    /** One nonce, two payments: the forwarder takes one of them, whatever the server has told both callers. */
    @Test
    void paysOneOfTwoPaymentsThatAreSignedWithTheSameNonce() throws Exception {
        Payer payer = Payer.ready(deployed, AMOUNT.multiply(BigInteger.TWO));
        String other = merchant.create(AMOUNT.toString()).text("paymentId");
        List<Callable<Answer>> posts = List.of(() -> merchant.payGasless(id, payer), () -> {
            Request request =
                    Request.of(merchant.prepareGasless(other, payer.address())).with("nonce", "0");
            return submit(other, request.signedBy(payer));
        });

        ExecutorService callers = Executors.newFixedThreadPool(posts.size());
        try {
            for (Future<Answer> future : callers.invokeAll(posts)) {
                Answer answer = future.get();
                assertThat(answer.status()).as(answer.body().toString()).isIn(200, 409, 422);
            }
        } finally {
            callers.shutdownNow();
        }

        await().untilAsserted(() -> assertThat(List.of(
                        merchant.status(id).text("status"),
                        merchant.status(other).text("status")))
                .containsExactlyInAnyOrder("confirmed", "pending"));
        assertThat(deployed.usdcOf(payer.address())).isEqualTo(AMOUNT);
    }

    @Test
    void followsARequestThatCameTooLateIntoItsFailure() {
        Payer payer = Payer.ready(deployed, AMOUNT);
        String snapshot = anvil.snapshot();
        try {
            anvil.setAutomine(false);
            Answer prepared = merchant.prepareGasless(id, payer.address());
            Answer relayed = merchant.submitGasless(
                    id, prepared, payer.sign(prepared.body().path("typedData")));
            Answer waiting = merchant.relayStatus(id, relayed.text("relayId"));
            anvil.setNextBlockTimestamp(prepared.body().path("deadline").asLong() + 1);
            anvil.mine();
            Answer failed = merchant.relayStatus(id, relayed.text("relayId"));

            assertThat(relayed.status()).as(relayed.body().toString()).isEqualTo(200);
            assertThat(relayed.text("status")).isEqualTo("pending");
            assertThat(waiting.text("status")).isEqualTo("pending");
            assertThat(waiting.text("providerStatus")).isEqualTo("broadcast");
            assertThat(failed.text("status")).isEqualTo("failed");
            assertThat(failed.text("providerStatus")).isEqualTo("reverted");
            assertThat(merchant.status(id).text("status")).isEqualTo("pending");
            assertThat(deployed.usdcOf(payer.address())).isEqualTo(AMOUNT);
        } finally {
            anvil.setAutomine(true);
            anvil.revert(snapshot);
        }
    }

    private static Answer submit(String payment, ObjectNode body) {
        return merchant.post("/payments/" + payment + "/gasless", body);
    }

    private static String swapCaseOfOneLetter(String address) {
        for (int i = 2; i < address.length(); i++) {
            char letter = address.charAt(i);
            if (Character.isLetter(letter)) {
                char other =
                        Character.isUpperCase(letter) ? Character.toLowerCase(letter) : Character.toUpperCase(letter);
                return address.substring(0, i) + other + address.substring(i + 1);
            }
        }
        throw new IllegalStateException("no letter in " + address);
    }

    /** Typed data that a payer may change before signing it. */
    private record Request(ObjectNode typedData) {

        static Request of(Answer prepared) {
            return new Request(prepared.body().path("typedData").deepCopy());
        }

        Request with(String member, String value) {
            ObjectNode changed = typedData.deepCopy();
            ((ObjectNode) changed.path("message")).put(member, value);
            return new Request(changed);
        }

        Request forPayment(String paymentId) {
            return with("data", typedData.at("/message/data").asText().substring(0, 10) + paymentId.substring(2));
        }

        ObjectNode signedBy(Payer payer) {
            JsonNode message = typedData.path("message");
            return JSON.createObjectNode()
                    .put("from", message.path("from").asText())
                    .put("userSignature", payer.sign(typedData))
                    .put("nonce", message.path("nonce").asText())
                    .put("deadline", message.path("deadline").asLong());
        }
    }
}
