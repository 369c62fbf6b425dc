package io.msqpay.command;

import io.msqpay.payment.Address;
import picocli.CommandLine.TypeConversionException;

/** An address among the arguments. */
record AddressOption(Address address) {

    /** Never repeats the text: it may be a private key in the wrong place. */
    static AddressOption parse(String text) {
        try {
            Address address = Address.parse(text.strip());
            if (!address.isZero()) {
                return new AddressOption(address);
            }
        } catch (IllegalArgumentException malformed) {
            throw new TypeConversionException(malformed.getMessage());
        }
        throw new TypeConversionException("must not be the zero address");
    }
}
