package io.msqpay.gasless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.msqpay.config.MsqpayProperties;
import io.msqpay.contract.MsqpayContract;
import io.msqpay.error.ConflictException;
import io.msqpay.error.InvalidRequestException;
import io.msqpay.error.InvalidSignatureException;
import io.msqpay.payment.Address;
import io.msqpay.payment.PaymentId;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Sign;
import org.web3j.crypto.StructuredDataEncoder;
import org.web3j.utils.Numeric;

class ForwardRequestsTest {

    private static final long NOW = 1_700_000_000;
    private static final Address MSQPAY = new Address("0x26cF480E1f20f3e24cEf4e4aDe5b5EE62993c55F");
    private static final Address FORWARDER = new Address("0x4a5Dd56Be16ccBcB0C9B48e23C2173eD602F8D02");
    private static final PaymentId ID = new PaymentId("0x" + "ab".repeat(32));
    private static final Credentials PAYER = Credentials.create("0x" + "2".repeat(64));

    private final ForwardRequests requests = new ForwardRequests(
            new MsqpayContract(MSQPAY),
            () -> new ForwarderDomain("MSQPayForwarder", "1", 31337, FORWARDER),
            new MsqpayProperties.Gasless(200_000, 1_000_000, Duration.ofMinutes(10), 0, 0),
            Clock.fixed(Instant.ofEpochSecond(NOW), ZoneOffset.UTC));

    private ForwardRequest request(long deadline) {
        return new ForwardRequest(
                new Address(PAYER.getAddress()),
                MSQPAY,
                BigInteger.valueOf(200_000),
                BigInteger.ZERO,
                deadline,
                new MsqpayContract(MSQPAY).pay(ID));
    }

    private Map<String, Object> signed(long deadline) throws Exception {
        String typedData = new ObjectMapper().writeValueAsString(requests.typedData(request(deadline)));
        Sign.SignatureData signature = Sign.signMessage(
                new StructuredDataEncoder(typedData).hashStructuredData(), PAYER.getEcKeyPair(), false);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("from", PAYER.getAddress());
        body.put(
                "userSignature",
                Numeric.toHexString(signature.getR())
                        + Numeric.toHexStringNoPrefix(signature.getS())
                        + Numeric.toHexStringNoPrefix(signature.getV()));
        body.put("nonce", "0");
        body.put("deadline", deadline);
        return body;
    }

    @Test
    void acceptsWhatAWalletSignsOverTheTypedData() throws Exception {
        SignedForwardRequest signed = requests.verify(ID, signed(NOW));

        assertThat(signed.request()).isEqualTo(request(NOW));
        assertThat(signed.digest()).hasSize(66);
    }

    @Test
    void refusesAPassedDeadlineBeforeItLooksAtTheSignature() throws Exception {
        Map<String, Object> late = signed(NOW - 1);
        late.put("userSignature", "0x" + "0".repeat(130));

        assertThatThrownBy(() -> requests.verify(ID, late))
                .isInstanceOf(InvalidSignatureException.class)
                .hasMessageContaining("deadline");
    }

    static Object[] wrongShapes() {
        return new Object[] {
            Arguments.of("from", null),
            Arguments.of("from", "0x" + "0".repeat(40)),
            Arguments.of("from", 5),
            Arguments.of("userSignature", "0x" + "0".repeat(128)),
            Arguments.of("userSignature", 1),
            Arguments.of("nonce", 0),
            Arguments.of("nonce", "00"),
            Arguments.of("nonce", BigInteger.TWO.pow(256).toString()),
            Arguments.of("deadline", "1"),
            Arguments.of("deadline", -1),
            Arguments.of("deadline", 1L << 48),
            Arguments.of("gas", "0"),
            Arguments.of("gas", "1000001"),
            Arguments.of("gas", 5),
            Arguments.of("data", "0x")
        };
    }

    @ParameterizedTest
    @MethodSource("wrongShapes")
    void namesTheFieldAtFault(String field, Object value) throws Exception {
        Map<String, Object> body = signed(NOW);
        body.put(field, value);

        assertThatThrownBy(() -> requests.verify(ID, body))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        e -> assertThat(e.details()).extracting("field").containsExactly(field));
    }

    @Test
    void bindsTheSignatureToPaymentGasAndNonce() throws Exception {
        Map<String, Object> body = signed(NOW);
        assertThatThrownBy(() -> requests.verify(new PaymentId("0x" + "ba".repeat(32)), body))
                .isInstanceOf(InvalidSignatureException.class);
        for (Map.Entry<String, Object> change : Map.<String, Object>of(
                        "gas", "200001", "nonce", "1", "deadline", NOW + 1)
                .entrySet()) {
            Map<String, Object> other = signed(NOW);
            other.put(change.getKey(), change.getValue());
            assertThatThrownBy(() -> requests.verify(ID, other)).isInstanceOf(InvalidSignatureException.class);
        }
        for (String signature :
                new String[] {"0x" + "0".repeat(130), "0x" + "f".repeat(128) + "1b", "0x" + "1".repeat(128) + "1d"}) {
            Map<String, Object> other = signed(NOW);
            other.put("userSignature", signature);
            assertThatThrownBy(() -> requests.verify(ID, other)).isInstanceOf(InvalidSignatureException.class);
        }
        assertThatThrownBy(() -> requests.verify(ID, null)).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void refusesAnRThatIsNoPointOfTheCurve() throws Exception {
        for (int r = 1; r < 20; r++) {
            Map<String, Object> other = signed(NOW);
            other.put("userSignature", "0x" + "0".repeat(62) + String.format("%02x", r) + "1".repeat(64) + "1b");
            assertThatThrownBy(() -> requests.verify(ID, other)).isInstanceOf(InvalidSignatureException.class);
        }
    }

    @Test
    void takesTheNextNonceOnly() {
        ForwardRequest request = request(NOW);

        assertThatCode(() -> requests.requireNonce(request, BigInteger.ZERO)).doesNotThrowAnyException();
        assertThatThrownBy(() -> requests.requireNonce(request, BigInteger.ONE))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("already used");
        assertThatThrownBy(() -> requests.requireNonce(
                        new ForwardRequest(FORWARDER, MSQPAY, BigInteger.ONE, BigInteger.TEN, 1, "0x"), BigInteger.ONE))
                .hasMessageContaining("ahead");
        assertThatThrownBy(() -> requests.payer("x")).isInstanceOf(InvalidRequestException.class);
        assertThat(requests.payer(FORWARDER.value())).isEqualTo(FORWARDER);
    }
}
