package io.msqpay.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.msqpay.payment.Address;
import io.msqpay.payment.Payment;
import io.msqpay.payment.PaymentId;
import java.util.function.Supplier;
import org.web3j.utils.Numeric;

/** Whatever a node answers is understood, or refused as malformed, and nothing else. */
class NodeAnswerFuzzTest {

    private static final PaymentId ID = new PaymentId("0x" + "11".repeat(32));
    private static final MsqpayContract CONTRACT =
            new MsqpayContract(new Address("0x26cF480E1f20f3e24cEf4e4aDe5b5EE62993c55F"));
    private static final String CREATION =
            Abi.selector("createPayment(bytes32,address,address,uint256,uint48,bytes32)") + ID.word();
    private static final ForwarderContract FORWARDER = new ForwarderContract();
    private static final Erc20 TOKEN = new Erc20();
    private static final RevertReasons REVERTS = new RevertReasons();

    @FuzzTest(maxDuration = "5s")
    void anAnswerIsUnderstoodOrMalformed(FuzzedDataProvider data) {
        boolean creation = data.consumeBoolean();
        String answer = answer(data);
        understand(answer);
        recognize(creation ? CREATION + answer.substring(2) : answer);
    }

    private static void understand(String answer) {
        Payment payment = understood(() -> CONTRACT.payment(ID, answer));
        if (payment != null) {
            assertThat(payment.paymentId()).isEqualTo(ID);
            assertThat(answer).contains(Numeric.toHexStringNoPrefixZeroPadded(payment.amount(), 64));
        }
        understood(() -> CONTRACT.addressIn(answer));
        understood(() -> FORWARDER.nonce(answer));
        understood(() -> FORWARDER.domain(answer));
        understood(() -> TOKEN.uint(answer));
        understood(() -> TOKEN.text(answer));
        REVERTS.decode(answer).ifPresent(reason -> assertThat(reason).isNotBlank());
    }

    /** Only a creation of this very payment is taken for one. */
    private static void recognize(String input) {
        Payment created = CONTRACT.creation(ID, CONTRACT.address(), input);
        if (created != null) {
            assertThat(input).startsWith(CREATION);
            assertThat(created.createdAt()).isZero();
        }
        assertThat(CONTRACT.closes(ID, CONTRACT.address(), input))
                .isEqualTo(input.startsWith(CONTRACT.close("confirm", ID))
                        || input.startsWith(CONTRACT.close("fail", ID)));
    }

    private static String answer(FuzzedDataProvider data) {
        return data.consumeBoolean()
                ? Numeric.toHexString(data.consumeRemainingAsBytes())
                : "0x" + data.consumeRemainingAsString();
    }

    private static <T> T understood(Supplier<T> decoding) {
        try {
            return decoding.get();
        } catch (MalformedAnswerException e) {
            assertThat(e.getMessage()).isNotBlank();
            return null;
        }
    }
}
