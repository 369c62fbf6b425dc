package io.msqpay.relayer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.msqpay.dsl.Answer;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Deployed.Status;
import io.msqpay.dsl.Fault;
import io.msqpay.dsl.FaultyNode;
import io.msqpay.dsl.Measurements;
import io.msqpay.dsl.Merchant;
import io.msqpay.dsl.Payer;
import io.msqpay.dsl.PaymentServer;
import io.msqpay.dsl.SilentPort;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every remote relayer has to stand, asserted on the chain and on the number of sends. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RemoteRelayScenarios {

    private final ExecutorService threads = Executors.newCachedThreadPool();

    Deployed deployed;
    RelayerEmulator relayer;
    PaymentServer server;
    Merchant merchant;

    /** Whose relays have 2 s, for what ends with the time limit. */
    private PaymentServer hasty;

    private Merchant hastyMerchant;

    abstract RelayerEmulator emulate(Deployed on);

    @BeforeAll
    final void start() {
        deployed = Deployed.on(Anvil.shared());
        relayer = emulate(deployed);
        server = server();
        merchant = server.merchant();
        hasty = server("msqpay.relayer.timeout=2s", "msqpay.relayer.request-timeout=500ms");
        hastyMerchant = hasty.merchant();
        relayer.reset();
    }

    @AfterAll
    final void stop() {
        hasty.close();
        server.close();
        relayer.close();
        threads.shutdownNow();
    }

    /** The breakers must not carry one test's faults into the next. */
    @AfterEach
    final void heal() {
        relayer.reset();
        String path = "/payments/" + newPayment() + "/relay/unknown";
        for (Merchant each : List.of(merchant, hastyMerchant)) {
            await().until(() -> each.get(path).status() == 404);
        }
        relayer.reset();
    }

    private PaymentServer server(String... more) {
        return PaymentServer.on(
                deployed,
                Stream.of(
                                Stream.of(relayer.properties()),
                                Stream.of(
                                        "msqpay.relayer.timeout=6s",
                                        "msqpay.relayer.request-timeout=1s",
                                        "msqpay.chain.receipt-poll-interval=50ms",
                                        "msqpay.http.rate-limit-per-minute=0"),
                                Stream.of(more))
                        .flatMap(each -> each)
                        .toArray(String[]::new));
    }

    final String newPayment() {
        return merchant.create("5").text("paymentId");
    }

    /** The last relay that the relayer has taken. */
    final RelayerEmulator.Relay lastRelay() {
        List<RelayerEmulator.Relay> all = relayer.relays();
        return all.get(all.size() - 1);
    }

    /** Keeps what a fault cost the caller; docs/resilience.md is written from it. */
    final Answer measured(String fault, Supplier<Answer> call) {
        long start = System.nanoTime();
        Answer answer = call.get();
        long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
        Measurements.add(
                getClass().getSimpleName().replace("RelayIT", ""), fault, answer.status(), relayer.sends(), millis);
        return answer;
    }

    private void assertConfirmedOnce(String paymentId, Answer answer, long minedBefore) {
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        assertThat(answer.text("status")).isEqualTo("success");
        assertThat(answer.text("relayTxHash")).isEqualTo(lastRelay().hash);
        assertThat(answer.text("relayId")).isEqualTo(lastRelay().id);
        assertThat(deployed.payment(paymentId).status()).isEqualTo(Status.CONFIRMED);
        assertThat(relayer.mined()).isEqualTo(minedBefore + 1);
    }

    @Test
    void confirmsAPaymentThroughTheRelayer() {
        String id = newPayment();
        long mined = relayer.mined();

        Answer answer = measured("none", () -> merchant.relay(id, "confirm"));

        assertConfirmedOnce(id, answer, mined);
        assertThat(relayer.sends()).isEqualTo(1);
        assertThat(lastRelay().speed).isEqualTo("fast");
        assertThat(Instant.parse(lastRelay().validUntil))
                .isBetween(Instant.now().plusSeconds(500), Instant.now().plusSeconds(700));
        JsonNode receipt = deployed.anvil().receipt(lastRelay().hash);
        long used = Long.decode(receipt.get("gasUsed").textValue());
        assertThat(lastRelay().gasLimit).isBetween(used * 11 / 10, used * 2);
        assertThat(receipt.get("from").textValue())
                .isEqualToIgnoringCase(relayer.address().value());
    }

    @Test
    void paysWithoutGasAndFollowsTheRelayToItsEnd() {
        String id = newPayment();
        Payer payer = Payer.ready(deployed, BigInteger.valueOf(5));

        Answer answer = merchant.payGasless(id, payer);

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        assertThat(answer.text("relayTxHash")).isEqualTo(lastRelay().hash);
        // The answer names the transaction and does not wait for its block.
        await().untilAsserted(() -> assertThat(deployed.payment(id).payer()).isEqualTo(payer.address()));
        Answer followed = merchant.relayStatus(id, answer.text("relayId"));
        assertThat(followed.text("status")).isEqualTo("success");
        assertThat(followed.text("providerStatus")).isEqualTo("mined");
    }

    @Test
    void sendsNothingOfTheClientToTheRelayer() {
        String id = newPayment();

        merchant.withHeader("X-Forwarded-For", "10.1.2.3")
                .withHeader("Cookie", "a=b")
                .withHeader("X-Request-Id", "client-request-1")
                .withHeader("CamelHttpPath", "/evil")
                .relay(id, "confirm");

        assertThat(relayer.lastHeaders().keySet())
                .containsOnlyOnce("authorization", "content-type")
                .isSubsetOf(
                        "authorization",
                        "x-api-key",
                        "content-type",
                        "content-length",
                        "transfer-encoding",
                        "host",
                        "connection",
                        "user-agent",
                        "accept",
                        "accept-encoding",
                        "expect");
    }

    @Test
    void keepsTheRequestIdAndLeaksNoHeaderOfTheRelayer() {
        Answer answer = merchant.withHeader("X-Request-Id", "client-request-2").relay(newPayment(), "confirm");

        assertThat(answer.header("X-Request-Id")).isEqualTo("client-request-2");
        assertThat(answer.headers().map().keySet())
                .noneMatch(name -> name.equalsIgnoreCase("authorization") || name.equalsIgnoreCase("x-api-key"));
    }

    @Test
    void showsAddressAndHealthOfTheRelayer() {
        JsonNode config = merchant.get("/config").body();

        assertThat(config.at("/relayer/address").asText())
                .isEqualTo(relayer.address().value());
        assertThat(merchant.get("/health")
                        .body()
                        .at("/components/relayer/status")
                        .asText())
                .isEqualTo("UP");
    }

    @Test
    void aRelayerThatCannotPayForGasDegradesHealthButNotReadiness() {
        try (PaymentServer poor = server("msqpay.health.min-relayer-balance=1000000")) {
            Merchant client = poor.merchant();

            assertThat(client.get("/health").status()).isEqualTo(503);
            assertThat(client.get("/health")
                            .body()
                            .at("/components/relayer/status")
                            .asText())
                    .isEqualTo("DEGRADED");
            assertThat(client.get("/health/ready").status()).isEqualTo(200);
        }
    }

    @Test
    void aPausedRelayerDegradesHealthButNotReadinessAndItsRefusalSaysWhy() {
        try (PaymentServer watchful = server("msqpay.health.interval=50ms")) {
            Merchant client = watchful.merchant();
            String id = newPayment();

            relayer.pause();

            await().until(() -> client.get("/health")
                    .body()
                    .at("/components/relayer/status")
                    .asText()
                    .equals("DEGRADED"));
            assertThat(client.get("/health/ready").status()).isEqualTo(200);
            Answer refused = client.relay(id, "confirm");
            assertThat(refused.status()).as(refused.body().toString()).isEqualTo(502);
            assertThat(refused.text("message")).contains("paused");
        }
    }

    @Test
    void waitsForAHashThatComesLater() {
        relayer.nameHashesLater(true);
        String id = newPayment();
        long mined = relayer.mined();

        CompletableFuture<Answer> answer = CompletableFuture.supplyAsync(() -> merchant.relay(id, "confirm"), threads);
        await().until(() -> relayer.sends() == 1 && lastRelay().hash == null);
        await().until(() -> relayer.received().stream()
                        .filter(request -> request.startsWith("GET") && request.endsWith(lastRelay().id))
                        .count()
                >= 2);
        relayer.broadcast(lastRelay().id);

        assertConfirmedOnce(id, answer.join(), mined);
        assertThat(relayer.sends()).isEqualTo(1);
    }

    @Test
    void followsATransactionWhoseFeeTheRelayerRaised() {
        String id = newPayment();
        deployed.anvil().setAutomine(false);
        try {
            CompletableFuture<Answer> answer =
                    CompletableFuture.supplyAsync(() -> merchant.relay(id, "confirm"), threads);
            await().until(() -> relayer.sends() == 1 && lastRelay().hash != null);
            String first = lastRelay().hash;
            String second = relayer.reprice(lastRelay().id);
            deployed.anvil().mine();
            measured("fee raised by the relayer, from its block on", answer::join);

            assertThat(answer.join().status())
                    .as(answer.join().body().toString())
                    .isEqualTo(200);
            assertThat(answer.join().text("relayTxHash")).isEqualTo(second).isNotEqualTo(first);
            assertThat(deployed.payment(id).status()).isEqualTo(Status.CONFIRMED);
            assertThat(relayer.sends()).isEqualTo(1);
        } finally {
            deployed.anvil().setAutomine(true);
        }
    }

    @Test
    void answersWithTheRelayToFollowWhenTheHashDoesNotComeInTime() {
        relayer.nameHashesLater(true);
        String id = newPayment();

        Answer answer =
                measured("the hash does not come in time (limit here 2 s)", () -> hastyMerchant.relay(id, "confirm"));

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(504);
        assertThat(answer.text("status")).isEqualTo("pending");
        assertThat(answer.text("relayId")).isEqualTo(lastRelay().id);
        assertThat(answer.text("relayTxHash")).isNull();
        relayer.broadcast(lastRelay().id);
        Answer followed = merchant.relayStatus(id, answer.text("relayId"));
        assertThat(followed.text("status")).isEqualTo("success");
        assertThat(relayer.sends()).isEqualTo(1);
    }

    @Test
    void callsAMinedButRevertedTransactionFailed() {
        relayer.spoilGas(true);
        String id = newPayment();

        Answer answer = measured("mined, but reverted", () -> merchant.relay(id, "confirm"));

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(409);
        assertThat(deployed.payment(id).status()).isEqualTo(Status.PENDING);
        Answer followed = merchant.relayStatus(id, lastRelay().id);
        assertThat(followed.text("status")).isEqualTo("failed");
        assertThat(followed.text("providerStatus")).isEqualTo("mined");

        relayer.spoilGas(false);
        assertThat(merchant.relay(id, "confirm").status()).isEqualTo(200);
        assertThat(deployed.payment(id).status()).isEqualTo(Status.CONFIRMED);
    }

    @ParameterizedTest
    @EnumSource
    void speaksOneLanguageForAllWordsOfTheRelayer(Word word) {
        relayer.nameHashesLater(true);
        String id = newPayment();
        CompletableFuture<Answer> answer = CompletableFuture.supplyAsync(() -> merchant.relay(id, "confirm"), threads);
        await().until(() -> relayer.sends() == 1);
        lastRelay().status = word.name();

        Answer followed = merchant.relayStatus(id, lastRelay().id);

        assertThat(followed.text("providerStatus")).isEqualTo(word.name());
        assertThat(followed.text("status")).isEqualTo(word.status);
        lastRelay().status = "failed";
        assertThat(answer.join().status()).isEqualTo(409);
    }

    enum Word {
        pending("pending"),
        sent("pending"),
        submitted("pending"),
        inmempool("pending"),
        // Without a receipt nothing is successful.
        mined("pending"),
        confirmed("pending"),
        failed("failed"),
        expired("failed"),
        canceled("failed");

        private final String status;

        Word(String status) {
            this.status = status;
        }
    }

    @Test
    void knowsNoRelaysOfOtherPaymentsAndNoneThatCannotBe() {
        String id = newPayment();
        String relayId = merchant.relay(id, "confirm").text("relayId");

        assertThat(merchant.relayStatus(id, relayId).status()).isEqualTo(200);
        assertThat(merchant.relayStatus(newPayment(), relayId).status()).isEqualTo(404);
        assertThat(merchant.relayStatus(id, "unknown").status()).isEqualTo(404);
        assertThat(merchant.relayStatus(id, "..%2f..%2fself").status()).isEqualTo(400);
        assertThat(merchant.relayStatus(id, "0x" + "ab".repeat(32)).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @EnumSource(names = {"REFUSED", "BAD_REQUEST"})
    void passesARefusalOnWithoutSecretAndRepetition(RelayerFault fault) {
        relayer.fail(fault, Integer.MAX_VALUE);
        String id = newPayment();

        Answer answer = measured("4xx: " + fault, () -> merchant.relay(id, "confirm"));

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(502);
        assertThat(answer.text("error")).isEqualTo("RelayerRejected");
        assertThat(answer.text("message"))
                .contains(fault == RelayerFault.REFUSED ? "not whitelisted" : "Insufficient balance")
                .doesNotContain(relayer.secret(), "u:p@node", "key");
        assertThat(relayer.sends()).isEqualTo(1);
        assertThat(deployed.payment(id).status()).isEqualTo(Status.PENDING);
    }

    @Test
    void waitsOnceForABusyRelayer() {
        relayer.fail(RelayerFault.BUSY, 1);
        String id = newPayment();
        long mined = relayer.mined();
        long start = System.nanoTime();

        Answer answer = measured("429 once, told to wait 1 s", () -> merchant.relay(id, "confirm"));

        assertConfirmedOnce(id, answer, mined);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(relayer.sends()).isEqualTo(2);
    }

    @Test
    void passesTheWaitOnWhenTheRelayerStaysBusy() {
        relayer.fail(RelayerFault.BUSY, Integer.MAX_VALUE);
        String id = newPayment();

        Answer answer = measured("429 always, told to wait 1 s", () -> merchant.relay(id, "confirm"));

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(relayer.sends()).isEqualTo(2);
    }

    @Test
    void doesNotWaitLongerThanTheTimeLimitForABusyRelayer() {
        relayer.fail(RelayerFault.BUSY_FOR_LONG, Integer.MAX_VALUE);
        String id = newPayment();

        Answer answer = measured("429, told to wait longer than the time limit", () -> merchant.relay(id, "confirm"));

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("3600");
        assertThat(relayer.sends()).isEqualTo(1);
    }

    @Test
    void sendsAgainAfterAFailureThatTookNothing() {
        relayer.fail(RelayerFault.FAILED, 2);
        String id = newPayment();
        long mined = relayer.mined();

        Answer answer = measured("5xx twice, nothing taken", () -> merchant.relay(id, "confirm"));

        assertConfirmedOnce(id, answer, mined);
        assertThat(relayer.sends()).isEqualTo(3);
    }

    @Test
    void givesUpOnARelayerThatKeepsFailing() {
        relayer.fail(RelayerFault.FAILED, Integer.MAX_VALUE);
        String id = newPayment();

        Answer answer = measured("5xx always, nothing taken", () -> merchant.relay(id, "confirm"));

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isNotNull();
        assertThat(answer.text("message")).isEqualTo("The relayer fails at the moment; nothing was sent");
        assertThat(relayer.sends()).isEqualTo(4);
        assertThat(deployed.payment(id).status()).isEqualTo(Status.PENDING);
    }

    @Test
    void answersThatARelayerCannotBeReachedAndRecoversByItself() {
        String id = newPayment();
        relayer.stopListening();
        long start = System.nanoTime();

        Answer answer = measured("refuses connections", () -> merchant.relay(id, "confirm"));

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(503);
        assertThat(answer.text("message")).isEqualTo("The relayer cannot be reached; nothing was sent");
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(20));
        assertThat(merchant.relay(id, "confirm").status()).isEqualTo(503);
        relayer.listenAgain();
        await().until(() -> merchant.relay(id, "confirm").status() == 200);
        assertThat(relayer.sends()).isEqualTo(1);
    }

    @Test
    void sendsNothingToARelayerWhosePacketsVanish() throws IOException {
        String id = newPayment();
        try (SilentPort nobody = new SilentPort();
                PaymentServer behind = server(Stream.concat(
                                Stream.of("msqpay.relayer.timeout=2s", "msqpay.relayer.request-timeout=800ms"),
                                Stream.of(relayer.properties())
                                        .filter(property -> property.contains(relayer.url()))
                                        .map(property -> property.replace(relayer.url(), nobody.url())))
                        .toArray(String[]::new))) {
            long start = System.nanoTime();

            Answer answer = measured("packets vanish (limit here 2 s, of a request 0.8 s)", () -> behind.merchant()
                    .relay(id, "confirm"));

            assertThat(answer.status()).as(answer.body().toString()).isEqualTo(503);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
        }
        assertThat(relayer.sends()).isZero();
        assertThat(deployed.payment(id).status()).isEqualTo(Status.PENDING);
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "FAILED_AFTER_TAKING",
                "GATEWAY_TIMEOUT_AFTER_TAKING",
                "GARBAGE_AFTER_TAKING",
                "CUT_AFTER_TAKING",
                "HANG_AFTER_TAKING"
            })
    void findsASendWhoseAnswerWasLost(RelayerFault fault) {
        relayer.fail(fault, 1);
        String id = newPayment();
        long mined = relayer.mined();

        Answer answer = measured(fault.toString(), () -> merchant.relay(id, "confirm"));

        assertConfirmedOnce(id, answer, mined);
        assertThat(relayer.sends()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"CUT_AFTER_TAKING", "HANG_AFTER_TAKING"})
    void findsAGaslessSendWhoseAnswerWasLost(RelayerFault fault) {
        relayer.fail(fault, 1);
        String id = newPayment();
        Payer payer = Payer.ready(deployed, BigInteger.valueOf(5));

        Answer answer = merchant.payGasless(id, payer);

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        assertThat(answer.text("relayId")).isEqualTo(lastRelay().id);
        await().untilAsserted(() -> assertThat(deployed.payment(id).payer()).isEqualTo(payer.address()));
        assertThat(relayer.sends()).isEqualTo(1);
    }

    @Test
    void findsALostSendOnTheChainWhenTheListIsDown() {
        relayer.fail(RelayerFault.CUT_AFTER_TAKING, 1);
        relayer.failList(true);
        String id = newPayment();

        Answer answer = measured("cut after taking, list down", () -> merchant.relay(id, "confirm"));

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        assertThat(answer.text("relayTxHash")).isEqualTo(lastRelay().hash);
        assertThat(deployed.payment(id).status()).isEqualTo(Status.CONFIRMED);
        assertThat(relayer.sends()).isEqualTo(1);
        assertThat(merchant.relayStatus(id, answer.text("relayId")).text("status"))
                .isEqualTo("success");
    }

    @Test
    void doesNotSendAgainWhenTheLineIsCutAndSaysThatNothingIsKnown() {
        relayer.fail(RelayerFault.CUT_BEFORE_TAKING, 1);
        String id = newPayment();

        Answer answer = measured("cut before taking (limit here 2 s)", () -> hastyMerchant.relay(id, "confirm"));

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(504);
        assertThat(relayer.sends()).isEqualTo(1);
        assertThat(deployed.payment(id).status()).isEqualTo(Status.PENDING);
        assertThat(hastyMerchant.relay(id, "confirm").status()).isEqualTo(200);
        assertThat(relayer.sends()).isEqualTo(2);
    }

    @Test
    void doesNotSendAgainInALaterCallWhatAnEarlierOneSentWithoutKnowing() {
        relayer.fail(RelayerFault.CUT_AFTER_TAKING, 1);
        relayer.nameHashesLater(true);
        relayer.failList(true);
        String id = newPayment();
        assertThat(hastyMerchant.relay(id, "confirm").status()).isEqualTo(504);
        relayer.failList(false);
        await().until(() -> hastyMerchant.relayStatus(id, lastRelay().id).status() == 200);

        CompletableFuture<Answer> again =
                CompletableFuture.supplyAsync(() -> hastyMerchant.relay(id, "confirm"), threads);
        await().until(() -> relayer.received().stream()
                        .filter(request -> request.endsWith(lastRelay().id))
                        .count()
                >= 3);
        relayer.broadcast(lastRelay().id);

        assertThat(again.join().status()).isEqualTo(200);
        assertThat(again.join().text("relayId")).isEqualTo(lastRelay().id);
        assertThat(relayer.sends()).isEqualTo(1);
    }

    @Test
    void doesNotSendAgainAfterAFailureThatTheListCannotExplain() {
        relayer.fail(RelayerFault.FAILED_AFTER_TAKING, Integer.MAX_VALUE);
        relayer.nameHashesLater(true);
        relayer.failList(true);
        String id = newPayment();

        Answer answer = measured(
                "5xx after taking, list down, nothing on chain yet (limit here 2 s)",
                () -> hastyMerchant.relay(id, "confirm"));
        Answer again = hastyMerchant.relay(id, "confirm");

        assertThat(List.of(answer.status(), again.status()))
                .as(answer.body().toString() + again.body())
                .containsOnly(504);
        assertThat(relayer.sends()).isEqualTo(1);
    }

    @Test
    void doesNotSendAgainWhenNeitherListNorChainCanBeAsked() {
        try (FaultyNode node = FaultyNode.before(deployed.anvil());
                PaymentServer behind = server("msqpay.chain.rpc-urls=" + node.url(), "msqpay.relayer.timeout=2s")) {
            relayer.fail(RelayerFault.CUT_BEFORE_TAKING, 1);
            relayer.failList(true);
            String id = newPayment();

            CompletableFuture<Answer> answer =
                    CompletableFuture.supplyAsync(() -> behind.merchant().relay(id, "confirm"), threads);
            await().until(() -> relayer.sends() == 1);
            node.fail(new Fault.Reset());
            measured("cut before taking, list and node down (limit here 2 s)", answer::join);

            assertThat(answer.join().status())
                    .as(answer.join().body().toString())
                    .isEqualTo(504);
            assertThat(relayer.sends()).isEqualTo(1);
            assertThat(deployed.payment(id).status()).isEqualTo(Status.PENDING);
        }
    }

    @Test
    void learnsTheAccountLaterWhenTheRelayerWasNoneAtStart() {
        relayer.failReads(RelayerFault.GARBAGE_AFTER_TAKING, Integer.MAX_VALUE);
        try (PaymentServer early = server()) {
            assertThat(early.merchant()
                            .get("/config")
                            .body()
                            .at("/relayer/address")
                            .isMissingNode())
                    .isTrue();
            assertThat(early.merchant()
                            .get("/health")
                            .body()
                            .at("/components/relayer/status")
                            .asText())
                    .isEqualTo("DEGRADED");
            String id = newPayment();
            relayer.reset();

            assertThat(early.merchant().relay(id, "confirm").status()).isEqualTo(200);
            assertThat(early.merchant()
                            .get("/config")
                            .body()
                            .at("/relayer/address")
                            .asText())
                    .isEqualTo(relayer.address().value());
        }
    }

    @Test
    void waitsOnceForARelayerThatIsBusyWhenAsked() {
        String id = newPayment();
        String relayId = merchant.relay(id, "confirm").text("relayId");

        relayer.failReads(RelayerFault.BUSY, 1);
        assertThat(merchant.relayStatus(id, relayId).status()).isEqualTo(200);
        relayer.failReads(RelayerFault.BUSY, Integer.MAX_VALUE);
        Answer refused = merchant.relayStatus(id, relayId);

        assertThat(refused.status()).as(refused.body().toString()).isEqualTo(503);
        assertThat(refused.header("Retry-After")).isEqualTo("1");
    }

    @Test
    void asksOnceOnlyWhenTheRelayerHangs() {
        String id = newPayment();
        String relayId = merchant.relay(id, "confirm").text("relayId");
        relayer.failReads(RelayerFault.HANG_AFTER_TAKING, Integer.MAX_VALUE);
        int before = relayer.received().size();

        Answer refused = merchant.relayStatus(id, relayId);

        assertThat(refused.status()).as(refused.body().toString()).isEqualTo(503);
        assertThat(relayer.received()).hasSize(before + 1);
    }

    @Test
    void followsARelayAcrossAnOutageOfTheRelayer() {
        relayer.nameHashesLater(true);
        String id = newPayment();
        CompletableFuture<Answer> answer = CompletableFuture.supplyAsync(() -> merchant.relay(id, "confirm"), threads);
        await().until(() -> relayer.sends() == 1);
        relayer.failReads(RelayerFault.FAILED, 4);
        relayer.broadcast(lastRelay().id);

        assertThat(answer.join().status()).as(answer.join().body().toString()).isEqualTo(200);
        assertThat(relayer.sends()).isEqualTo(1);
    }

    @Test
    void sharesOneSendAmongCallersWhoAskForTheSame() {
        String id = newPayment();
        Payer payer = Payer.ready(deployed, BigInteger.valueOf(5));
        Answer prepared = merchant.prepareGasless(id, payer.address());
        String signature = payer.sign(prepared.body().get("typedData"));
        relayer.nameHashesLater(true);

        List<CompletableFuture<Answer>> answers = IntStream.range(0, 6)
                .mapToObj(caller ->
                        CompletableFuture.supplyAsync(() -> merchant.submitGasless(id, prepared, signature), threads))
                .toList();
        await().until(() -> relayer.sends() == 1);
        await().until(() -> relayer.received().stream()
                        .filter(request -> request.endsWith(lastRelay().id))
                        .count()
                >= 12);
        relayer.broadcast(lastRelay().id);
        measured("six callers, from the broadcast on", () -> answers.stream()
                .map(CompletableFuture::join)
                .reduce((one, other) -> other)
                .orElseThrow());

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.join().status())
                    .as(answer.join().body().toString())
                    .isEqualTo(200);
            assertThat(answer.join().text("relayTxHash")).isEqualTo(lastRelay().hash);
        });
        assertThat(relayer.sends()).isEqualTo(1);
        assertThat(deployed.usdcOf(payer.address())).isZero();
    }
}
