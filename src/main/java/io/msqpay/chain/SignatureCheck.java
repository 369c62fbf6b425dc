package io.msqpay.chain;

import java.math.BigInteger;
import java.security.SignatureException;
import java.util.Arrays;
import org.web3j.crypto.Hash;
import org.web3j.crypto.Keys;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.Sign;
import org.web3j.crypto.SignedRawTransaction;
import org.web3j.crypto.TransactionDecoder;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.crypto.transaction.type.Transaction1559;
import org.web3j.utils.Numeric;

/**
 * Holds what a signer answers against what it was asked. Of the answer only the signature is taken: what was asked, encoded with it, must be
 * the answer byte by byte, which binds every field, an access list and whatever might follow.
 */
final class SignatureCheck {

    /** Two words, a bit, and how the longer list tells its length. */
    private static final int MOST_OF_A_SIGNATURE = 80;
    /** Half of the curve's order: nodes refuse signatures above it (EIP-2). */
    private static final BigInteger HALF = Sign.CURVE_PARAMS.getN().shiftRight(1);

    private SignatureCheck() {}

    /**
     * What may be sent.
     *
     * @param asked the transaction, of type 2 (EIP-1559)
     * @param sender the account that was to sign, 0x-hex
     * @param raw the answer
     * @throws WrongSignatureException if it is anything else than that transaction, signed by that account
     */
    static SignedTransaction require(RawTransaction asked, String sender, String raw) {
        byte[] unsigned = TransactionEncoder.encode(asked);
        byte[] bytes = bytes(raw, unsigned.length + MOST_OF_A_SIGNATURE);
        Sign.SignatureData signature = signature(bytes);
        if (!Arrays.equals(bytes, TransactionEncoder.encode(asked, signature))) {
            throw new WrongSignatureException("another transaction was signed than the one that was to be");
        }
        if (new BigInteger(1, signature.getS()).compareTo(HALF) > 0) {
            throw new WrongSignatureException("the signature is not in the form that nodes take");
        }
        if (!signer(unsigned, signature).equalsIgnoreCase(sender)) {
            throw new WrongSignatureException("another account signed than the operator's");
        }
        Transaction1559 content = (Transaction1559) asked.getTransaction();
        return new SignedTransaction(
                Numeric.toHexString(bytes),
                Numeric.toHexString(Hash.sha3(bytes)),
                content.getNonce(),
                content.getTo(),
                Numeric.prependHexPrefix(content.getData()),
                content.getGasLimit(),
                new Fees(content.getMaxFeePerGas(), content.getMaxPriorityFeePerGas()));
    }

    /** Its length is bounded first: the decoder follows whatever nesting it is given. */
    private static byte[] bytes(String raw, int atMost) {
        if (raw == null || raw.length() > 2 + 2 * atMost || !raw.matches("0x([0-9a-fA-F]{2})+")) {
            throw new WrongSignatureException("what came back is not a transaction of the expected size");
        }
        return Numeric.hexStringToByteArray(raw);
    }

    private static Sign.SignatureData signature(byte[] bytes) {
        try {
            if (TransactionDecoder.decode(Numeric.toHexString(bytes)) instanceof SignedRawTransaction signed
                    && signed.getSignatureData() != null) {
                return signed.getSignatureData();
            }
        } catch (RuntimeException malformed) {
            // Whatever a decoder that expects well-formed bytes stumbles over.
            throw notSigned();
        }
        throw notSigned();
    }

    private static WrongSignatureException notSigned() {
        return new WrongSignatureException("what came back is not a signed transaction");
    }

    private static String signer(byte[] unsigned, Sign.SignatureData signature) {
        try {
            return Numeric.prependHexPrefix(Keys.getAddress(Sign.signedMessageToKey(unsigned, signature)));
        } catch (SignatureException | RuntimeException impossible) {
            throw new WrongSignatureException("the signature is no point of the curve");
        }
    }
}
