package io.msqpay.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.web3j.crypto.AccessListObject;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Hash;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.Sign;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.utils.Numeric;

class SignatureCheckTest {

    private static final Credentials OPERATOR = Credentials.create("0x" + "1".repeat(64));
    private static final Credentials OTHER = Credentials.create("0x" + "2".repeat(64));
    private static final String TO = "0x26cF480E1f20f3e24cEf4e4aDe5b5EE62993c55F";
    private static final RawTransaction ASKED = transaction(80002, 9, 21_000, TO, 0, "0x12", 30, 500);

    @Test
    void whatWasAskedAndIsSignedByTheOperatorMayBeSent() {
        String raw = signed(ASKED, OPERATOR);

        SignedTransaction accepted = SignatureCheck.require(ASKED, OPERATOR.getAddress(), raw);

        assertThat(accepted)
                .isEqualTo(new SignedTransaction(
                        raw,
                        Hash.sha3(raw),
                        BigInteger.valueOf(9),
                        TO,
                        "0x12",
                        BigInteger.valueOf(21_000),
                        new Fees(BigInteger.valueOf(500), BigInteger.valueOf(30))));
    }

    static Stream<Map.Entry<String, RawTransaction>> others() {
        return Map.of(
                "chain", transaction(137, 9, 21_000, TO, 0, "0x12", 30, 500),
                "nonce", transaction(80002, 10, 21_000, TO, 0, "0x12", 30, 500),
                "gas", transaction(80002, 9, 21_001, TO, 0, "0x12", 30, 500),
                "to", transaction(80002, 9, 21_000, OTHER.getAddress(), 0, "0x12", 30, 500),
                "value", transaction(80002, 9, 21_000, TO, 1, "0x12", 30, 500),
                "data", transaction(80002, 9, 21_000, TO, 0, "0x1200", 30, 500),
                "tip", transaction(80002, 9, 21_000, TO, 0, "0x12", 31, 500),
                "fee", transaction(80002, 9, 21_000, TO, 0, "0x12", 30, 501),
                "access list",
                        RawTransaction.createTransaction(
                                80002,
                                BigInteger.valueOf(9),
                                BigInteger.valueOf(21_000),
                                TO,
                                BigInteger.ZERO,
                                "0x12",
                                BigInteger.valueOf(30),
                                BigInteger.valueOf(500),
                                List.of(new AccessListObject(TO, List.of()))),
                "type",
                        RawTransaction.createTransaction(
                                BigInteger.valueOf(9),
                                BigInteger.valueOf(500),
                                BigInteger.valueOf(21_000),
                                TO,
                                BigInteger.ZERO,
                                "0x12"))
                .entrySet()
                .stream();
    }

    @ParameterizedTest
    @MethodSource("others")
    void everyFieldIsBound(Map.Entry<String, RawTransaction> other) {
        String raw = signed(other.getValue(), OPERATOR);

        assertThatThrownBy(() -> SignatureCheck.require(ASKED, OPERATOR.getAddress(), raw))
                .as(other.getKey())
                .isInstanceOf(WrongSignatureException.class);
    }

    @Test
    void anotherAccountMayNotSign() {
        assertThatThrownBy(() -> SignatureCheck.require(ASKED, OPERATOR.getAddress(), signed(ASKED, OTHER)))
                .isInstanceOf(WrongSignatureException.class)
                .hasMessageContaining("another account");
    }

    /** The same signature the other way round: a second hash for one transaction, which nodes refuse. */
    @Test
    void aMalleableSignatureIsRefused() {
        Sign.SignatureData good = Sign.signMessage(TransactionEncoder.encode(ASKED), OPERATOR.getEcKeyPair());
        byte[] high = Numeric.toBytesPadded(
                Sign.CURVE_PARAMS.getN().subtract(new BigInteger(1, good.getS())),
                Sign.CURVE_PARAMS.getN().bitLength() / 8);
        Sign.SignatureData turned = new Sign.SignatureData((byte) (good.getV()[0] == 27 ? 28 : 27), good.getR(), high);
        String raw = Numeric.toHexString(TransactionEncoder.encode(ASKED, turned));

        assertThatThrownBy(() -> SignatureCheck.require(ASKED, OPERATOR.getAddress(), raw))
                .isInstanceOf(WrongSignatureException.class)
                .hasMessageContaining("form");
    }

    @Test
    void bytesThatFollowAreRefused() {
        assertThatThrownBy(() -> SignatureCheck.require(ASKED, OPERATOR.getAddress(), signed(ASKED, OPERATOR) + "00"))
                .isInstanceOf(WrongSignatureException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0x", "0x0", "02f8", "0xzz", "0x00", "0x02", "0x02c0", "0x02f8", "0xc0", "0x03c0", "null"})
    void whatIsNoTransactionIsRefused(String raw) {
        assertThatThrownBy(() -> SignatureCheck.require(ASKED, OPERATOR.getAddress(), raw.equals("null") ? null : raw))
                .isInstanceOf(WrongSignatureException.class);
    }

    @Test
    void whatIsNotSignedIsRefused() {
        String unsigned = Numeric.toHexString(TransactionEncoder.encode(ASKED));

        assertThatThrownBy(() -> SignatureCheck.require(ASKED, OPERATOR.getAddress(), unsigned))
                .isInstanceOf(WrongSignatureException.class);
    }

    @Test
    void sizeIsBoundedBeforeAnythingIsDecoded() {
        assertThatThrownBy(() -> SignatureCheck.require(ASKED, OPERATOR.getAddress(), "0x02" + "f9".repeat(1_000_000)))
                .isInstanceOf(WrongSignatureException.class)
                .hasMessageContaining("expected size");
    }

    private static RawTransaction transaction(
            long chain, long nonce, long gas, String to, long value, String data, long tip, long fee) {
        return RawTransaction.createTransaction(
                chain,
                BigInteger.valueOf(nonce),
                BigInteger.valueOf(gas),
                to,
                BigInteger.valueOf(value),
                data,
                BigInteger.valueOf(tip),
                BigInteger.valueOf(fee));
    }

    private static String signed(RawTransaction transaction, Credentials by) {
        return Numeric.toHexString(TransactionEncoder.signMessage(transaction, by));
    }
}
