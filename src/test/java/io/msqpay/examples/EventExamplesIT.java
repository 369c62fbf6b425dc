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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The examples that hear of payments, all in one server, through outages of whom they tell, a restart, and blocks that vanish. */
@ExtendWith(OutputCaptureExtension.class)
class EventExamplesIT {

    private static final ObjectMapper JSON = new ObjectMapper();
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
        startServer("all");
    }

    private static void startServer(String merchantOfLedger) {
        server = PaymentServer.on(
                deployed,
                "msqpay.routes-dir=routes/extensions/examples",
                "msqpay.routes-required=true",
                "msqpay.chain.receipt-poll-interval=50ms",
                "fraud-check.url=http://127.0.0.1:1",
                "fraud-check.key=none",
                "ledger.folder=" + folder.resolve("ledger"),
                "ledger.from-block=0",
                "ledger.finality=latest",
                "ledger.merchant=" + merchantOfLedger,
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
        await("each try is signed anew, with its time").until(() -> signatures(first), times -> times > 1);
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
        assertThat(lines(waiting))
                .extracting(EventExamplesIT::told)
                .containsExactly("PaymentCreated", "PaymentConfirmed");
        assertThat(lines(before))
                .extracting(EventExamplesIT::told)
                .containsExactly("PaymentCreated", "PaymentConfirmed");
        assertNothingIsThereTwice();
    }

    @Test
    void theLedgerHasALineForEachEventInOrder() {
        String confirmed = pay();
        String failed = create();
        assertThat(server.merchant().relay(failed, "fail").status()).isEqualTo(200);

        List<Map<String, String>> lines = lines(failed, 2);

        assertThat(lines).extracting(EventExamplesIT::told).containsExactly("PaymentCreated", "PaymentFailed");
        assertThat(lines.get(1)).containsEntry("token", "").containsEntry("amount", "");
        assertThat(lines(confirmed))
                .extracting(EventExamplesIT::told)
                .containsExactly("PaymentCreated", "PaymentConfirmed");
        Map<String, String> created = lines(confirmed).get(0);
        Deployed.Payment payment = deployed.payment(confirmed);
        assertThat(created)
                .containsEntry("merchantId", payment.merchant().value())
                .containsEntry("currency", "USDC")
                .containsEntry("token", payment.token().value())
                .containsEntry("amount", AMOUNT.toString())
                .containsEntry("payer", "")
                .containsEntry("expiresAt", Long.toString(payment.expiresAt()))
                .containsEntry("metadataHash", payment.metadataHash())
                .containsEntry("blockNumber", Long.toString(payment.createdBlock()));
        assertThat(Instant.parse(created.get("recordedAt"))).isCloseTo(Instant.now(), within(60, ChronoUnit.SECONDS));
        Map<String, String> paid = lines(confirmed).get(1);
        JsonNode event = json(posted(confirmed).body());
        assertThat(paid)
                .containsEntry("id", event.path("id").asText())
                .containsEntry("transactionHash", event.path("transactionHash").asText())
                .containsEntry("payer", payment.payer().value())
                .containsEntry("expiresAt", "");
        assertThat(ledger().indexOf(paid)).isLessThan(ledger().indexOf(lines.get(0)));
    }

    @Test
    void aLineThatWasCutOffIsThereOnceAndWhole() throws Exception {
        String before = pay();
        lines(before, 2);
        server.close();
        String text = Files.readString(newest());
        List<Map<String, String>> whole = ledger();
        Files.writeString(newest(), text.substring(0, text.length() - 40));

        startServer();

        String after = pay();
        lines(after, 2);
        assertThat(lines(before))
                .extracting(EventExamplesIT::told)
                .containsExactly("PaymentCreated", "PaymentConfirmed");
        assertThat(ledger().subList(0, whole.size() - 1)).isEqualTo(whole.subList(0, whole.size() - 1));
        assertNothingIsThereTwice();
    }

    @Test
    void aLedgerThatCannotBeWrittenIsWaitedForAndMended(CapturedOutput output) throws Exception {
        String before = pay();
        lines(before, 2);
        Path ledger = newest();
        Path aside = folder.resolve("aside.csv");
        Files.move(ledger, aside);
        Files.createDirectory(ledger);
        String first = pay();
        String second = pay();
        await().untilAsserted(() -> assertThat(output.getOut()).contains("The events of the consumer ledger wait"));

        // As a disk leaves it that was full.
        Files.writeString(aside, "0x0badb10c:0,false,Paym", StandardOpenOption.APPEND);
        Files.delete(ledger);
        Files.move(aside, ledger);

        lines(second, 2);
        assertThat(lines(first))
                .extracting(EventExamplesIT::told)
                .containsExactly("PaymentCreated", "PaymentConfirmed");
        assertThat(Files.readString(ledger)).doesNotContain("0badb10c");
        assertNothingIsThereTwice();
    }

    @Test
    void whatWasWrittenThoughTheWriteFailedIsNotWrittenAgain() {
        lines(pay(), 2);
        Map<String, String> last = ledger().get(ledger().size() - 1);
        CamelContext camel = server.context().getBean(CamelContext.class);
        camel.setVariable("global:ledgerFile", null);

        camel.createFluentProducerTemplate()
                .withBody(last)
                .withVariable("position", last.get("position"))
                .to("direct:writeIntoLedger")
                .request();

        assertThat(ledger()).endsWith(last);
        assertNothingIsThereTwice();
        lines(pay(), 2);
    }

    @Test
    void anotherMonthHasAFileOfItsOwn() throws Exception {
        String before = pay();
        lines(before, 2);
        server.close();
        Path older = newest().resolveSibling("ledger-2020-02.csv");
        Files.move(newest(), older);
        String text = Files.readString(older);
        startServer();

        String after = pay();

        lines(after, 2);
        assertThat(newest()).isNotEqualTo(older);
        assertThat(Files.readString(older)).isEqualTo(text);
        assertNothingIsThereTwice();
    }

    @Test
    void theLedgerOfOneMerchantHasNothingOfOthers() {
        lines(pay(), 2);
        server.close();
        startServer(DemoAccount.MERCHANT.address().value().toLowerCase(Locale.ROOT));

        String others = "0x" + "5".repeat(64);
        deployed.createPayment(others, DemoAccount.PAYER.address(), AMOUNT, anvil.timestamp() + 3600);
        lines(pay(), 2);

        assertThat(lines(others)).isEmpty();
        assertNothingIsThereTwice();
        server.close();
        startServer();
    }

    @Test
    void whatVanishesFromTheChainIsALineOfTheLedger() {
        String kept = create();
        String snapshot = anvil.snapshot();
        long height = anvil.blockNumber() + 4;
        pay(kept);
        Map<String, String> told = lines(kept, 2).get(1);

        anvil.revert(snapshot);
        anvil.increaseTime(Duration.ofSeconds(7));
        anvil.mine((int) (height - anvil.blockNumber()));

        Map<String, String> retraction = lines(kept, 3).get(2);
        assertThat(retraction).containsEntry("retracted", "true");
        assertThat(without(retraction, "retracted", "recordedAt", "position"))
                .isEqualTo(without(told, "retracted", "recordedAt", "position"));
        pay(kept);
        assertThat(lines(kept, 4).get(3)).containsEntry("retracted", "false").doesNotContainEntry("id", told.get("id"));
        assertNothingIsThereTwice();
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

        await().until(() -> posts(kept).size() == 2);
        ObjectNode retraction = (ObjectNode) json(posts(kept).get(1).body());
        assertThat(retraction.path("retracted").asBoolean()).isTrue();
        assertThat(retraction.put("retracted", false)).isEqualTo(json(told.body()));

        pay(kept);
        await().until(() -> posts(kept).size() == 3);
        assertThat(json(posts(kept).get(2).body()).path("retracted").asBoolean())
                .isFalse();
    }

    /** Of a payment; waits until there are so many. */
    private static List<Map<String, String>> lines(String paymentId, int number) {
        return await().until(() -> lines(paymentId), found -> found.size() == number);
    }

    private static List<Map<String, String>> lines(String paymentId) {
        return ledger().stream()
                .filter(line -> line.get("paymentId").equals(paymentId))
                .toList();
    }

    /** The lines of all months, each as values by column. */
    private static List<Map<String, String>> ledger() {
        return ledgers().stream().flatMap(file -> lines(file).stream()).toList();
    }

    private static List<Map<String, String>> lines(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // What stands behind the last line break is being written.
        List<String> lines =
                List.of(text.substring(0, text.lastIndexOf('\n') + 1).split("\r\n"));
        List<String> columns = List.of(lines.get(0).split(","));
        return lines.stream()
                .skip(1)
                .map(line -> {
                    List<String> values = List.of(line.split(",", -1));
                    assertThat(values).as(line).hasSameSizeAs(columns);
                    return IntStream.range(0, columns.size())
                            .boxed()
                            .collect(Collectors.toMap(columns::get, values::get));
                })
                .toList();
    }

    private static Path newest() {
        List<Path> files = ledgers();
        return files.get(files.size() - 1);
    }

    private static List<Path> ledgers() {
        try (Stream<Path> files = Files.list(folder.resolve("ledger"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(".csv"))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertNothingIsThereTwice() {
        assertThat(ledger())
                .extracting(line -> line.get("id") + line.get("retracted"))
                .doesNotHaveDuplicates();
    }

    private static String told(Map<String, String> line) {
        return (Boolean.parseBoolean(line.get("retracted")) ? "no " : "") + line.get("type");
    }

    private static Map<String, String> without(Map<String, String> line, String... columns) {
        Map<String, String> rest = new HashMap<>(line);
        rest.keySet().removeAll(Set.of(columns));
        return rest;
    }

    /** Those for a payment; waits until there are so many. */
    private static List<MimeMessage> receipts(String paymentId, int number) {
        return await().until(
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
        return await().until(() -> posts(paymentId), posts -> !posts.isEmpty()).get(0);
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
