package io.msqpay.relayer;

import static org.assertj.core.api.Assertions.assertThat;

import io.msqpay.dsl.Answer;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Deployed.Status;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The whole server with Defender. */
class DefenderRelayIT extends RemoteRelayScenarios {

    private DefenderEmulator defender;

    @Override
    RelayerEmulator emulate(Deployed on) {
        defender = new DefenderEmulator(on);
        return defender;
    }

    @Test
    void keepsItsTokenAndRefreshesItOnceForAllWhoNeedIt() {
        List<String> payments =
                IntStream.range(0, 5).mapToObj(payment -> newPayment()).toList();
        long mined = defender.mined();
        defender.expireTokens();
        ExecutorService threads = Executors.newFixedThreadPool(payments.size());

        List<CompletableFuture<Answer>> answers = payments.stream()
                .map(id -> CompletableFuture.supplyAsync(() -> merchant.relay(id, "confirm"), threads))
                .toList();

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.join().status()).isEqualTo(200));
        assertThat(payments)
                .allSatisfy(id -> assertThat(deployed.payment(id).status()).isEqualTo(Status.CONFIRMED));
        assertThat(defender.refreshes()).isEqualTo(1);
        assertThat(defender.logins()).isZero();
        assertThat(defender.mined()).isEqualTo(mined + payments.size());
        threads.shutdownNow();
    }

    @Test
    void logsInAnewWhenTheSessionHasEnded() {
        String id = newPayment();
        defender.expireSessions();

        assertThat(merchant.relay(id, "confirm").status()).isEqualTo(200);
        assertThat(defender.refreshes()).isEqualTo(1);
        assertThat(defender.logins()).isEqualTo(1);
    }

    @Test
    void renewsATokenThatIsRefusedAtTheSendItself() {
        relayer.fail(RelayerFault.UNAUTHORIZED, 1);
        String id = newPayment();

        assertThat(measured("token refused", () -> merchant.relay(id, "confirm"))
                        .status())
                .isEqualTo(200);
        assertThat(defender.refreshes()).isEqualTo(1);
        assertThat(relayer.sends()).isEqualTo(2);
        assertThat(relayer.relays().stream().filter(relay -> relay.data.contains(id.substring(2))))
                .hasSize(1);
    }

    @Test
    void sendsNothingWhileTheLoginHangs() {
        String id = newPayment();
        defender.expireSessions();
        defender.failReads(RelayerFault.HANG_AFTER_TAKING, 1);

        Answer answer = measured("login hangs (request limit here 1 s)", () -> merchant.relay(id, "confirm"));

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(503);
        assertThat(defender.relays()).noneMatch(relay -> relay.data.contains(id.substring(2)));
    }

    @Test
    void reportsCredentialsThatAreRefusedForGood() {
        relayer.fail(RelayerFault.UNAUTHORIZED, Integer.MAX_VALUE);

        Answer answer = merchant.relay(newPayment(), "confirm");

        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.body().toString()).doesNotContain("token-", "refresh-", DefenderEmulator.API_SECRET);
        assertThat(relayer.sends()).isEqualTo(2);
    }
}
