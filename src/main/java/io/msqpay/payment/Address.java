package io.msqpay.payment;

import java.util.Locale;
import java.util.regex.Pattern;
import org.web3j.crypto.Keys;

/**
 * An Ethereum address.
 *
 * @param value 0x and 40 hex digits, in the EIP-55 mixed-case form
 */
public record Address(String value) {

    private static final Pattern HEX = Pattern.compile("0x[0-9a-fA-F]{40}");

    public static final Address ZERO = new Address("0x" + "0".repeat(40));

    /** Brings any case into the EIP-55 form; checks nothing but the shape. */
    public Address {
        if (value == null || !HEX.matcher(value).matches()) {
            throw new IllegalArgumentException("must be an address: 0x and 40 hex digits");
        }
        value = Keys.toChecksumAddress(value);
    }

    /**
     * Parses what a person wrote.
     *
     * @throws IllegalArgumentException if the shape is wrong, or the case is mixed and the EIP-55 checksum does not fit; the message completes a
     *     sentence that starts with the field's name
     */
    public static Address parse(String text) {
        Address address = new Address(text);
        String digits = text.substring(2);
        boolean mixed =
                !digits.equals(digits.toLowerCase(Locale.ROOT)) && !digits.equals(digits.toUpperCase(Locale.ROOT));
        if (mixed && !address.value.equals(text)) {
            throw new IllegalArgumentException("must pass its EIP-55 checksum: check the address for a typing mistake");
        }
        return address;
    }

    public boolean isZero() {
        return equals(ZERO);
    }

    @Override
    public String toString() {
        return value;
    }
}
