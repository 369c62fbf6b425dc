package io.msqpay.contract;

import io.msqpay.payment.Address;
import java.math.BigInteger;
import java.util.List;
import org.web3j.abi.FunctionReturnDecoder;
import org.web3j.abi.TypeReference;
import org.web3j.abi.Utils;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.Utf8String;

/** The functions of an ERC-20 token that the server reads. */
public final class Erc20 {

    private static final String ALLOWANCE = Abi.selector("allowance(address,address)");
    private static final String SYMBOL = Abi.selector("symbol()");
    private static final String DECIMALS = Abi.selector("decimals()");

    static String allowance(Address owner, Address spender) {
        return ALLOWANCE + Abi.word(owner) + Abi.word(spender);
    }

    public String symbol() {
        return SYMBOL;
    }

    public String decimals() {
        return DECIMALS;
    }

    /** The number in an answer of a function that returns one. */
    public BigInteger uint(String answer) {
        return Abi.words(answer, 2, 1).uint();
    }

    /** The text in an answer of a function that returns one. */
    public String text(String answer) {
        try {
            @SuppressWarnings("rawtypes")
            List<Type> values =
                    FunctionReturnDecoder.decode(answer, Utils.convert(List.of(new TypeReference<Utf8String>() {})));
            return (String) values.get(0).getValue();
        } catch (RuntimeException e) {
            throw new MalformedAnswerException("The answer of the token is not a text");
        }
    }
}
