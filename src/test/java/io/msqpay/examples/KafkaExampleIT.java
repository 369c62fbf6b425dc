package io.msqpay.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.msqpay.dev.DemoAccount;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Payer;
import io.msqpay.dsl.PaymentServer;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events in a topic, through outages of Kafka and restarts: routes/extensions/examples/kafka. */
class KafkaExampleIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final BigInteger AMOUNT = BigInteger.valueOf(1_250_000);

    @TempDir
    private static Path folder;

    private static Anvil anvil;
    private static Deployed deployed;
    private static KafkaBroker kafka;
    private static PaymentServer server;
    private static String tooEarly;

    /** Kafka comes after the server and the first payment. */
    @BeforeAll
    static void start() {
        anvil = Anvil.start();
        deployed = Deployed.on(anvil);
        kafka = new KafkaBroker(folder.resolve("broker"), "payments");
        startServer();
        tooEarly = create();
        aTryFails();
        kafka.comeUp();
    }

    private static void startServer() {
        server = PaymentServer.on(
                deployed,
                "msqpay.routes-dir=routes/extensions/examples/kafka",
                "msqpay.routes-required=true",
                "msqpay.chain.receipt-poll-interval=50ms",
                "kafka.brokers=" + kafka.address(),
                "kafka.topic=payments",
                "kafka.security=SASL_PLAINTEXT",
                "kafka.jaas=" + KafkaBroker.login(),
                "kafka.folder=" + folder.resolve("position"),
                "kafka.from-block=0",
                "kafka.finality=latest",
                "kafka.timeout-millis=2000");
    }

    @AfterAll
    static void stop() {
        server.close();
        kafka.close();
        anvil.close();
    }

    @Test
    void whatHappensToAPaymentIsInOnePartitionInOrder() throws IOException {
        String paid = create();
        String cancelled = create();
        pay(paid);
        assertThat(server.merchant().relay(cancelled, "fail").status()).isEqualTo(200);

        List<ConsumerRecord<String, String>> ofPaid = written(paid, 2);
        List<ConsumerRecord<String, String>> ofCancelled = written(cancelled, 2);

        assertThat(ofPaid).extracting(KafkaExampleIT::type).containsExactly("PaymentCreated", "PaymentConfirmed");
        assertThat(ofCancelled).extracting(KafkaExampleIT::type).containsExactly("PaymentCreated", "PaymentFailed");
        assertThat(ofPaid)
                .extracting(ConsumerRecord::partition)
                .containsOnly(ofPaid.get(0).partition());
        JsonNode event = json(ofPaid.get(1));
        assertThat(event.path("paymentId").asText()).isEqualTo(paid);
        assertThat(event.path("amount").textValue()).isEqualTo(AMOUNT.toString());
        assertThat(event.path("payer").asText())
                .isEqualTo(deployed.payment(paid).payer().value());
        assertThat(event.path("retracted").isBoolean()).isTrue();
        assertThat(ofPaid).allSatisfy(record -> {
            assertThat(header(record, "msqpay-event-id"))
                    .isEqualTo(json(record).path("id").asText());
            assertThat(record.headers())
                    .extracting(Header::key)
                    .containsExactlyInAnyOrder("Content-Type", "msqpay-event-id", "msqpay-position");
        });
        awaitPosition(positionOf(ofCancelled.get(1)));
    }

    @Test
    void whatHappenedBeforeKafkaWasThereComesFirst() {
        assertThat(written(tooEarly, 1)).extracting(KafkaExampleIT::type).containsExactly("PaymentCreated");
        assertThat(written(tooEarly, 1).get(0).offset()).isZero();
    }

    @Test
    void anOutageOfKafkaLosesNothing() throws IOException {
        String before = create();
        String kept = positionOf(written(before, 1).get(0));
        awaitPosition(kept);
        kafka.goDown();

        pay(before);
        String during = create();
        pay(during);
        aTryFails();

        assertThat(position()).isEqualTo(kept);
        assertThat(server.merchant().get("/health/ready").status()).isEqualTo(200);
        kafka.comeUp();
        assertThat(written(during, 2))
                .extracting(KafkaExampleIT::type)
                .containsExactly("PaymentCreated", "PaymentConfirmed");
        assertThat(written(before, 2))
                .extracting(KafkaExampleIT::type)
                .containsExactly("PaymentCreated", "PaymentConfirmed");
    }

    @Test
    void aRestartLosesNothingAndRepeatsNothing() {
        String before = create();
        awaitPosition(positionOf(written(before, 1).get(0)));
        server.close();
        int told = kafka.records().size();

        pay(before);
        String meanwhile = create();
        startServer();

        written(meanwhile, 1);
        assertThat(withoutRepeated(kafka.records().subList(told, kafka.records().size())))
                .extracting(ConsumerRecord::key, KafkaExampleIT::type)
                .containsExactlyInAnyOrder(tuple(before, "PaymentConfirmed"), tuple(meanwhile, "PaymentCreated"));
    }

    @Test
    void eventsThatAreToldOnceMoreMoveNoPosition() throws Exception {
        String id = create();
        ConsumerRecord<String, String> first = written(id, 1).get(0);
        awaitPosition(positionOf(first));

        Exchange replay = camel().createProducerTemplate().send("direct:replayEvents", exchange -> {
            exchange.setVariable("fromBlock", json(first).path("blockNumber").asText());
            exchange.setVariable("toBlock", "latest");
            exchange.setVariable("finality", "latest");
            exchange.setVariable("wantedPayment", id);
            exchange.setVariable("deliverTo", "direct:writeToKafka");
            exchange.setVariable("replayed", true);
        });

        assertThat(replay.getException()).isNull();
        await().until(() -> records(id), records -> records.stream().anyMatch(KafkaExampleIT::isReplayed));
        assertThat(records(id)).extracting(ConsumerRecord::value).containsOnly(first.value());
        assertThat(position()).isEqualTo(positionOf(first));
    }

    @Test
    void noEndpointIsNamedWithThePassword() {
        assertThat(camel().getEndpoints())
                .extracting(Endpoint::getEndpointUri)
                .anyMatch(endpoint -> endpoint.contains("paymentsKafka"))
                .noneMatch(endpoint -> endpoint.contains(KafkaBroker.PASSWORD));
    }

    /** Waits until the topic tells so many events of a payment, and answers what whoever passes over repeated ones reads. */
    private static List<ConsumerRecord<String, String>> written(String paymentId, int number) {
        return await().until(() -> withoutRepeated(records(paymentId)), found -> found.size() == number);
    }

    private static List<ConsumerRecord<String, String>> records(String paymentId) {
        return kafka.records().stream()
                .filter(record -> paymentId.equals(record.key()))
                .toList();
    }

    private static List<ConsumerRecord<String, String>> withoutRepeated(List<ConsumerRecord<String, String>> records) {
        Set<String> known = new HashSet<>();
        return records.stream()
                .filter(record ->
                        known.add(json(record).path("id") + " " + json(record).path("retracted")))
                .toList();
    }

    /** Waits until the route has been left once more. */
    private static void aTryFails() {
        long before = tries();
        await().until(() -> tries() > before);
    }

    private static long tries() {
        return server
                .context()
                .getBean(MeterRegistry.class)
                .find("camel.route.policy")
                .tag("routeId", "writeToKafka")
                .timers()
                .stream()
                .mapToLong(Timer::count)
                .sum();
    }

    private static void awaitPosition(String wanted) {
        await().until(() -> position().equals(wanted));
    }

    private static String position() throws IOException {
        return Files.readString(folder.resolve("position").resolve("position"));
    }

    private static String type(ConsumerRecord<String, String> record) {
        return json(record).path("type").asText();
    }

    private static String positionOf(ConsumerRecord<String, String> record) {
        return header(record, "msqpay-position");
    }

    private static boolean isReplayed(ConsumerRecord<String, String> record) {
        return positionOf(record).equals("replayed");
    }

    private static JsonNode json(ConsumerRecord<String, String> record) {
        try {
            return JSON.readTree(record.value());
        } catch (JsonProcessingException e) {
            throw new AssertionError(record.value(), e);
        }
    }

    private static String header(ConsumerRecord<String, String> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    private static CamelContext camel() {
        return server.context().getBean(CamelContext.class);
    }

    private static String create() {
        String id = "0x" + (UUID.randomUUID() + "" + UUID.randomUUID()).replace("-", "");
        deployed.createPayment(id, DemoAccount.MERCHANT.address(), AMOUNT, anvil.timestamp() + 3600);
        return id;
    }

    /** By a payer, without the server. */
    private static void pay(String id) {
        Payer.ready(deployed, AMOUNT).withEther().pay(id);
    }
}
