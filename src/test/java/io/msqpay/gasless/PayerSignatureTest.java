package io.msqpay.gasless;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.msqpay.error.InvalidSignatureException;
import io.msqpay.payment.Address;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Hash;
import org.web3j.crypto.Sign;
import org.web3j.utils.Numeric;

class PayerSignatureTest {

    private static final Credentials PAYER = Credentials.create("0x" + "2".repeat(64));
    private static final Address FROM = new Address(PAYER.getAddress());
    private static final BigInteger ORDER = Sign.CURVE_PARAMS.getN();
    private static final byte[] DIGEST = Hash.sha3("anything".getBytes(java.nio.charset.StandardCharsets.US_ASCII));

    private final Sign.SignatureData signature = Sign.signMessage(DIGEST, PAYER.getEcKeyPair(), false);
    private final BigInteger r = new BigInteger(1, signature.getR());
    private final BigInteger s = new BigInteger(1, signature.getS());
    private final int v = signature.getV()[0];

    @Test
    void acceptsThePayersOwn() {
        assertThatCode(() -> PayerSignature.require(DIGEST, hex(r, s, v), FROM)).doesNotThrowAnyException();
    }

    @Test
    void refusesTheTwinThatTheCurveAllows() {
        // The same signature with s mirrored and v flipped recovers the same account.
        refuses(DIGEST, hex(r, ORDER.subtract(s), 55 - v), FROM);
    }

    @Test
    void refusesEveryOtherWayToWriteV() {
        for (int other : new int[] {0, 1, 26, 29, 35, 36, 127, 255, 55 - v, v - 27}) {
            refuses(DIGEST, hex(r, s, other), FROM);
        }
    }

    @Test
    void refusesNumbersOutOfRange() {
        for (BigInteger out : new BigInteger[] {BigInteger.ZERO, ORDER, ORDER.add(BigInteger.ONE), max()}) {
            refuses(DIGEST, hex(out, s, v), FROM);
            refuses(DIGEST, hex(r, out, v), FROM);
        }
        refuses(DIGEST, hex(r, ORDER.shiftRight(1).add(BigInteger.ONE), v), FROM);
    }

    @Test
    void refusesAnRThatIsNoPointOfTheCurve() {
        // 5 is the x of no point on secp256k1.
        refuses(DIGEST, hex(BigInteger.valueOf(5), s, v), FROM);
    }

    @Test
    void refusesAnotherLength() {
        String good = hex(r, s, v);
        refuses(DIGEST, good.substring(0, 130), FROM);
        refuses(DIGEST, good + "00", FROM);
        refuses(DIGEST, "0x", FROM);
    }

    @Test
    void refusesAnotherDigestOrPayer() {
        refuses(Hash.sha3(DIGEST), hex(r, s, v), FROM);
        refuses(DIGEST, hex(r, s, v), Address.ZERO);
    }

    private static void refuses(byte[] digest, String signature, Address from) {
        assertThatThrownBy(() -> PayerSignature.require(digest, signature, from))
                .isInstanceOf(InvalidSignatureException.class)
                .hasMessage("Invalid signature");
    }

    private static BigInteger max() {
        return BigInteger.TWO.pow(256).subtract(BigInteger.ONE);
    }

    private static String hex(BigInteger r, BigInteger s, int v) {
        return Numeric.toHexStringWithPrefixZeroPadded(r, 64)
                + Numeric.toHexStringNoPrefixZeroPadded(s, 64)
                + String.format("%02x", v);
    }
}
