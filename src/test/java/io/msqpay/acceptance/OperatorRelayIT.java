package io.msqpay.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.msqpay.dsl.Answer;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Merchant;
import io.msqpay.dsl.Payer;
import io.msqpay.dsl.PaymentServer;
import io.msqpay.payment.Address;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.Hash;

/** The operator's own transactions when others act at the same time, or when the chain does not let him. */
class OperatorRelayIT {

    private static final String ROLE = Hash.sha3String("OPERATOR_ROLE").substring(2);

    private static Anvil anvil;
    private static Deployed deployed;
    private static PaymentServer server;
    private static Merchant merchant;
    private static Address operator;
    private static Outsider outsider;

    @BeforeAll
    static void start() {
        anvil = Anvil.start();
        deployed = Deployed.on(anvil);
        server = PaymentServer.on(deployed, "msqpay.http.rate-limit-per-minute=0");
        merchant = server.merchant();
        operator = new Address(deployed.operator().getAddress());
        outsider = new Outsider(anvil);
    }

    @AfterAll
    static void stop() {
        server.close();
        anvil.close();
    }

    @Test
    void isRefusedWithTheMissingRoleAndSendsNothing() {
        String id = merchant.create("5").text("paymentId");
        changeRole("revokeRole(bytes32,address)");
        try {
            long sent = anvil.pendingTransactionCount(operator);

            Answer relay = merchant.relay(id, "confirm");
            Answer create = merchant.create("5");

            for (Answer answer : List.of(relay, create)) {
                assertThat(answer.status()).as(answer.body().toString()).isEqualTo(422);
                assertThat(answer.text("message"))
                        .isEqualToIgnoringCase("AccessControlUnauthorizedAccount(" + operator + ", 0x" + ROLE + ")");
            }
            assertThat(anvil.pendingTransactionCount(operator)).isEqualTo(sent);
        } finally {
            changeRole("grantRole(bytes32,address)");
        }
        assertThat(merchant.relay(id, "confirm").status()).isEqualTo(200);
    }

    @Test
    void closesAPaymentOnceWhenConfirmationsAndCancellationsMeet() throws Exception {
        String id = merchant.create("5").text("paymentId");
        List<Callable<Answer>> calls = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            String action = i % 2 == 0 ? "confirm" : "fail";
            calls.add(() -> merchant.relay(id, action));
        }

        List<Answer> answers = atOnce(calls);

        String status = merchant.status(id).text("status");
        int winner = status.equals("confirmed") ? 0 : 1;
        for (int i = 0; i < answers.size(); i++) {
            Answer answer = answers.get(i);
            assertThat(answer.status())
                    .as(answer.body().toString())
                    .isIn(i % 2 == winner ? List.of(200, 409) : List.of(409));
        }
        assertThat(answers).anyMatch(answer -> answer.status() == 200);
        assertThat(answers.stream()
                        .filter(answer -> answer.status() == 200)
                        .map(answer -> answer.text("relayTxHash"))
                        .distinct())
                .hasSize(1);
    }

    @Test
    void agreesWithThePayerWhoPaysInTheSameMoment() throws Exception {
        Payer payer = Payer.ready(deployed, BigInteger.TEN);
        String id = merchant.create("10").text("paymentId");
        Answer prepared = merchant.prepareGasless(id, payer.address());
        String signature = payer.sign(prepared.body().path("typedData"));

        List<Answer> answers = atOnce(
                List.of(() -> merchant.submitGasless(id, prepared, signature), () -> merchant.relay(id, "fail")));

        assertThat(answers)
                .allSatisfy(answer ->
                        assertThat(answer.status()).as(answer.body().toString()).isIn(200, 409, 422));
        boolean paid = merchant.status(id).text("status").equals("confirmed");
        assertThat(deployed.usdcOf(payer.address())).isEqualTo(paid ? BigInteger.ZERO : BigInteger.TEN);
        assertThat(answers.get(1).status() == 200).isEqualTo(!paid);
    }

    @Test
    void mayBeCancelledByTheMerchantWithoutAnyServer() {
        String id = merchant.create("5").text("paymentId");
        anvil.setBalance(merchant.address(), BigInteger.TEN.pow(18));

        outsider.send(merchant.address(), deployed.msqpay(), Outsider.call("failPayment(bytes32)", id.substring(2)));

        assertThat(merchant.status(id).text("failureReason")).isEqualTo("cancelled");
        assertThat(merchant.relay(id, "confirm").status()).isEqualTo(409);
    }

    @Test
    void knowsNoPaymentThatWasNeverCreated() {
        Answer answer = merchant.relay("0x" + "9".repeat(64), "confirm");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text("message")).isEqualTo("Payment not found");
    }

    @Test
    void goesOnWhenSomebodyElseHasTakenItsNonceInTheMempool() {
        merchant.create("5");
        anvil.setAutomine(false);
        try {
            String outside = outsider.send(operator, deployed.usdc(), Outsider.call("decimals()"));
            Answer created = merchant.create("5");
            anvil.mine();

            assertThat(created.status()).as(created.body().toString()).isEqualTo(201);
            assertThat(anvil.receipt(outside).path("status").asText()).isEqualTo("0x1");
            assertThat(anvil.receipt(created.text("txHash")).path("status").asText())
                    .isEqualTo("0x1");
        } finally {
            anvil.setAutomine(true);
        }
    }

    private static void changeRole(String function) {
        outsider.send(operator, deployed.msqpay(), Outsider.call(function, ROLE, Outsider.word(operator)));
    }

    private static List<Answer> atOnce(List<Callable<Answer>> calls) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(calls.size());
        try {
            List<Answer> answers = new ArrayList<>();
            for (Future<Answer> future : callers.invokeAll(calls)) {
                answers.add(future.get());
            }
            return answers;
        } finally {
            callers.shutdownNow();
        }
    }
}
