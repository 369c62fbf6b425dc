package io.msqpay.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.msqpay.gasless.ForwardRequest;
import io.msqpay.payment.Address;
import io.msqpay.payment.Payment;
import io.msqpay.payment.PaymentId;
import io.msqpay.payment.PaymentOrder;
import io.msqpay.payment.PaymentStatus;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.abi.datatypes.DynamicStruct;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.Utf8String;
import org.web3j.abi.datatypes.generated.Bytes32;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint48;
import org.web3j.utils.Numeric;

/** Our encoding against web3j's. */
class ContractAbiTest {

    private static final Address MSQPAY = new Address("0x26cF480E1f20f3e24cEf4e4aDe5b5EE62993c55F");
    private static final Address MERCHANT = new Address("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
    private static final PaymentId ID = new PaymentId("0x" + "ab".repeat(32));
    private static final String WORD = "0".repeat(64);

    private final MsqpayContract contract = new MsqpayContract(MSQPAY);
    private final ForwarderContract forwarder = new ForwarderContract();
    private final PaymentOrder order = new PaymentOrder(
            ID,
            MERCHANT,
            "USDC",
            MSQPAY,
            BigInteger.TWO.pow(256).subtract(BigInteger.ONE),
            "0x" + "cd".repeat(32),
            1800);

    @Test
    void encodesCreatePaymentWithTheExpiryPeriodBehindItsArguments() {
        String expected = FunctionEncoder.encode(new Function(
                "createPayment",
                List.of(
                        new Bytes32(Numeric.hexStringToByteArray(ID.value())),
                        new org.web3j.abi.datatypes.Address(MERCHANT.value()),
                        new org.web3j.abi.datatypes.Address(MSQPAY.value()),
                        new Uint256(order.amount()),
                        new Uint48(1_700_000_000),
                        new Bytes32(Numeric.hexStringToByteArray(order.metadataHash()))),
                List.of()));

        String data = contract.createPayment(order, 1_700_000_000);

        assertThat(data).isEqualTo(expected + Numeric.toHexStringNoPrefixZeroPadded(BigInteger.valueOf(1800), 64));
        assertThat(contract.expiresIn(data)).isEqualTo(1800);
        assertThat(contract.expiresIn(expected)).isNull();
        assertThat(contract.expiresIn(null)).isNull();
        Payment creation = contract.creation(ID, MSQPAY.value().toLowerCase(), data);
        assertThat(creation.amount()).isEqualTo(order.amount());
        assertThat(creation.merchant()).isEqualTo(MERCHANT);
        assertThat(creation.isPending()).isTrue();
    }

    @Test
    void takesOnlyACreationOfThisIdOnThisContract() {
        String data = contract.createPayment(order, 1);

        assertThat(contract.creation(ID, MERCHANT.value(), data)).isNull();
        assertThat(contract.creation(ID, null, data)).isNull();
        assertThat(contract.creation(ID, MSQPAY.value(), null)).isNull();
        assertThat(contract.creation(ID, MSQPAY.value(), contract.pay(ID))).isNull();
        assertThat(contract.creation(ID, MSQPAY.value(), data.substring(0, 200)))
                .isNull();
        assertThat(contract.creation(new PaymentId("0x" + "ba".repeat(32)), MSQPAY.value(), data))
                .isNull();
    }

    @Test
    void tellsWhatClosesAPayment() {
        assertThat(contract.closes(ID, MSQPAY.value(), contract.close("confirm", ID)))
                .isTrue();
        assertThat(contract.closes(ID, MSQPAY.value(), contract.close("fail", ID)))
                .isTrue();
        assertThat(contract.closes(ID, MSQPAY.value(), contract.pay(ID))).isFalse();
        assertThat(contract.transactionOf(List.of())).isNull();
        assertThat(contract.forwardedPay(ID, MERCHANT))
                .isEqualTo(contract.pay(ID) + MERCHANT.value().substring(2));
        assertThat(contract.createdTopics(ID)).hasSize(2).contains(ID.value());
    }

    @Test
    void readsAPaymentAndKnowsAnUnknownOne() {
        String answer = "0x" + address(MERCHANT) + number(5) + number(0) + address(MSQPAY) + number(9) + number(3)
                + number(1) + WORD + number(0) + number(7) + "cd".repeat(32);

        Payment payment = contract.payment(ID, answer);

        assertThat(payment.status()).isEqualTo(PaymentStatus.PENDING);
        assertThat(payment.createdBlock()).isEqualTo(3);
        assertThat(payment.amount()).isEqualTo(7);
        assertThat(contract.payment(ID, "0x" + WORD.repeat(11))).isNull();
        assertThat(contract.payment(ID, "0x")).isNull();
    }

    @Test
    void refusesAnswersThatTheContractCannotHaveGiven() {
        String head = "0x" + address(MERCHANT) + number(5) + number(0) + address(MSQPAY) + number(9) + number(3);
        String tail = WORD + number(0) + number(7) + "cd".repeat(32);
        for (String answer : List.of(
                "0x12",
                head + number(4) + tail,
                "0x" + "f".repeat(64 * 11),
                head.replace("0x0", "0xz") + number(1) + tail,
                "0x" + address(MERCHANT) + "f".repeat(64) + WORD.repeat(9))) {
            assertThatThrownBy(() -> contract.payment(ID, answer)).isInstanceOf(MalformedAnswerException.class);
        }
        assertThatThrownBy(() -> contract.payment(ID, null)).isInstanceOf(MalformedAnswerException.class);
        assertThatThrownBy(() -> forwarder.domain("0x" + WORD)).isInstanceOf(MalformedAnswerException.class);
        assertThatThrownBy(() -> new Erc20().text("0x01")).isInstanceOf(MalformedAnswerException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 200_000, Long.MAX_VALUE})
    void encodesExecuteAsWeb3jDoes(long gas) {
        String signature = "0x" + "ef".repeat(65);
        ForwardRequest request = new ForwardRequest(
                MERCHANT, MSQPAY, BigInteger.valueOf(gas), BigInteger.ONE, 1_700_000_000, contract.pay(ID));
        String expected = FunctionEncoder.encode(new Function(
                "execute",
                List.of(new DynamicStruct(
                        new org.web3j.abi.datatypes.Address(MERCHANT.value()),
                        new org.web3j.abi.datatypes.Address(MSQPAY.value()),
                        new Uint256(0),
                        new Uint256(gas),
                        new Uint48(1_700_000_000),
                        new DynamicBytes(Numeric.hexStringToByteArray(contract.pay(ID))),
                        new DynamicBytes(Numeric.hexStringToByteArray(signature)))),
                List.of()));

        String data = forwarder.execute(request, signature);

        assertThat(data).isEqualTo(expected);
        assertThat(forwarder.executes(data, contract, ID)).isTrue();
        assertThat(forwarder.executes(data, contract, new PaymentId("0x" + "ba".repeat(32))))
                .isFalse();
        assertThat(forwarder.executes(data, new MsqpayContract(MERCHANT), ID)).isFalse();
        assertThat(forwarder.executes(data + "00", contract, ID)).isFalse();
        assertThat(forwarder.executes(null, contract, ID)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "0xd6bda275,FailedCall()",
        "0x00f29588" + "abababababababababababababababababababababababababababababababab"
                + "0000000000000000000000000000000000000000000000000000000000000007,"
                + "'PaymentExpired(0xabababababababababababababababababababababababababababababababab, 7)'",
        "0x4e487b710000000000000000000000000000000000000000000000000000000000000011,Panic(17)"
    })
    void writesARevertAsSolidityWould(String data, String expected) {
        assertThat(new RevertReasons().decode(data)).contains(expected);
    }

    @Test
    void showsTheTextOfARequireAndNothingOfGarbage() {
        String error = "0x08c379a0"
                + FunctionEncoder.encodeConstructor(List.of(new Utf8String("not\nyours")))
                        .replace("0x", "");

        assertThat(new RevertReasons().decode(error)).contains("not yours");
        assertThat(new RevertReasons()
                        .decode("0x08c379a0"
                                + FunctionEncoder.encodeConstructor(List.of(new Utf8String("x".repeat(500))))))
                .hasValueSatisfying(text -> assertThat(text).hasSize(200));
        for (String garbage : new String[] {null, "0x", "0x12345678", "0x08c379a0ff", "0x00f29588ab"}) {
            assertThat(new RevertReasons().decode(garbage)).isEmpty();
        }
    }

    private static String number(long value) {
        return Numeric.toHexStringNoPrefixZeroPadded(BigInteger.valueOf(value), 64);
    }

    private static String address(Address address) {
        return "0".repeat(24) + address.value().substring(2).toLowerCase();
    }
}
