package io.msqpay.gasless;

import io.msqpay.error.InvalidSignatureException;
import io.msqpay.payment.Address;
import java.math.BigInteger;
import java.security.SignatureException;
import java.util.Arrays;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;
import org.web3j.utils.Numeric;

/** Strict recovery of a payer's signature: 65 bytes, v 27 or 28, s in the lower half of the curve's order (EIP-2). */
final class PayerSignature {

    private static final int LENGTH = 65;

    private static final BigInteger ORDER = Sign.CURVE_PARAMS.getN();
    private static final BigInteger HALF_ORDER = ORDER.shiftRight(1);
    private static final String INVALID = "Invalid signature";

    private PayerSignature() {}

    /**
     * Requires that a digest was signed by an address.
     *
     * @throws InvalidSignatureException in any other case
     */
    static void require(byte[] digest, String signature, Address from) {
        byte[] bytes = Numeric.hexStringToByteArray(signature);
        if (bytes.length != LENGTH) {
            throw new InvalidSignatureException(INVALID);
        }
        byte[] r = Arrays.copyOfRange(bytes, 0, 32);
        byte[] s = Arrays.copyOfRange(bytes, 32, 64);
        byte v = bytes[64];
        BigInteger sValue = new BigInteger(1, s);
        BigInteger rValue = new BigInteger(1, r);
        boolean canonical = (v == 27 || v == 28)
                && sValue.signum() > 0
                && sValue.compareTo(HALF_ORDER) <= 0
                && rValue.signum() > 0
                && rValue.compareTo(ORDER) < 0;
        if (!canonical) {
            throw new InvalidSignatureException(INVALID);
        }
        if (!recover(digest, new Sign.SignatureData(v, r, s)).equals(from)) {
            throw new InvalidSignatureException(INVALID);
        }
    }

    private static Address recover(byte[] digest, Sign.SignatureData signature) {
        try {
            return new Address("0x" + Keys.getAddress(Sign.signedMessageHashToKey(digest, signature)));
        } catch (SignatureException | RuntimeException e) {
            // Half of all r are no point of the curve, which the library says with various runtime exceptions.
            throw new InvalidSignatureException(INVALID);
        }
    }
}
