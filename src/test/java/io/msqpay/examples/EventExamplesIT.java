package io.msqpay.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.msqpay.dev.DemoAccount;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Payer;
import io.msqpay.dsl.PaymentServer;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples that hear of payments, all in one server, through outages of whom they tell, a restart, and blocks that vanish. */
class EventExamplesIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final BigInteger AMOUNT = BigInteger.valueOf(1_250_000);
    private static final String SECRET = "webhook-secret-of-the-test";

    @TempDir
    private static Path folder;

    private static Anvil anvil;
    private static Deployed deployed;
    private static Receiver webhook;
    private static GreenMail mail;
    private static PaymentServer server;

    @BeforeAll
    static void start() {
        anvil = Anvil.start("--slots-in-an-epoch=4");
        deployed = Deployed.on(anvil);
        webhook = new Receiver();
        mail = mailServer(0);
        startServer();
    }

    private static GreenMail mailServer(int port) {
        GreenMail mail = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mail.setUser("receipts@shop.example", "shop", "mail-password");
        mail.start();
        return mail;
    }

    private static void startServer() {
        server = PaymentServer.on(
                deployed,
                "msqpay.routes-dir=routes/extensions/examples",
                "msqpay.routes-required=true",
                "msqpay.chain.receipt-poll-interval=50ms",
                "fraud-check.url=http://127.0.0.1:1",
                "fraud-check.key=none",
                // Has a test of its own; here nobody listens.
                "kafka.brokers=127.0.0.1:1",
                "kafka.topic=payments",
                "kafka.folder=" + folder.resolve("kafka"),
                "kafka.from-block=latest",
                "kafka.timeout-millis=100",
                "receipt.smtp=smtp://127.0.0.1:" + mail.getSmtp().getPort(),
                "receipt.user=shop",
                "receipt.password=mail-password",
                "receipt.from=shop@shop.example",
                "receipt.to=receipts@shop.example",
                "receipt.folder=" + folder.resolve("receipt"),
                "receipt.from-block=0",
                "receipt.issuer=Shop",
                "webhook.url=" + webhook.url(),
                "webhook.secret=" + SECRET,
                "webhook.folder=" + folder.resolve("webhook"),
                "webhook.from-block=0",
                "webhook.finality=latest",
                "webhook.retry-millis=50");
    }

    @AfterAll
    static void stop() {
        server.close();
        webhook.close();
        mail.stop();
        anvil.close();
    }

    @Test
    void theWebhookHearsOfAPaymentAndCanTellWhoSaysIt() throws Exception {
        String id = pay();

        JsonNode event = JSON.readTree(posted(id).body());
        assertThat(event.path("type").asText()).isEqualTo("PaymentConfirmed");
        assertThat(event.path("retracted").asBoolean()).isFalse();
        assertThat(event.path("id").asText())
                .isEqualTo(event.path("blockHash").asText() + ":"
                        + event.path("logIndex").asInt());
        assertThat(event.path("amount").textValue()).isEqualTo(AMOUNT.toString());
        assertThat(event.path("payer").asText())
                .isEqualTo(deployed.payment(id).payer().value());
        Receiver.Request request = posted(id);
        assertThat(request.method()).isEqualTo("POST");
        Matcher signature = Pattern.compile("t=(\\d+),v1=([0-9a-f]{64})")
                .matcher(request.headers().get("msqpay-signature"));
        assertThat(signature.matches()).isTrue();
        assertThat(Long.parseLong(signature.group(1))).isCloseTo(Instant.now().getEpochSecond(), within(60L));
        assertThat(signature.group(2)).isEqualTo(hmac(signature.group(1) + "." + request.body()));
    }

    @Test
    void theWebhookHearsOfEverythingInOrderAfterAnOutage() {
        String before = pay();
        posted(before);
        webhook.goDown();
        String first = pay();
        String second = pay();
        webhook.answer(500, "");
        webhook.comeUp();
        await("each try is signed anew, with its time").atMost(SOON).until(() -> signatures(first), times -> times > 1);
        assertThat(posts(second)).isEmpty();

        webhook.answer(200, "");

        posted(second);
        List<String> ids = webhook.requests().stream()
                .map(EventExamplesIT::paymentId)
                .distinct()
                .toList();
        assertThat(ids.subList(ids.indexOf(before), ids.size())).containsExactly(before, first, second);
    }

    @Test
    void aReceiptIsMailedOnceAPaymentCannotVanishAnyMore() throws Exception {
        String id = pay();
        anvil.mine(10);

        MimeMessage receipt = receipts(id, 1).get(0);

        assertThat(receipt.getFrom()[0]).hasToString("shop@shop.example");
        assertThat(receipt.getAllRecipients()[0]).hasToString("receipts@shop.example");
        assertThat(receipt.getMessageID()).matches("<0x[0-9a-f]{64}\\.\\d+@msqpay>");
        assertThat(receipt.getContent().toString())
                .contains("Payment " + id + " is confirmed", "Amount: 1250000 base units of USDC");
    }

    @Test
    void receiptsWaitForAMailServerThatIsDown() {
        int port = mail.getSmtp().getPort();
        mail.stop();
        String first = pay();
        String second = pay();
        anvil.mine(10);
        posted(second);
        assertThat(folder.resolve("receipt")).exists();
        mail = mailServer(port);

        receipts(second, 1);
        receipts(first, 1);
    }

    @Test
    void aRestartLosesNothingAndRepeatsNothing() throws Exception {
        String before = pay();
        String waiting = create();
        posted(before);
        anvil.mine(10);
        receipts(before, 1);
        server.close();
        webhook.forget();

        pay(waiting);
        String after = pay();
        startServer();

        posted(after);
        assertThat(webhook.requests()).extracting(EventExamplesIT::paymentId).containsExactly(waiting, after);
        anvil.mine(10);
        receipts(after, 1);
        receipts(waiting, 1);
        receipts(before, 1);
    }

    @Test
    void whatVanishesFromTheChainIsTakenBack() {
        String kept = create();
        String snapshot = anvil.snapshot();
        long height = anvil.blockNumber() + 4;
        pay(kept);
        Receiver.Request told = posted(kept);

        anvil.revert(snapshot);
        anvil.increaseTime(Duration.ofSeconds(7));
        anvil.mine((int) (height - anvil.blockNumber()));

        await().atMost(SOON).until(() -> posts(kept).size() == 2);
        ObjectNode retraction = (ObjectNode) json(posts(kept).get(1).body());
        assertThat(retraction.path("retracted").asBoolean()).isTrue();
        assertThat(retraction.put("retracted", false)).isEqualTo(json(told.body()));

        pay(kept);
        await().atMost(SOON).until(() -> posts(kept).size() == 3);
        assertThat(json(posts(kept).get(2).body()).path("retracted").asBoolean())
                .isFalse();
    }

    /** Those for a payment; waits until there are so many. */
    private static List<MimeMessage> receipts(String paymentId, int number) {
        return await().atMost(SOON)
                .until(
                        () -> Arrays.stream(mail.getReceivedMessages())
                                .filter(message -> subject(message).equals("Receipt for payment " + paymentId))
                                .toList(),
                        found -> found.size() == number);
    }

    private static String subject(MimeMessage message) {
        try {
            return message.getSubject();
        } catch (MessagingException e) {
            throw new AssertionError(e);
        }
    }

    private static long signatures(String paymentId) {
        return posts(paymentId).stream()
                .map(request -> request.headers().get("msqpay-signature"))
                .distinct()
                .count();
    }

    private static List<Receiver.Request> posts(String paymentId) {
        return webhook.requests().stream()
                .filter(request -> paymentId(request).equals(paymentId))
                .toList();
    }

    private static Receiver.Request posted(String paymentId) {
        return await().atMost(SOON)
                .until(() -> posts(paymentId), posts -> !posts.isEmpty())
                .get(0);
    }

    private static String paymentId(Receiver.Request request) {
        return json(request.body()).path("paymentId").asText();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }

    private static String hmac(String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
    }

    private static String pay() {
        return pay(create());
    }

    /** By a payer, without the server. */
    private static String pay(String id) {
        Payer.ready(deployed, AMOUNT).withEther().pay(id);
        return id;
    }

    private static String create() {
        String id = "0x" + (UUID.randomUUID() + "" + UUID.randomUUID()).replace("-", "");
        deployed.createPayment(id, DemoAccount.MERCHANT.address(), AMOUNT, anvil.timestamp() + 3600);
        return id;
    }
}
