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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.web3j.crypto.Hash;
import org.web3j.utils.Numeric;

/** What makes two orders the same: their content, however it is written. */
class OrderContentIT {

    /** Where OpenZeppelin's ERC20 keeps its symbol. */
    private static final String SYMBOL_SLOT = "0x4";

    private static final Address USDT = new Address("0x" + "0d".repeat(20));

    private static Anvil anvil;
    private static Deployed deployed;
    private static FaultyNode node;
    private static PaymentServer server;
    private static Merchant merchant;

    @BeforeAll
    static void start() {
        anvil = Anvil.start();
        deployed = Deployed.on(anvil);
        anvil.rpc(
                "anvil_setCode",
                USDT.value(),
                anvil.rpc("eth_getCode", deployed.usdc().value(), "latest"));
        // A short string: its bytes on the left, twice its length on the right.
        anvil.rpc(
                "anvil_setStorageAt",
                USDT.value(),
                SYMBOL_SLOT,
                Numeric.toHexString("USDT".getBytes(StandardCharsets.US_ASCII)) + "0".repeat(54) + "08");
        node = FaultyNode.before(anvil);
        server = PaymentServer.on(
                deployed,
                node,
                "msqpay.http.rate-limit-per-minute=0",
                "msqpay.relayer.timeout=5s",
                "msqpay.tokens=USDC=" + deployed.usdc() + ",USDT=" + USDT);
        merchant = server.merchant();
    }

    @AfterAll
    static void stop() {
        server.close();
        node.close();
        anvil.close();
    }

    @Test
    void isAnotherOrderInAnotherCurrency() {
        Merchant keyed = merchant.withIdempotencyKey("currency");
        Answer inDollars = keyed.create("5", body -> body.put("currency", "USDT"));

        assertThat(keyed.create("5").status()).isEqualTo(409);
        assertThat(inDollars.text("currency")).isEqualTo("USDT");
        assertThat(merchant.follow(inDollars).text("token")).isEqualTo(USDT.value());
        assertThat(deployed.payment(inDollars.text("paymentId")).token()).isEqualTo(USDT);
    }

    @Test
    void isAnotherPaymentOfAnotherMerchantWithTheSameKey() {
        Merchant keyed = merchant.withIdempotencyKey("shared-word");
        Answer first = keyed.create("5");

        Answer second = keyed.withAddress(new Address("0x" + "0e".repeat(20))).create("6");

        assertThat(second.status()).isEqualTo(201);
        assertThat(second.text("paymentId")).isNotEqualTo(first.text("paymentId"));
    }

    @Test
    void isTheSameInAnotherOrderOfMembersAndAnotherWriting() {
        Merchant keyed = merchant.withIdempotencyKey("writing");
        String address = keyed.address().value();
        Answer first = keyed.post(
                "/payments/create",
                "{\"merchantId\":\"" + address
                        + "\",\"amount\":\"5\",\"currency\":\"USDC\",\"metadata\":{\"a\":1.0,\"b\":\"\\u0041\"}}",
                "application/json");

        Answer second = keyed.post(
                "/payments/create",
                "{ \"expiresIn\": 1800, \"metadata\": {\"b\": \"A\", \"a\": 1}, \"currency\": \"USDC\", \"amount\": \"5\","
                        + " \"merchantId\": \"" + address.toLowerCase(Locale.ROOT) + "\"}",
                "application/json; charset=UTF-8");

        assertThat(first.status()).as(first.body().toString()).isEqualTo(201);
        assertThat(second.status()).as(second.body().toString()).isEqualTo(200);
        assertThat(second.body()).isEqualTo(first.body());
    }

    /** The node shows the transaction while the first caller still waits to hear that it was taken. */
    @Test
    void isAnsweredToASecondCallerBeforeTheFirstKnowsThatItWasSent() {
        Merchant keyed = merchant.withIdempotencyKey("overtaken");
        Address operator = new Address(deployed.operator().getAddress());
        long sent = anvil.pendingTransactionCount(operator);
        anvil.setAutomine(false);
        node.failNext(2, new Fault.LoseAnswer(), "eth_sendRawTransaction");
        try {
            CompletableFuture<Answer> first = CompletableFuture.supplyAsync(() -> keyed.create("5"));
            await().pollInterval(Duration.ofMillis(5)).until(() -> anvil.pendingTransactionCount(operator) > sent);

            Answer second = keyed.create("5");

            assertThat(second.status()).as(second.body().toString()).isEqualTo(200);
            assertThat(second.body()).isEqualTo(first.join().body());
            assertThat(first.join().status()).isEqualTo(201);
            assertThat(anvil.pendingTransactionCount(operator)).isEqualTo(sent + 1);
        } finally {
            node.heal();
            anvil.setAutomine(true);
            anvil.mine();
        }
    }

    /** Canonical forms as RFC 8785 prints them (sections 3.2.2 to 3.2.4, appendix B), wrapped in an object where it shows a bare value. */
    static Stream<Arguments> canonicalForms() {
        return Stream.of(
                Arguments.of(
                        """
                        {"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                         "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
                         "literals": [null, true, false]}""",
                        "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                                + "\"string\":\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}"),
                Arguments.of(
                        """
                        {"\\u20ac": "Euro Sign", "\\r": "Carriage Return", "\\ufb33": "Hebrew Letter Dalet With Dagesh",
                         "1": "One", "\\ud83d\\ude00": "Emoji: Grinning Face", "\\u0080": "Control",
                         "\\u00f6": "Latin Small Letter O With Diaeresis"}""",
                        "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
                                + "\"\u00f6\":\"Latin Small Letter O With Diaeresis\",\"\u20ac\":\"Euro Sign\","
                                + "\"\ud83d\ude00\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}"),
                Arguments.of(
                        "{\"n\":[-0.0, 5e-324, 1.7976931348623157e308, 9007199254740992, 295147905179352830000,"
                                + " 9.999999999999997e22, 1e23, 0.000001, 333333333.33333325, -0.0000033333333333333333]}",
                        "{\"n\":[0,5e-324,1.7976931348623157e+308,9007199254740992,295147905179352830000,"
                                + "9.999999999999997e+22,1e+23,0.000001,333333333.33333325,-0.0000033333333333333333]}"),
                Arguments.of("{}", "{}"));
    }

    @ParameterizedTest
    @MethodSource("canonicalForms")
    void putsTheHashOfTheCanonicalMetadataOnChain(String metadata, String canonical) {
        Answer created = merchant.post(
                "/payments/create",
                "{\"merchantId\":\"" + merchant.address() + "\",\"amount\":\"5\",\"currency\":\"USDC\",\"metadata\":"
                        + metadata + "}",
                "application/json");

        String expected = Numeric.toHexString(Hash.sha3(canonical.getBytes(StandardCharsets.UTF_8)));
        assertThat(created.status()).as(created.body().toString()).isEqualTo(201);
        assertThat(created.text("metadataHash")).isEqualTo(expected);
        assertThat(deployed.payment(created.text("paymentId")).metadataHash()).isEqualTo(expected);
    }
}
