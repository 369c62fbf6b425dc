package io.msqpay.relayer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.msqpay.chain.NodeUnavailableException;
import io.msqpay.contract.Deployment;
import io.msqpay.contract.ForwarderContract;
import io.msqpay.contract.MsqpayContract;
import io.msqpay.error.ConflictException;
import io.msqpay.error.ErrorBodies;
import io.msqpay.error.ErrorBody;
import io.msqpay.error.GatewayTimeoutException;
import io.msqpay.error.InvalidRequestException;
import io.msqpay.error.NotFoundException;
import io.msqpay.error.ServiceUnavailableException;
import io.msqpay.payment.Address;
import io.msqpay.payment.PaymentId;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.web3j.protocol.core.methods.response.Transaction;
import org.web3j.protocol.core.methods.response.TransactionReceipt;

class LocalRelayerTest {

    private static final Address MSQPAY = new Address("0x26cF480E1f20f3e24cEf4e4aDe5b5EE62993c55F");
    private static final String FORWARDER = "0x4a5Dd56Be16ccBcB0C9B48e23C2173eD602F8D02";
    private static final String HASH = "0x" + "5".repeat(64);
    private static final PaymentId ID = new PaymentId("0x" + "ab".repeat(32));

    private final MsqpayContract contract = new MsqpayContract(MSQPAY);
    private final LocalRelayer relayer = new LocalRelayer(contract, new ForwarderContract(), () -> FORWARDER, 3);

    private static Optional<TransactionReceipt> receipt(String status) {
        TransactionReceipt receipt = new TransactionReceipt();
        receipt.setStatus(status);
        receipt.setBlockNumber("0xa");
        return Optional.of(receipt);
    }

    @Test
    void callsATransactionSuccessfulAtTheConfiguredDepthOnly() {
        assertThat(relayer.providerStatus(Optional.empty(), BigInteger.TEN)).isEqualTo("broadcast");
        assertThat(relayer.providerStatus(receipt("0x1"), BigInteger.valueOf(9)))
                .isEqualTo("mined");
        assertThat(relayer.providerStatus(receipt("0x1"), BigInteger.valueOf(11)))
                .isEqualTo("mined");
        assertThat(relayer.providerStatus(receipt("0x1"), BigInteger.valueOf(12)))
                .isEqualTo("confirmed");
        assertThat(relayer.providerStatus(receipt("0x0"), BigInteger.valueOf(12)))
                .isEqualTo("reverted");
        assertThat(relayer.status("broadcast")).isEqualTo("pending");
        assertThat(relayer.status("mined")).isEqualTo("pending");
        assertThat(relayer.status("confirmed")).isEqualTo("success");
        assertThat(relayer.status("reverted")).isEqualTo("failed");
    }

    @Test
    void knowsOnlyRelaysOfThePayment() {
        Transaction confirm = new Transaction();
        confirm.setTo(MSQPAY.value());
        confirm.setInput(contract.close("confirm", ID));
        Transaction foreign = new Transaction();
        foreign.setTo(FORWARDER);
        foreign.setInput(contract.close("confirm", ID));

        relayer.requireRelayOf(ID, confirm);
        assertThatThrownBy(() -> relayer.requireRelayOf(ID, null)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> relayer.requireRelayOf(ID, foreign)).isInstanceOf(NotFoundException.class);
        assertThat(relayer.transactionHash(HASH)).isEqualTo(HASH);
        for (String id : Arrays.asList(null, "1", HASH + "0")) {
            assertThatThrownBy(() -> relayer.transactionHash(id)).isInstanceOf(NotFoundException.class);
        }
    }

    @Test
    void leavesOutAHashThatIsNotKnownYet() {
        Relays relays = new Relays();

        assertThat(relays.result("id", null, "pending")).doesNotContainKey("relayTxHash");
        assertThat(relays.tracked("id", null, "pending", "sent")).doesNotContainKey("relayTxHash");
        assertThat(relays.tracked("id", HASH, "pending", "sent")).containsEntry("relayTxHash", HASH);
        assertThat(relays.success("id", HASH, "success")).containsEntry("status", "success");
        assertThatThrownBy(() -> relays.success("id", HASH, "failed")).isInstanceOf(ConflictException.class);
    }

    @Test
    void waitsNoLongerThanTheTimeLimit() {
        TimeLimits limits = new TimeLimits(Duration.ofMinutes(1));
        long past = System.nanoTime() - 1;

        assertThat(limits.isOpenWhilePending(limits.start(), "pending")).isTrue();
        assertThat(limits.isOpenWhilePending(limits.start(), "success")).isFalse();
        assertThat(limits.isOpenWhilePending(past, "pending")).isFalse();
        assertThat(limits.isOpenWithout(limits.start(), null)).isTrue();
        assertThat(limits.isOpenWithout(limits.start(), HASH)).isFalse();
        assertThat(limits.isOpenWithout(past, null)).isFalse();
    }

    @Test
    void reportsAnUnknownOutcomeWithTheRelayToFollow() {
        ErrorBodies bodies = new ErrorBodies();

        assertThatThrownBy(() -> new Outcomes().unknown("id", HASH))
                .isInstanceOfSatisfying(GatewayTimeoutException.class, e -> {
                    ErrorBody body = bodies.body("GatewayTimeout", e, "r");
                    assertThat(body.relayId()).isEqualTo("id");
                    assertThat(body.relayTxHash()).isEqualTo(HASH);
                    assertThat(body.status()).isEqualTo("pending");
                });
        assertThatThrownBy(() -> new Outcomes().rethrow(new IllegalStateException("x")))
                .hasMessage("x");
    }

    @Test
    void saysNothingAboutABugButItsRequestId() {
        ErrorBodies bodies = new ErrorBodies();

        assertThat(bodies.body("InternalError", new IllegalStateException("secret"), "r")
                        .message())
                .doesNotContain("secret");
        assertThat(bodies.body("ServiceUnavailable", new NodeUnavailableException("node-1"), "r")
                        .message())
                .doesNotContain("node-1");
        assertThat(bodies.body("ValidationError", new RuntimeException(new InvalidRequestException("a", "b")), "r")
                        .details())
                .hasSize(1);
        assertThat(bodies.retryAfter(new ServiceUnavailableException("x"))).isEqualTo(5);
        assertThat(bodies.retryAfter(new NodeUnavailableException("x"))).isEqualTo(5);
        assertThat(bodies.retryAfter(new IllegalStateException("x"))).isNull();
    }

    @Test
    void isNotServedBeforeTheDeploymentIsKnown() {
        Deployment deployment = new Deployment(contract, "local", null);

        assertThatThrownBy(deployment::chainId).isInstanceOf(ServiceUnavailableException.class);
    }
}
