package io.msqpay.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.msqpay.dsl.Answer;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Fault;
import io.msqpay.dsl.FaultyNode;
import io.msqpay.dsl.Merchant;
import io.msqpay.dsl.PaymentServer;
import io.msqpay.payment.Address;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.web3j.utils.Numeric;

/** A node that answers promptly and wrongly: nobody takes that for a bug of the server, and nothing secret gets into the log. */
@ExtendWith(OutputCaptureExtension.class)
class NodeGarbageIT {

    private static final String PASSWORD = "node-password-7";
    private static final List<Integer> SURPRISED = List.of(404, 503, 504);

    private static Anvil anvil;
    private static Deployed deployed;
    private static FaultyNode node;
    private static PaymentServer server;
    private static Merchant merchant;
    private static String id;
    private static String createHash;
    private static String relayId;

    @BeforeAll
    static void start() {
        anvil = Anvil.start();
        deployed = Deployed.on(anvil);
        node = FaultyNode.before(anvil);
        server = PaymentServer.on(
                deployed,
                "msqpay.chain.rpc-urls=" + node.url().replace("//", "//user:" + PASSWORD + "@"),
                "msqpay.relayer.timeout=1s",
                "msqpay.http.rate-limit-per-minute=0");
        merchant = server.merchant();
        Answer created = merchant.create("5");
        id = created.text("paymentId");
        createHash = created.text("txHash");
        relayId = merchant.relay(id, "confirm").text("relayId");
    }

    @AfterAll
    static void stop() {
        server.close();
        node.close();
        anvil.close();
    }

    @AfterEach
    void heal() {
        node.heal();
        await().until(() -> merchant.status(id).status() == 200);
    }

    static Stream<Arguments> garbage() {
        List<Supplier<Answer>> reads = List.of(
                () -> merchant.status(id), () -> merchant.prepareGasless(id, operator()), () -> merchant.create("5"));
        List<Supplier<Answer>> lookups = List.of(
                // The chain has not finalized it, so its transaction is asked for.
                () -> merchant.status(id, "at=finalized&txHash=" + createHash),
                () -> merchant.relayStatus(id, relayId));
        List<Supplier<Answer>> creates = List.of(() -> merchant.create("5"));
        String number = "\"0x" + "f".repeat(11 * 64) + "\"";
        return Stream.of(
                Arguments.of("eth_call", "{}", reads),
                Arguments.of("eth_call", number, reads),
                Arguments.of("eth_getBlockByNumber", "{}", creates),
                Arguments.of("eth_getBlockByNumber", "{\"timestamp\":" + number + "}", creates),
                Arguments.of("eth_getBlockByNumber", "{}", lookups.subList(1, 2)),
                Arguments.of("eth_estimateGas", "{}", creates),
                Arguments.of("eth_estimateGas", number, creates),
                Arguments.of("eth_gasPrice", "{}", creates),
                Arguments.of("eth_getTransactionCount", "{}", creates),
                Arguments.of("eth_getTransactionCount", number, creates),
                Arguments.of("eth_sendRawTransaction", number, creates),
                Arguments.of("eth_sendRawTransaction", "null", creates),
                Arguments.of("eth_getTransactionByHash", "{}", lookups),
                Arguments.of("eth_getTransactionReceipt", "{}", lookups));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("garbage")
    void isNeverTakenForABugOrForTheTruth(
            String method, String result, List<Supplier<Answer>> requests, CapturedOutput output) {
        long sent = anvil.pendingTransactionCount(operator());
        node.fail(new Fault.WrongResult(result), method);

        for (Supplier<Answer> request : requests) {
            Answer answer = request.get();
            assertThat(answer.status()).as(answer.body().toString()).isIn(SURPRISED);
        }
        assertThat(anvil.pendingTransactionCount(operator())).isEqualTo(sent);
        assertThat(output.getAll())
                .doesNotContain(
                        PASSWORD,
                        Merchant.API_KEY,
                        Numeric.toHexStringNoPrefix(
                                deployed.operator().getEcKeyPair().getPrivateKey()));
    }

    @Test
    void leavesOpenWhetherATransactionWasTakenThatTheNodeDoesNotName() {
        node.fail(new Fault.WrongResult("null"), "eth_sendRawTransaction");

        Answer answer = merchant.create("5");

        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.text("relayTxHash")).startsWith("0x");
    }

    private static Address operator() {
        return new Address(deployed.operator().getAddress());
    }
}
