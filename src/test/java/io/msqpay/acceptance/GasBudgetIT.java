package io.msqpay.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.msqpay.dsl.Answer;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Merchant;
import io.msqpay.dsl.PaymentServer;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;

/** An operator who does not want to spend more than so much in a day. */
class GasBudgetIT {

    @Test
    void theAccountSpendsNoMoreThanItsBudget() {
        Deployed deployed = Deployed.on(Anvil.shared());
        BigDecimal budget = new BigDecimal("0.001");
        BigInteger before = balance(deployed);
        try (PaymentServer server = PaymentServer.on(
                deployed, "msqpay.http.rate-limit-per-minute=0", "msqpay.operator.daily-gas-budget=" + budget)) {
            Merchant merchant = server.merchant();
            int created = 0;
            String last = null;
            Answer answer = merchant.create("1");
            while (answer.status() == 201 && created < 100) {
                created++;
                last = answer.text("paymentId");
                answer = merchant.create("1");
            }

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.text("error")).isEqualTo("ServiceUnavailable");
            assertThat(answer.text("message")).contains("gas budget");
            assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, 86_401);
            assertThat(merchant.relay(last, "confirm").status()).isEqualTo(503);
            assertThat(merchant.status(last).status())
                    .as("reading costs nothing")
                    .isEqualTo(200);
            BigInteger spent = before.subtract(balance(deployed));
            BigInteger limit = budget.movePointRight(18).toBigInteger();
            assertThat(spent).isBetween(limit.divide(BigInteger.valueOf(2)), limit);
        }
    }

    private static BigInteger balance(Deployed deployed) {
        return new BigInteger(
                deployed.anvil()
                        .rpc("eth_getBalance", deployed.operator().getAddress(), "latest")
                        .textValue()
                        .substring(2),
                16);
    }
}
