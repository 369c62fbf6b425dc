package io.msqpay.contract;

import io.msqpay.gasless.ForwardRequest;
import io.msqpay.gasless.ForwarderDomain;
import io.msqpay.payment.Address;
import io.msqpay.payment.PaymentId;
import java.math.BigInteger;
import java.util.List;
import org.web3j.abi.FunctionReturnDecoder;
import org.web3j.abi.TypeReference;
import org.web3j.abi.Utils;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.Utf8String;
import org.web3j.abi.datatypes.generated.Bytes1;
import org.web3j.abi.datatypes.generated.Bytes32;
import org.web3j.abi.datatypes.generated.Uint256;

/** The functions of OpenZeppelin's ERC2771Forwarder that gasless payments need. */
public class ForwarderContract {

    private static final String NONCES = Abi.selector("nonces(address)");
    private static final String DOMAIN = Abi.selector("eip712Domain()");
    private static final String EXECUTE = Abi.selector("execute((address,address,uint256,uint256,uint48,bytes,bytes))");
    private static final int SELECTOR_LENGTH = 10;
    private static final int WORD = 64;
    private static final int HEAD_WORDS = 8;
    private static final int SIGNATURE_BYTES = 65;
    private static final int PAY_BYTES = 36;

    public String nonces(Address payer) {
        return NONCES + Abi.word(payer);
    }

    /** The number in an answer of nonces. */
    public BigInteger nonce(String answer) {
        return Abi.words(answer, 2, 1).uint();
    }

    public String eip712Domain() {
        return DOMAIN;
    }

    /** The domain in an answer of eip712Domain (EIP-5267). Extensions, its last member, are not read: a node could name a billion of them. */
    @SuppressWarnings("rawtypes")
    public ForwarderDomain domain(String answer) {
        List<Type> values;
        try {
            values = FunctionReturnDecoder.decode(
                    answer,
                    Utils.convert(List.of(
                            new TypeReference<Bytes1>() {},
                            new TypeReference<Utf8String>() {},
                            new TypeReference<Utf8String>() {},
                            new TypeReference<Uint256>() {},
                            new TypeReference<org.web3j.abi.datatypes.Address>() {},
                            new TypeReference<Bytes32>() {})));
            return new ForwarderDomain(
                    (String) values.get(1).getValue(),
                    (String) values.get(2).getValue(),
                    ((BigInteger) values.get(3).getValue()).longValueExact(),
                    new Address((String) values.get(4).getValue()));
        } catch (RuntimeException e) {
            throw new MalformedAnswerException("The answer of the forwarder is not an EIP-712 domain");
        }
    }

    /**
     * Call data of execute.
     *
     * @param signature 65 bytes as 0x-hex
     */
    public String execute(ForwardRequest request, String signature) {
        int dataOffset = 7 * 32;
        String data = bytes(request.data().substring(2));
        int signatureOffset = dataOffset + data.length() / 2;
        return EXECUTE
                + Abi.word(32)
                + Abi.word(request.from())
                + Abi.word(request.to())
                + Abi.word(0)
                + Abi.word(request.gas())
                + Abi.word(request.deadline())
                + Abi.word(dataOffset)
                + Abi.word(signatureOffset)
                + data
                + bytes(signature.substring(2));
    }

    /**
     * Whether call data is what {@link #execute} makes of a pay of this payment.
     *
     * @param msqpay the contract that is paid on
     */
    public boolean executes(String input, MsqpayContract msqpay, PaymentId paymentId) {
        String pay = bytes(msqpay.pay(paymentId).substring(2));
        int data = SELECTOR_LENGTH + HEAD_WORDS * WORD;
        return input != null
                && input.startsWith(EXECUTE + Abi.word(32))
                && input.length() == data + (bytesLength(PAY_BYTES) + bytesLength(SIGNATURE_BYTES)) * 2
                && input.substring(SELECTOR_LENGTH + 2 * WORD, SELECTOR_LENGTH + 3 * WORD)
                        .equals(Abi.word(new Address(msqpay.address())))
                && input.startsWith(pay, data);
    }

    private static String bytes(String hex) {
        int length = hex.length() / 2;
        return Abi.word(length) + hex + "0".repeat(bytesLength(length) * 2 - WORD - hex.length());
    }

    /** Bytes that the ABI spends on that many: a length word and full words. */
    private static int bytesLength(int length) {
        return 32 + (length + 31) / 32 * 32;
    }
}
