package io.msqpay.contract;

import io.msqpay.payment.Address;
import java.math.BigInteger;
import java.util.Locale;
import org.web3j.crypto.Hash;
import org.web3j.utils.Numeric;

/**
 * The contract ABI's 32-byte words, as hex. Every function on the hot path takes and returns static types only, so that no type
 * reflection is needed to read an answer.
 */
final class Abi {

    private static final int WORD = 64;
    private static final int ADDRESS = 40;

    private Abi() {}

    /** The first four bytes of the signature's hash, as 0x-hex. */
    static String selector(String signature) {
        return Hash.sha3String(signature).substring(0, 10);
    }

    static String word(BigInteger value) {
        return Numeric.toHexStringNoPrefixZeroPadded(value, WORD);
    }

    static String word(long value) {
        return word(BigInteger.valueOf(value));
    }

    static String word(Address address) {
        return "0".repeat(WORD - ADDRESS) + address.value().substring(2).toLowerCase(Locale.ROOT);
    }

    /** A reader over the words of an answer of exactly or at least the given number of words. */
    static Words words(String hex, int start, int count) {
        if (hex == null || hex.length() < start + count * WORD) {
            throw new MalformedAnswerException("The answer of the contract is too short");
        }
        return new Words(hex, start);
    }

    /** Reads one word after the other. */
    static final class Words {
        private final String hex;
        private int position;

        private Words(String hex, int start) {
            this.hex = hex;
            this.position = start;
        }

        String hex32() {
            String word = next();
            for (int i = 0; i < WORD; i++) {
                if (Character.digit(word.charAt(i), 16) < 0 || word.charAt(i) > 'f') {
                    throw new MalformedAnswerException("The answer of the contract is not hex");
                }
            }
            return "0x" + word.toLowerCase(Locale.ROOT);
        }

        BigInteger uint() {
            return new BigInteger(hex32().substring(2), 16);
        }

        /** A uint whose type is narrower than 63 bits. */
        long smallUint() {
            BigInteger value = uint();
            if (value.bitLength() > 62) {
                throw new MalformedAnswerException("The answer of the contract holds a number out of range");
            }
            return value.longValue();
        }

        Address address() {
            String word = hex32().substring(2);
            if (!word.startsWith("0".repeat(WORD - ADDRESS))) {
                throw new MalformedAnswerException("The answer of the contract holds a malformed address");
            }
            return new Address("0x" + word.substring(WORD - ADDRESS));
        }

        private String next() {
            String word = hex.substring(position, position + WORD);
            position += WORD;
            return word;
        }
    }
}
