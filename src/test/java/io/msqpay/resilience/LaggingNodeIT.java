package io.msqpay.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Fault;
import io.msqpay.dsl.FaultyNode;
import io.msqpay.dsl.Merchant;
import io.msqpay.dsl.PaymentServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A second node that stopped following the chain: a snapshot of it from before the payment. */
class LaggingNodeIT {

    private Anvil current;
    private Anvil lagging;
    private Deployed deployed;
    private FaultyNode first;
    private PaymentServer server;
    private Merchant merchant;

    private static final String READ = "eth_call";

    @BeforeEach
    void start() {
        current = Anvil.start();
        lagging = Anvil.start();
        deployed = Deployed.on(current);
        lagging.rpc("anvil_loadState", current.rpc("anvil_dumpState").asText());
        first = FaultyNode.before(current);
        server = PaymentServer.on(deployed, "msqpay.chain.rpc-urls=" + first.url() + "," + lagging.url());
        merchant = server.merchant();
    }

    @AfterEach
    void stop() {
        server.close();
        first.close();
        lagging.close();
        current.close();
    }

    @Test
    void aNodeThatHasFallenBehindIsNotAskedUntilItHasCaughtUp() {
        try (FaultyNode late = FaultyNode.before(lagging)) {
            moveOn();
            String id = merchant.create("1").text("paymentId");
            try (PaymentServer other = comparing(late)) {
                late.resetCalls();

                assertThat(other.merchant().status(id).status()).isEqualTo(200);
                assertThat(late.calls(READ)).isZero();

                lagging.setNextBlockTimestamp(current.timestamp());
                lagging.mine();
                await().until(() -> {
                    other.merchant().status(id);
                    return late.calls(READ) > 0;
                });
            }
        }
    }

    @Test
    void aNodeThatHasFallenBehindDoesNotAnswerForTheBetterOneThatFails() {
        try (FaultyNode late = FaultyNode.before(lagging)) {
            moveOn();
            String id = merchant.create("1").text("paymentId");
            try (PaymentServer other = comparing(late)) {
                first.fail(new Fault.HttpStatus(500));

                assertThat(other.merchant().status(id).status()).isEqualTo(503);
            }
        }
    }

    @Test
    void aNodeThatStopsFollowingWhileTheServerRunsIsLeftForTheOther() {
        try (FaultyNode late = FaultyNode.before(lagging);
                PaymentServer other = comparing(late)) {
            moveOn();
            String id = merchant.create("1").text("paymentId");

            await().until(() -> other.merchant().status(id).status() == 200);
        }
    }

    @Test
    void aNodeThatWasDownAtStartIsAskedAsSoonAsItHasShownItsChain() {
        String id = merchant.create("1").text("paymentId");
        try (FaultyNode late = FaultyNode.before(current)) {
            late.fail(new Fault.Refuse());
            try (PaymentServer other = comparing(late)) {
                assertThat(other.merchant().status(id).status()).isEqualTo(200);
                late.heal();
                first.fail(new Fault.Refuse());

                await().until(() -> other.merchant().status(id).status() == 200);
            }
        }
    }

    @Test
    void aNodeOfAnotherChainThatComesUpLaterIsNeverAsked() {
        String id = merchant.create("1").text("paymentId");
        try (Anvil foreign = Anvil.start(Anvil.chainId(80002));
                FaultyNode late = FaultyNode.before(foreign)) {
            // Contracts can have the same address on two chains, and so can payments.
            foreign.rpc("anvil_loadState", current.rpc("anvil_dumpState").asText());
            late.fail(new Fault.Refuse());
            try (PaymentServer other = comparing(late)) {
                late.heal();
                late.resetCalls();
                await().until(() -> late.calls(READ) >= 2);

                assertThat(other.merchant().status(id).status()).isEqualTo(200);
                first.fail(new Fault.Refuse());

                assertThat(other.merchant().status(id).status()).isEqualTo(503);
            }
        }
    }

    @Test
    void aNodeThatDoesNotTellItsBlockStaysWhatItWas() {
        String id = merchant.create("1").text("paymentId");
        try (FaultyNode mute = FaultyNode.before(current);
                PaymentServer other = comparing(mute)) {
            mute.fail(new Fault.RpcError(-32601, "the method does not exist"), "eth_getBlockByNumber");
            mute.resetCalls();
            await().until(() -> mute.calls("eth_getBlockByNumber") >= 2);

            assertThat(other.merchant().status(id).status()).isEqualTo(200);
            assertThat(mute.calls(READ)).isEqualTo(1);
        }
    }

    private void moveOn() {
        current.increaseTime(Duration.ofMinutes(1));
        current.mine();
    }

    private PaymentServer comparing(FaultyNode late) {
        return PaymentServer.on(
                deployed, "msqpay.chain.rpc-urls=" + late.url() + "," + first.url(), "msqpay.chain.max-lag=2s");
    }

    @Test
    void anOnlyNodeIsAskedForNothingToCompareItWith() {
        assertThat(runs(server, "measureNodes"))
                .as("several are compared at start")
                .isPositive();
        try (PaymentServer only = PaymentServer.on(deployed, "msqpay.chain.max-lag=300ms")) {
            await().until(() -> runs(only, "compareNodes") >= 2);

            assertThat(runs(only, "measureNodes")).isZero();
        }
    }

    /** How often a route has run. */
    private static long runs(PaymentServer of, String route) {
        return of
                .context()
                .getBean(MeterRegistry.class)
                .find("camel.route.policy")
                .tag("routeId", route)
                .timers()
                .stream()
                .mapToLong(Timer::count)
                .sum();
    }

    @Test
    void aPaymentThatWasSeenIsNeverUnknownAgain() {
        String id = merchant.create("1").text("paymentId");
        assertThat(merchant.status(id).status()).isEqualTo(200);
        assertThat(deployed.payment(id).status()).isEqualTo(Deployed.Status.PENDING);

        first.fail(new Fault.HttpStatus(500));

        assertThat(merchant.status(id).status()).isEqualTo(503);
        first.heal();
        await().until(() -> merchant.status(id).status() == 200);
    }

    @Test
    void aPaymentThatWasSeenConfirmedIsNeverPendingAgain() {
        String id = merchant.create("1").text("paymentId");
        lagging.rpc("anvil_loadState", current.rpc("anvil_dumpState").asText());
        assertThat(merchant.relay(id, "confirm").status()).isEqualTo(200);
        assertThat(merchant.status(id).text("status")).isEqualTo("confirmed");

        first.fail(new Fault.HttpStatus(500));

        assertThat(merchant.status(id).status()).isEqualTo(503);
        first.heal();
        await().until(() -> merchant.status(id).status() == 200);
        assertThat(merchant.status(id).text("status")).isEqualTo("confirmed");
    }
}
