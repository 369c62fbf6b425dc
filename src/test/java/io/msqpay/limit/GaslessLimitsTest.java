package io.msqpay.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.msqpay.config.MsqpayProperties;
import io.msqpay.error.TooManyRequestsException;
import io.msqpay.payment.Address;
import io.msqpay.payment.PaymentId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GaslessLimitsTest {

    private static final Address PAYER = new Address("0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC");
    private static final Address OTHER = new Address("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
    private static final PaymentId PAYMENT = new PaymentId("0x" + "6a".repeat(32));

    @Test
    void aPayerAndAPaymentHaveTheirAttemptsEach() {
        GaslessLimits limits = limits(2, 1);
        limits.countPayer(PAYER);
        limits.countPayer(PAYER);
        limits.countPayer(OTHER);
        limits.countPayment(PAYMENT);

        TooManyRequestsException payer =
                catchThrowableOfType(TooManyRequestsException.class, () -> limits.countPayer(PAYER));
        TooManyRequestsException payment =
                catchThrowableOfType(TooManyRequestsException.class, () -> limits.countPayment(PAYMENT));

        assertThat(payer.getMessage()).startsWith("This payer").contains("nothing was sent");
        assertThat(payer.retryAfterSeconds()).isBetween(1795L, 1800L);
        assertThat(payment.retryAfterSeconds()).isBetween(3595L, 3600L);
    }

    @Test
    void aPayerIsTheSameHoweverTheAddressIsWritten() {
        GaslessLimits limits = limits(1, 1);
        limits.countPayer(Address.parse(PAYER.value().toLowerCase()));

        assertThat(catchThrowableOfType(TooManyRequestsException.class, () -> limits.countPayer(PAYER)))
                .isNotNull();
    }

    @Test
    void zeroSwitchesABoundOff() {
        GaslessLimits limits = limits(0, 0);

        for (int i = 0; i < 1000; i++) {
            limits.countPayer(PAYER);
            limits.countPayment(PAYMENT);
        }
    }

    private static GaslessLimits limits(int perPayer, int perPayment) {
        return new GaslessLimits(
                new MsqpayProperties.Gasless(200_000, 1_000_000, Duration.ofMinutes(10), perPayer, perPayment));
    }
}
