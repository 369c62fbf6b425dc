package io.msqpay.gasless;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.msqpay.error.InvalidSignatureException;
import io.msqpay.payment.Address;
import java.util.Arrays;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Hash;
import org.web3j.crypto.Sign;
import org.web3j.utils.Numeric;

/** Of all signatures there is one that counts: what the payer's wallet made. */
class PayerSignatureFuzzTest {

    private static final Credentials PAYER = Credentials.create("0x" + "2".repeat(64));
    private static final Address FROM = new Address(PAYER.getAddress());
    private static final byte[] DIGEST = Hash.sha3(new byte[] {1});
    private static final byte[] SIGNATURE = signature();

    @FuzzTest(maxDuration = "5s")
    void nothingButTheOneSignatureIsAccepted(FuzzedDataProvider data) {
        byte[] digest = DIGEST.clone();
        byte[] signature = data.consumeBoolean() ? SIGNATURE.clone() : data.consumeBytes(70);
        for (int change = data.consumeInt(0, 3); change > 0 && signature.length > 0; change--) {
            signature[data.consumeInt(0, signature.length - 1)] = data.consumeByte();
        }
        if (data.consumeBoolean()) {
            digest[data.consumeInt(0, 31)] = data.consumeByte();
        }
        boolean genuine = Arrays.equals(digest, DIGEST) && Arrays.equals(signature, SIGNATURE);

        assertThat(accepts(digest, Numeric.toHexString(signature))).isEqualTo(genuine);
    }

    private static boolean accepts(byte[] digest, String signature) {
        try {
            PayerSignature.require(digest, signature, FROM);
            return true;
        } catch (InvalidSignatureException e) {
            return false;
        }
    }

    private static byte[] signature() {
        Sign.SignatureData made = Sign.signMessage(DIGEST, PAYER.getEcKeyPair(), false);
        byte[] bytes = new byte[65];
        System.arraycopy(made.getR(), 0, bytes, 0, 32);
        System.arraycopy(made.getS(), 0, bytes, 32, 32);
        bytes[64] = made.getV()[0];
        return bytes;
    }
}
