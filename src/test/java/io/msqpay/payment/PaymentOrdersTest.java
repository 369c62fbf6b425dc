package io.msqpay.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.msqpay.contract.MsqpayContract;
import io.msqpay.contract.Token;
import io.msqpay.error.ConflictException;
import io.msqpay.error.InvalidRequestException;
import io.msqpay.error.ServiceUnavailableException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.web3j.protocol.core.methods.response.Transaction;

class PaymentOrdersTest {

    private static final Address CONTRACT = new Address("0x26cF480E1f20f3e24cEf4e4aDe5b5EE62993c55F");
    private static final Address TOKEN = new Address("0x645ede7A00015e53376B8843E959a3a10b4F2D07");
    private static final String MERCHANT = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

    private final MsqpayContract contract = new MsqpayContract(CONTRACT);
    private final PaymentOrders orders = new PaymentOrders(
            new HashedPaymentIds(() -> 137, CONTRACT), contract, () -> List.of(new Token("USDC", TOKEN, 6)));

    private static Map<String, Object> body() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("merchantId", MERCHANT);
        body.put("amount", "1000000");
        body.put("currency", "USDC");
        return body;
    }

    @Test
    void fillsInWhatIsOptional() {
        PaymentOrder order = orders.order(body(), null);

        assertThat(order.expiresIn()).isEqualTo(1800);
        assertThat(order.metadataHash()).isEqualTo(MetadataHash.NONE);
        assertThat(order.token()).isEqualTo(TOKEN);
        assertThat(orders.order(body(), null).paymentId()).isNotEqualTo(order.paymentId());
    }

    @Test
    void givesTheSameKeyTheSameIdWhateverTheCaseOfTheMerchant() {
        Map<String, Object> lower = body();
        lower.put("merchantId", MERCHANT.toLowerCase());

        assertThat(orders.order(lower, "k").paymentId())
                .isEqualTo(orders.order(body(), "k").paymentId());
        assertThat(orders.order(body(), "K").paymentId())
                .isNotEqualTo(orders.order(body(), "k").paymentId());
        assertThat(new PaymentOrders(
                                new HashedPaymentIds(() -> 80002, CONTRACT),
                                contract,
                                () -> List.of(new Token("USDC", TOKEN, 6)))
                        .order(body(), "k")
                        .paymentId())
                .isNotEqualTo(orders.order(body(), "k").paymentId());
    }

    static Object[] wrongValues() {
        return new Object[] {
            Arguments.of("merchantId", null),
            Arguments.of("merchantId", 5),
            Arguments.of("merchantId", "0x1234"),
            Arguments.of("merchantId", "0x70997970c51812dc3A010C7d01b50e0d17dc79C8"),
            Arguments.of("merchantId", "0x" + "0".repeat(40)),
            Arguments.of("amount", null),
            Arguments.of("amount", 1000000),
            Arguments.of("amount", "0"),
            Arguments.of("amount", "-1"),
            Arguments.of("amount", "01"),
            Arguments.of("amount", "1.0"),
            Arguments.of("amount", "\u0661"),
            Arguments.of("amount", "1\n"),
            Arguments.of("amount", BigInteger.TWO.pow(256).toString()),
            Arguments.of("currency", null),
            Arguments.of("currency", "usdc"),
            Arguments.of("expiresIn", 59),
            Arguments.of("expiresIn", 2592001L),
            Arguments.of("expiresIn", "60"),
            Arguments.of("expiresIn", 60.0),
            Arguments.of("metadata", "text"),
            Arguments.of("metadata", null),
            Arguments.of("metadata", Map.of("note", "x".repeat(4096))),
            Arguments.of("metadata", Map.of("note", "\ud800")),
            Arguments.of("surprise", 1)
        };
    }

    @ParameterizedTest
    @MethodSource("wrongValues")
    void namesTheFieldAtFault(String field, Object value) {
        Map<String, Object> body = body();
        body.put(field, value);

        assertThatThrownBy(() -> orders.order(body, null))
                .isInstanceOfSatisfying(InvalidRequestException.class, e -> assertThat(e.details())
                        .singleElement()
                        .satisfies(detail -> assertThat(detail.field()).isEqualTo(field)));
    }

    @Test
    void namesAllFieldsAtFaultAtOnce() {
        assertThatThrownBy(() -> orders.order(Map.of("amount", 1, "x", 2), ""))
                .isInstanceOfSatisfying(InvalidRequestException.class, e -> assertThat(e.details())
                        .extracting("field")
                        .containsExactly("x", "merchantId", "amount", "currency", "Idempotency-Key"));
        assertThatThrownBy(() -> orders.order(null, null)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> orders.order(body(), "k".repeat(256))).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void takesTheLargestAmountAndTheLongestKey() {
        Map<String, Object> body = body();
        body.put("amount", BigInteger.TWO.pow(256).subtract(BigInteger.ONE).toString());

        assertThat(orders.order(body, "k".repeat(255)).amount().bitLength()).isEqualTo(256);
    }

    @Test
    void comparesARepeatedOrderWithTheOriginalTransaction() {
        PaymentOrder order = orders.order(body(), "k");
        Transaction original = new Transaction();
        original.setTo(CONTRACT.value());
        original.setInput(contract.createPayment(order, 1_800_000_000));
        Map<String, Object> longer = body();
        longer.put("expiresIn", 1801);

        Payment replayed = orders.replay(order, null, original);
        assertThat(replayed.amount()).isEqualTo(order.amount());
        assertThat(replayed.expiresAt()).isEqualTo(1_800_000_000);
        assertThat(orders.replay(order, replayed, null)).isSameAs(replayed);
        assertThatThrownBy(() -> orders.replay(orders.order(longer, "k"), null, original))
                .isInstanceOf(ConflictException.class);
        for (Map.Entry<String, Object> change : Map.<String, Object>of(
                        "amount", "1", "metadata", Map.of("a", 1), "merchantId", TOKEN.value())
                .entrySet()) {
            Map<String, Object> other = body();
            other.put(change.getKey(), change.getValue());
            assertThatThrownBy(() -> orders.replay(orders.order(other, "k"), replayed, null))
                    .isInstanceOf(ConflictException.class);
        }
        assertThatThrownBy(() -> orders.replay(order, null, null)).isInstanceOf(ServiceUnavailableException.class);
    }

    @Test
    void hashesMetadataInItsCanonicalForm() {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("b", 1.0);
        one.put("a", Arrays.asList(true, null, "\u20ac"));
        Map<String, Object> two = new LinkedHashMap<>();
        two.put("a", Arrays.asList(true, null, "\u20ac"));
        two.put("b", 1);

        assertThat(MetadataHash.of(one)).isEqualTo(MetadataHash.of(two)).isNotEqualTo(MetadataHash.NONE);
    }
}
