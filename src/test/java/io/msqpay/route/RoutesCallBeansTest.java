package io.msqpay.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mockingDetails;
import static org.mockito.Mockito.spy;

import io.msqpay.payment.PaymentId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** Routes call what stands in the application under a bean's name, so that another bean under that name is called in its place. */
@RouteTest
@Import(RoutesCallBeansTest.Spies.class)
class RoutesCallBeansTest {

    private static final Pattern REFERENCE = Pattern.compile("\\bref: \"?(\\w+)");
    private static final String PAYER = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";

    @Autowired
    private ScriptedChain chain;

    @Autowired
    private Requests requests;

    @Autowired
    private CamelContext camel;

    @Test
    void theBeansOfTheApplicationAreTheOnesThatRoutesCall() throws IOException {
        PaymentId id = new PaymentId("0x" + (UUID.randomUUID().toString() + UUID.randomUUID()).replace("-", ""));
        Map<String, Object> payment = Map.of("paymentId", id.value());
        chain.reset();
        create();
        chain.payments(ScriptedChain.pending(id));
        requests.request("getPaymentStatus", null, payment);
        requests.request("prepareGasless", null, Map.of("paymentId", id.value(), "from", PAYER));
        String relay = requests.request("relayPayment", Map.of("action", "fail"), payment)
                .text("relayId");
        requests.request("getRelayStatus", null, Map.of("paymentId", id.value(), "relayId", relay));
        requests.request("getConfig", null, Map.of());

        Set<String> called = references();
        called.removeIf(name -> mockingDetails(camel.getRegistry().lookupByName(name))
                .getInvocations()
                .isEmpty());
        assertThat(called)
                .contains(
                        "deployment",
                        "errorBodies",
                        "feePolicy",
                        "forwardRequests",
                        "forwarderContract",
                        "localRelayer",
                        "msqpayContract",
                        "nodeErrors",
                        "nodeHeaders",
                        "operatorAccount",
                        "outcomes",
                        "paymentClock",
                        "paymentOrders",
                        "paymentRequests",
                        "paymentViews",
                        "recentTransactions",
                        "relays",
                        "seenPayments",
                        "timeLimits");
    }

    private void create() {
        requests.request(
                "createPayment",
                Map.of("merchantId", ScriptedChain.MERCHANT.value(), "amount", "1", "currency", "USDC"),
                Map.of());
    }

    private static Set<String> references() throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("routes"))) {
            files.filter(file -> file.toString().endsWith(".camel.yaml"))
                    // Examples bring beans of their own.
                    .filter(file -> !file.startsWith(Path.of("routes", "extensions")))
                    .forEach(file ->
                            REFERENCE.matcher(read(file)).results().forEach(found -> names.add(found.group(1))));
        }
        return names;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Notes each call of a bean of ours. */
    static class Spies {

        @Bean
        static BeanPostProcessor spies() {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    boolean ours = bean.getClass()
                            .getPackageName()
                            .matches(
                                    "io\\.msqpay\\.(chain|contract|error|event|gasless|limit|payment|relayer|signer|stream)");
                    return ours ? spy(bean) : bean;
                }
            };
        }
    }
}
