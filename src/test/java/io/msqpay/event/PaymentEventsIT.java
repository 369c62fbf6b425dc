package io.msqpay.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.msqpay.dsl.Answer;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.EventConsumer;
import io.msqpay.dsl.Fault;
import io.msqpay.dsl.FaultyNode;
import io.msqpay.dsl.Merchant;
import io.msqpay.dsl.Payer;
import io.msqpay.dsl.PaymentServer;
import java.math.BigInteger;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.web3j.utils.Numeric;

/** Events of real payments, delivered to consumers that come and go, while nodes fail and blocks vanish. */
@ExtendWith(OutputCaptureExtension.class)
class PaymentEventsIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final BigInteger AMOUNT = BigInteger.valueOf(5);
    private static final String LOGS = "eth_getLogs";
    private static final String BLOCK = "eth_getBlockByNumber";

    private static Anvil anvil;
    private static Anvil lagging;
    private static Deployed deployed;
    private static FaultyNode first;
    private static FaultyNode second;
    private static FaultyNode late;
    private static PaymentServer server;
    private static Merchant merchant;

    private final EventConsumer shop = EventConsumer.named("shop");
    private final EventConsumer other = EventConsumer.named("other");

    @BeforeAll
    static void start() {
        anvil = Anvil.start("--slots-in-an-epoch=4");
        lagging = Anvil.start("--slots-in-an-epoch=4");
        deployed = Deployed.on(anvil);
        lagging.rpc("anvil_loadState", anvil.rpc("anvil_dumpState").asText());
        first = FaultyNode.before(anvil);
        second = FaultyNode.before(anvil);
        late = FaultyNode.before(lagging);
        late.fail(new Fault.Refuse());
        restart();
    }

    private static void restart() {
        if (server != null) {
            server.close();
        }
        server = PaymentServer.on(
                deployed,
                "msqpay.chain.rpc-urls=" + first.url() + "," + second.url() + "," + late.url(),
                "msqpay.chain.max-lag=1d");
        merchant = server.merchant();
    }

    @AfterEach
    void leave() {
        first.heal();
        second.heal();
        late.fail(new Fault.Refuse());
        shop.leave();
        other.leave();
    }

    @AfterAll
    static void stop() {
        server.close();
        first.close();
        second.close();
        late.close();
        lagging.close();
        anvil.close();
    }

    @Test
    void everyKindOfEventIsToldWithAllThatTheChainSaysOfIt() {
        Payer payer = Payer.ready(deployed, AMOUNT).withEther();
        shop.with("finality", "latest").with("fromBlock", Long.toString(anvil.blockNumber() + 1));
        String paid = merchant.create(AMOUNT.toString()).text("paymentId");
        payer.pay(paid);
        String confirmed = merchant.create("6").text("paymentId");
        assertThat(merchant.relay(confirmed, "confirm").status()).isEqualTo(200);
        String failed = merchant.create("7").text("paymentId");
        assertThat(merchant.relay(failed, "fail").status()).isEqualTo(200);

        List<Map<String, Object>> events = shop.listen(server).await(6);

        assertThat(events)
                .extracting(event -> event.get("type") + " " + event.get("paymentId"))
                .containsExactly(
                        "PaymentCreated " + paid,
                        "PaymentConfirmed " + paid,
                        "PaymentCreated " + confirmed,
                        "PaymentConfirmed " + confirmed,
                        "PaymentCreated " + failed,
                        "PaymentFailed " + failed);
        Deployed.Payment payment = deployed.payment(paid);
        JsonNode log = logs(payment.createdBlock()).get(0);
        assertThat(events.get(0))
                .containsExactlyInAnyOrderEntriesOf(map(
                        "id",
                        log.get("blockHash").asText() + ":0",
                        "type",
                        "PaymentCreated",
                        "retracted",
                        false,
                        "paymentId",
                        paid,
                        "merchantId",
                        merchant.address().value(),
                        "token",
                        deployed.usdc().value(),
                        "currency",
                        "USDC",
                        "amount",
                        AMOUNT.toString(),
                        "expiresAt",
                        payment.expiresAt(),
                        "metadataHash",
                        payment.metadataHash(),
                        "transactionHash",
                        log.get("transactionHash").asText(),
                        "blockNumber",
                        payment.createdBlock(),
                        "blockHash",
                        log.get("blockHash").asText(),
                        "logIndex",
                        0));
        assertThat(events.get(1))
                .containsEntry("payer", payer.address().value())
                .containsEntry("amount", AMOUNT.toString())
                .containsEntry("currency", "USDC")
                .containsEntry("blockNumber", deployed.payment(paid).closedBlock())
                .doesNotContainKeys("expiresAt", "metadataHash");
        assertThat(events.get(3)).doesNotContainKey("payer");
        assertThat(events.get(5))
                .containsOnlyKeys(
                        "id",
                        "type",
                        "retracted",
                        "paymentId",
                        "merchantId",
                        "transactionHash",
                        "blockNumber",
                        "blockHash",
                        "logIndex");
    }

    @Test
    void nothingIsToldTwiceAndNothingIsMissedByAConsumerThatGoesOnAfterARestart() {
        shop.with("finality", "latest").with("fromBlock", Long.toString(anvil.blockNumber() + 1));
        shop.listen(server);
        String before = create();
        shop.await(1);
        restart();
        String whileNobodyListened = create();

        shop.listen(server).await(2);
        String after = create();

        assertThat(shop.await(3))
                .extracting(event -> event.get("paymentId"))
                .containsExactly(before, whileNobodyListened, after);
        assertThat(shop.asked()).isEqualTo(2);
    }

    @Test
    void eventsOfBlocksThatCanVanishWaitUntilTheyAreFinalized() {
        anvil.mine(20);
        shop.listen(server).awaitLook();
        create();
        shop.awaitLook();
        assertThat(shop.offered()).isZero();

        anvil.mine(20);

        assertThat(shop.await(1)).hasSize(1);
        assertThat(shop.position()).hasSizeLessThan(40);
    }

    @Test
    void whatVanishesIsRetractedNewestFirstAndInTheSameWords() {
        shop.with("finality", "latest").listen(server);
        shop.awaitLook();
        create();
        shop.await(1);
        String snapshot = anvil.snapshot();
        create();
        create();
        List<Map<String, Object>> before = shop.await(3);

        reorganize(snapshot);

        List<Map<String, Object>> retracted = shop.await(5).subList(3, 5);
        assertThat(retracted).containsExactly(retraction(before.get(2)), retraction(before.get(1)));
        String next = create();
        assertThat(shop.await(6).get(5)).containsEntry("paymentId", next).containsEntry("retracted", false);
    }

    @Test
    void aRetractionIsToldAfterARestartTooByWhoeverTakesOver() {
        shop.with("finality", "latest").listen(server);
        shop.awaitLook();
        String snapshot = anvil.snapshot();
        create();
        Map<String, Object> told = shop.await(1).get(0);
        server.close();
        reorganize(snapshot);
        restart();

        assertThat(shop.listen(server).await(2).get(1)).isEqualTo(retraction(told));
    }

    @Test
    void aPaymentThatComesAgainInAnotherBlockIsRetractedAndToldAnew() {
        shop.with("finality", "latest").listen(server);
        shop.awaitLook();
        String id = Numeric.prependHexPrefix("ab".repeat(32));
        String snapshot = anvil.snapshot();
        create(id);
        shop.await(1);

        anvil.revert(snapshot);
        anvil.increaseTime(Duration.ofSeconds(7));
        create(id);
        anvil.mine(2);

        shop.await(3);
        assertThat(shop.told())
                .containsExactly("PaymentCreated 0xabab", "-PaymentCreated 0xabab", "PaymentCreated 0xabab");
    }

    @Test
    void anEventThatAReorganizationBringsIntoAnEmptyBlockIsNotMissed() {
        shop.with("finality", "latest").listen(server);
        shop.awaitLook();
        String snapshot = anvil.snapshot();
        anvil.mine(5);
        shop.awaitLook();

        anvil.revert(snapshot);
        anvil.increaseTime(Duration.ofSeconds(7));
        create();
        anvil.mine(5);

        assertThat(shop.await(1)).hasSize(1);
    }

    @Test
    void whoAsksOverRestIsToldTheSameAndGoesOnFromWhereItWants() {
        long from = anvil.blockNumber() + 1;
        create();
        create();
        create();
        List<Map<String, Object>> told = shop.with("finality", "latest")
                .with("fromBlock", Long.toString(from))
                .listen(server)
                .await(3);

        Answer page = events("finality=latest&fromBlock=" + from);

        assertThat(page.status()).as(page.body().toString()).isEqualTo(200);
        assertThat(page.body().path("more").asBoolean()).isFalse();
        JsonNode events = page.body().path("events");
        assertThat(events).hasSize(3);
        for (int i = 0; i < 3; i++) {
            ObjectNode event = events.get(i).deepCopy();
            assertThat(event.remove("position").asText()).isNotBlank();
            assertThat(event).hasToString(JSON.valueToTree(told.get(i)).toString());
        }
        assertThat(ids(events("finality=latest&after="
                        + events.get(0).path("position").asText())))
                .containsExactly(
                        events.get(1).path("id").asText(),
                        events.get(2).path("id").asText());
        assertThat(ids(events("finality=latest&after=" + page.text("position"))))
                .isEmpty();
        assertThat(ids(events("fromBlock=" + from))).as("not finalized yet").isEmpty();
        assertThat(merchant.withApiKey(null).get("/payments/events").status()).isEqualTo(401);
    }

    @Test
    void whoAsksOverRestIsToldWhatHasVanished() {
        String start = events("finality=latest").text("position");
        String snapshot = anvil.snapshot();
        create();
        Answer page = events("finality=latest&after=" + start);
        assertThat(ids(page)).hasSize(1);

        reorganize(snapshot);

        Answer after = events("finality=latest&after=" + page.text("position"));
        assertThat(ids(after)).isEqualTo(ids(page));
        assertThat(after.body().at("/events/0/retracted").asBoolean()).isTrue();
        assertThat(ids(events("finality=latest&after=" + after.text("position"))))
                .isEmpty();
    }

    private static Answer events(String query) {
        return merchant.get("/payments/events?" + query);
    }

    private static List<String> ids(Answer page) {
        return page.body().path("events").findValuesAsText("id");
    }

    @Test
    void anotherNodeTellsTheRestWhenTheFirstFails() {
        shop.with("finality", "latest").listen(server);
        shop.awaitLook();
        create();
        shop.await(1);
        first.fail(new Fault.HttpStatus(500));

        String other = create();

        assertThat(shop.await(2).get(1)).containsEntry("paymentId", other);
    }

    @Test
    void aNodeWithoutLogsIsLeftForOneThatHasThem() {
        first.fail(new Fault.HttpStatus(500), LOGS);
        shop.with("finality", "latest").listen(server);
        shop.awaitLook();

        create();

        assertThat(shop.await(1)).hasSize(1);
    }

    @Test
    void nothingOfANodeThatIsBehindIsBelieved() {
        shop.with("finality", "latest").with("fromBlock", "0").listen(server);
        late.heal();
        first.fail(new Fault.HttpStatus(500), LOGS);
        second.fail(new Fault.Refuse());
        create();
        int asked = late.calls(LOGS);
        await().until(() -> late.calls(LOGS) > asked + 3);
        assertThat(shop.offered()).isZero();

        first.heal();
        create();

        await().untilAsserted(() -> assertThat(logsOf(shop)).isEqualTo(allEvents()));
    }

    @Test
    void aConsumerThatIsManyBlocksBehindGetsThemInRanges() {
        long from = anvil.blockNumber() + 1;
        create();
        for (int i = 0; i < 5; i++) {
            anvil.mine(250);
        }
        create();
        first.resetCalls();

        shop.with("finality", "latest")
                .with("fromBlock", Long.toString(from))
                .listen(server)
                .await(2);

        assertThat(first.calls(LOGS)).isBetween(2, 5);
    }

    @Test
    void rangesShrinkWhereANodeSearchesFewerBlocksAndNobodyElseNotices(CapturedOutput output) {
        long from = anvil.blockNumber() + 1;
        create();
        anvil.mine(300);
        create();
        Fault small = new Fault.Some(
                call -> blocks(call) > 50, new Fault.RpcError(-32005, "query returned more than 10000 results"));
        first.fail(small, LOGS);
        second.resetCalls();

        shop.with("finality", "latest")
                .with("fromBlock", Long.toString(from))
                .listen(server)
                .await(2);

        assertThat(second.calls(LOGS)).isZero();
        assertThat(output.getOut())
                .containsOnlyOnce("at once and is asked for fewer; set MSQPAY_EVENTS_MAXBLOCKS to how many it does");
    }

    @Test
    void withoutFinalizedBlocksOnlyWhoWantsThemWaits(CapturedOutput output) {
        Fault unknown = Fault.Some.with("finalized", new Fault.RpcError(-32000, "finalized block not found"));
        first.fail(unknown, BLOCK);
        second.resetCalls();
        other.listen(server);
        shop.with("finality", "latest").listen(server);
        shop.awaitLook();

        create();

        shop.await(1);
        assertThat(other.offered()).isZero();
        await().untilAsserted(() -> assertThat(output.getOut())
                .containsOnlyOnce("The events of the consumer other wait")
                .contains("The node knows no such block yet"));
        assertThat(second.calls(BLOCK))
                .as("nobody leaves the node alone for that")
                .isLessThan(10);
    }

    @Test
    void aRefusedEventComesAgainUntilItIsTakenAndLaterOnesWaitWithoutDisturbingOthers(CapturedOutput output) {
        other.with("finality", "latest").listen(server);
        shop.with("finality", "latest")
                .refuse(new IllegalStateException("secret"))
                .listen(server);
        other.awaitLook();
        shop.awaitLook();
        String one = create();
        String two = create();

        other.await(2);
        await().until(() -> shop.offered() > 3);
        assertThat(shop.taken()).isEmpty();
        shop.refuse(null);

        assertThat(shop.await(2)).extracting(event -> event.get("paymentId")).containsExactly(one, two);
        assertThat(output.getOut())
                .containsOnlyOnce(
                        "The events of the consumer shop wait, and are tried again at each look: java.lang.IllegalStateException")
                .doesNotContain("secret");
    }

    @Test
    void aConsumerThatTakesLongerThanItsPeriodIsToldOneEventAfterTheOther() {
        long from = anvil.blockNumber() + 1;
        List<String> created = List.of(create(), create(), create());

        shop.slowly(300)
                .with("finality", "latest")
                .with("fromBlock", Long.toString(from))
                .listen(server)
                .await(3);
        shop.awaitLook();

        assertThat(shop.taken()).extracting(event -> event.get("paymentId")).containsExactlyElementsOf(created);
        assertThat(shop.offered()).isEqualTo(3);
    }

    @Test
    void aPositionThatIsNoneStopsItsConsumerOnly(CapturedOutput output) {
        shop.with("finality", "latest").position("AAAA-not-a-position").listen(server);

        await().until(() -> !shop.isListening());

        assertThat(output.getOut())
                .contains(
                        "The consumer shop gets no events until its route is started again: the position is not one of this contract on this chain");
        create();
        assertThat(shop.offered()).isZero();
    }

    @Test
    void aConsumerThatKeepsNoPositionHearsOfWhatComes() {
        create();
        shop.forgetful().with("finality", "latest").listen(server);
        shop.awaitLook();

        String id = create();

        assertThat(shop.await(1)).extracting(event -> event.get("paymentId")).containsExactly(id);
    }

    @Test
    void aServerThatStopsHasDeliveredAllOfAnEventOrNothing() {
        long from = anvil.blockNumber() + 1;
        for (int i = 0; i < 5; i++) {
            create();
        }
        shop.with("finality", "latest").with("fromBlock", Long.toString(from));
        shop.onEach(event -> {
            if (shop.taken().size() == 1) {
                Thread stop = new Thread(server::close);
                stop.start();
                await().until(() -> server.context()
                        .getBean(org.apache.camel.CamelContext.class)
                        .isStopping());
            }
        });
        shop.listen(server);
        await().until(() -> !server.context().isActive());
        assertThat(shop.taken()).hasSize(2);

        restart();
        shop.onEach(event -> {}).listen(server);

        assertThat(shop.await(5)).extracting(event -> event.get("id")).doesNotHaveDuplicates();
    }

    @Test
    void withoutConsumersNoNodeIsAskedForEvents() {
        shop.listen(server);
        shop.awaitLook();
        shop.leave();
        first.resetCalls();
        second.resetCalls();

        await().during(Duration.ofMillis(400)).until(() -> first.calls(LOGS) + second.calls(LOGS) == 0);
        shop.listen(server);
    }

    /** Other blocks take the place of those since the snapshot. */
    private static void reorganize(String snapshot) {
        long height = anvil.blockNumber();
        anvil.revert(snapshot);
        anvil.increaseTime(Duration.ofSeconds(7));
        anvil.mine((int) (height - anvil.blockNumber()) + 1);
    }

    private static String create() {
        String id = "0x" + (UUID.randomUUID() + "" + UUID.randomUUID()).replace("-", "");
        create(id);
        return id;
    }

    private static void create(String id) {
        deployed.createPayment(id, merchant.address(), AMOUNT, anvil.timestamp() + 3600);
    }

    private static JsonNode logs(long block) {
        String number = "0x" + Long.toHexString(block);
        return anvil.rpc(LOGS, Map.of("address", deployed.msqpay().value(), "fromBlock", number, "toBlock", number));
    }

    private static long blocks(JsonNode call) {
        JsonNode filter = call.at("/params/0");
        return Numeric.toBigInt(filter.get("toBlock").asText())
                        .subtract(Numeric.toBigInt(filter.get("fromBlock").asText()))
                        .longValueExact()
                + 1;
    }

    private static List<String> logsOf(EventConsumer consumer) {
        return consumer.taken().stream()
                .map(event -> event.get("id").toString())
                .toList();
    }

    /** Ids of all events that the contract has told, by a question of our own. */
    private static List<String> allEvents() {
        List<String> ids = new java.util.ArrayList<>();
        anvil.rpc(LOGS, Map.of("address", deployed.msqpay().value(), "fromBlock", "0x0", "toBlock", "latest"))
                .forEach(log -> {
                    if (!log.at("/topics/0").asText().startsWith("0x2f8788")) {
                        ids.add(log.get("blockHash").asText() + ":"
                                + Numeric.decodeQuantity(log.get("logIndex").asText()));
                    }
                });
        return ids;
    }

    private static Map<String, Object> retraction(Map<String, Object> event) {
        Map<String, Object> copy = new LinkedHashMap<>(event);
        copy.put("retracted", true);
        return copy;
    }

    private static Map<String, Object> map(Object... entries) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            map.put((String) entries[i], entries[i + 1]);
        }
        return map;
    }
}
