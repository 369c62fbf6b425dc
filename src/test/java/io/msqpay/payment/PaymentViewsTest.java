package io.msqpay.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.msqpay.contract.Erc20;
import io.msqpay.contract.MsqpayContract;
import io.msqpay.contract.Token;
import io.msqpay.error.ConflictException;
import io.msqpay.error.InvalidRequestException;
import io.msqpay.error.NotFoundException;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.web3j.protocol.core.methods.response.EthBlock;
import org.web3j.protocol.core.methods.response.Transaction;

class PaymentViewsTest {

    private static final Address MERCHANT = new Address("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
    private static final Address TOKEN = new Address("0x645ede7A00015e53376B8843E959a3a10b4F2D07");
    private static final PaymentId ID = new PaymentId("0x" + "Ab".repeat(32));

    private final PaymentViews views = new PaymentViews(() -> List.of(new Token("USDC", TOKEN, 6)), null, new Erc20());
    private final MsqpayContract contract = new MsqpayContract(MERCHANT);
    private final PaymentRequests requests = new PaymentRequests(contract);

    private static Payment payment(PaymentStatus status, long closedAt, Address payer, Address token) {
        return new Payment(
                ID,
                MERCHANT,
                100,
                closedAt,
                token,
                200,
                BigInteger.ONE,
                status,
                payer,
                BigInteger.ZERO,
                BigInteger.TEN,
                MetadataHash.NONE);
    }

    @Test
    void leavesOutWhatDoesNotApply() {
        Map<String, Object> pending = views.status(payment(PaymentStatus.PENDING, 0, Address.ZERO, TOKEN), false);

        assertThat(pending).doesNotContainKeys("confirmedAt", "payer", "failureReason");
        assertThat(pending).containsEntry("currency", "USDC").containsEntry("amount", "10");
        assertThat(views.status(payment(PaymentStatus.CONFIRMED, 150, MERCHANT, TOKEN), false))
                .containsEntry("confirmedAt", 150L)
                .containsEntry("payer", MERCHANT.value());
    }

    @Test
    void tellsWhyAPaymentFailed() {
        assertThat(views.status(payment(PaymentStatus.FAILED, 0, Address.ZERO, TOKEN), false))
                .containsEntry("failureReason", "expired");
        assertThat(views.status(payment(PaymentStatus.FAILED, 9, Address.ZERO, TOKEN), false))
                .containsEntry("failureReason", "cancelled");
        assertThat(views.status(payment(PaymentStatus.PENDING, 0, Address.ZERO, MERCHANT), true))
                .containsEntry("status", "failed")
                .containsEntry("failureReason", "create_reverted")
                .containsEntry("currency", MERCHANT.value());
    }

    @Test
    void letsOnlyFinalEndsBeCached() {
        Payment closed = payment(PaymentStatus.CONFIRMED, 150, Address.ZERO, TOKEN);
        Payment open = payment(PaymentStatus.PENDING, 0, Address.ZERO, TOKEN);

        assertThat(views.cacheControl(closed, "finalized", false)).contains("immutable");
        assertThat(views.cacheControl(closed, "safe", false)).isEqualTo("no-store");
        assertThat(views.cacheControl(open, "finalized", false)).isEqualTo("no-store");
        assertThat(views.cacheControl(closed, "finalized", true)).isEqualTo("no-store");
    }

    @Test
    void refusesMalformedParameters() {
        for (String id :
                Arrays.asList(null, "", "0x" + "a".repeat(63), "0x" + "a".repeat(65), "0x" + "a".repeat(64) + "\n")) {
            assertThatThrownBy(() -> requests.paymentId(id)).isInstanceOf(InvalidRequestException.class);
        }
        assertThat(requests.paymentId(ID.value()).value()).isEqualTo("0x" + "ab".repeat(32));
        assertThat(requests.blockTag(null)).isEqualTo("latest");
        assertThat(requests.blockTag("safe")).isEqualTo("safe");
        assertThatThrownBy(() -> requests.blockTag("pending")).isInstanceOf(InvalidRequestException.class);
        assertThat(requests.transactionHash(null)).isNull();
        assertThat(requests.transactionHash(ID.value())).isEqualTo(ID.value());
        assertThatThrownBy(() -> requests.transactionHash("0x1")).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void takesTwoActionsAndNothingElse() {
        assertThat(requests.action(Map.of("action", "confirm"))).isEqualTo("confirm");
        assertThat(requests.action(Map.of("action", "fail"))).isEqualTo("fail");
        for (Map<String, Object> body : Arrays.<Map<String, Object>>asList(
                null, Map.of(), Map.of("action", 1), Map.of("action", "pay"), Map.of("action", "fail", "x", 1))) {
            assertThatThrownBy(() -> requests.action(body)).isInstanceOf(InvalidRequestException.class);
        }
    }

    @Test
    void saysWhyAPaymentIsNotPending() {
        requests.requirePending(payment(PaymentStatus.PENDING, 0, Address.ZERO, TOKEN));
        assertThatThrownBy(() -> requests.requirePending(null)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> requests.requirePending(payment(PaymentStatus.CONFIRMED, 1, MERCHANT, TOKEN)))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("confirmed");
        assertThatThrownBy(() -> requests.requirePending(payment(PaymentStatus.FAILED, 1, MERCHANT, TOKEN)))
                .hasMessageContaining("cancelled");
        assertThatThrownBy(() -> requests.requirePending(payment(PaymentStatus.FAILED, 0, MERCHANT, TOKEN)))
                .hasMessageContaining("expired");
        assertThatThrownBy(() -> requests.creation(ID, null)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> requests.creation(ID, new Transaction())).isInstanceOf(NotFoundException.class);
    }

    @Test
    void countsTheExpiryFromWhicheverClockIsAhead() {
        PaymentClock clock = new LatestPaymentClock(Clock.fixed(Instant.ofEpochSecond(1000), ZoneOffset.UTC));
        PaymentOrder order = new PaymentOrder(ID, MERCHANT, "USDC", TOKEN, BigInteger.ONE, MetadataHash.NONE, 60);
        EthBlock.Block block = new EthBlock.Block();

        block.setTimestamp("0x1");
        assertThat(clock.expiresAt(order, block)).isEqualTo(1060);
        block.setTimestamp("0x7d0");
        assertThat(clock.expiresAt(order, block)).isEqualTo(2060);
    }
}
