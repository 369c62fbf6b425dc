package io.msqpay.examples;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** A Kafka of one node inside this JVM, which asks for a password: it can be down, and comes up with what it had, at the same address. */
final class KafkaBroker implements AutoCloseable {

    static final String PASSWORD = "kafka-password-of-the-test";

    private static final String LOGIN =
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"msqpay\" password=\""
                    + PASSWORD + "\"";
    private static final int NODE = 1;
    private static final int PARTITIONS = 3;

    static {
        // Otherwise a broker that gives up ends this JVM.
        Exit.setExitProcedure(KafkaBroker::giveUp);
        Exit.setHaltProcedure(KafkaBroker::giveUp);
    }

    private final int port = freePort();
    private final KafkaConfig configuration;
    private final String topic;
    private final List<ConsumerRecord<String, String>> records = new ArrayList<>();
    private KafkaRaftServer node;
    private KafkaConsumer<String, String> reader;

    /** One that has not come up yet, with its folder and the topic it will have. */
    KafkaBroker(Path folder, String topic) {
        this.topic = topic;
        int controllerPort = freePort();
        Map<String, String> properties = new HashMap<>();
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", Integer.toString(NODE));
        properties.put("listeners", "CLIENTS://" + address() + ",CONTROLLER://127.0.0.1:" + controllerPort);
        properties.put("advertised.listeners", "CLIENTS://" + address());
        properties.put("listener.security.protocol.map", "CLIENTS:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.put("inter.broker.listener.name", "CLIENTS");
        properties.put("controller.listener.names", "CONTROLLER");
        properties.put("controller.quorum.voters", NODE + "@127.0.0.1:" + controllerPort);
        properties.put("sasl.enabled.mechanisms", "PLAIN");
        properties.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
        properties.put("listener.name.clients.plain.sasl.jaas.config", LOGIN + " user_msqpay=\"" + PASSWORD + "\";");
        properties.put("auto.create.topics.enable", "false");
        properties.put("log.cleaner.enable", "false");
        properties.put("log.dirs", folder.toString());
        configuration = new KafkaConfig(properties);
        try {
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                    .setNodeId(NODE)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setControllerListenerName("CONTROLLER")
                    .addDirectory(folder.toString())
                    .setMetadataLogDirectory(folder.toString())
                    .run();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    /** What a client logs in with. */
    static String login() {
        return LOGIN + ";";
    }

    void comeUp() {
        node = new KafkaRaftServer(configuration, Time.SYSTEM);
        node.startup();
        if (reader == null) {
            read();
        }
    }

    /** Nobody listens any more. */
    void goDown() {
        node.shutdown();
        node.awaitShutdown();
    }

    /** All that the topic has, each partition in its order. */
    synchronized List<ConsumerRecord<String, String>> records() {
        reader.poll(Duration.ofMillis(50)).forEach(records::add);
        return List.copyOf(records);
    }

    @Override
    public void close() {
        reader.close(Duration.ZERO);
        goDown();
    }

    private void read() {
        Map<String, Object> client = Map.of(
                "bootstrap.servers",
                address(),
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                login());
        try (Admin admin = Admin.create(client)) {
            admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1)))
                    .all()
                    .get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        reader = new KafkaConsumer<>(client, new StringDeserializer(), new StringDeserializer());
        reader.assign(partitions);
        reader.seekToBeginning(partitions);
    }

    private static void giveUp(int status, String message) {
        throw new IllegalStateException("the broker gives up with " + status + ": " + message);
    }

    /** Below those that the system gives to outgoing connections, so that none takes it while the broker is down. */
    private static int freePort() {
        return IntStream.generate(() -> ThreadLocalRandom.current().nextInt(20_000, 32_000))
                .filter(KafkaBroker::isFree)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
