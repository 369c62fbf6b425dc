package io.msqpay.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.payment.Address;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** An application of somebody else's, whose own routes hear of events of ours, under a prefix. */
class EmbeddedEventsIT {

    private static final String ROUTES = """
            - templatedRoute:
                routeTemplateRef: msqpay.paymentEvents
                routeId: hearOfPayments
                parameters:
                  - name: consumer
                    value: shop
                  - name: deliverTo
                    value: direct:keepPayment
                  - name: finality
                    value: latest
                  - name: fromBlock
                    value: "0"
                  - name: period
                    value: "50"
            - route:
                id: keepPayment
                from:
                  uri: direct:keepPayment
                  steps:
                    - setBody:
                        simple: "${body[type]} ${body[paymentId]}"
                    - to: "file:%s?fileName=payments.txt&fileExist=Append"
            """;

    @TempDir
    private Path folder;

    @Test
    void itsRoutesMakeAConsumerFromTheTemplate() throws IOException {
        Deployed deployed = Deployed.on(Anvil.shared());
        String id = "0x" + (UUID.randomUUID() + "" + UUID.randomUUID()).replace("-", "");
        deployed.createPayment(
                id,
                new Address("0x70997970C51812dc3A010C7d01b50e0d17dc79C8"),
                BigInteger.ONE,
                Anvil.shared().timestamp() + 3600);
        Files.writeString(folder.resolve("shop.camel.yaml"), ROUTES.formatted(folder));
        List<String> arguments = new ArrayList<>(List.of(
                "--msqpay.routes-prefix=msqpay.",
                "--msqpay.http.enabled=false",
                "--camel.component.platform-http.header-filter-strategy=",
                "--msqpay.routes-dir=" + folder));
        deployed.properties().forEach((name, value) -> arguments.add("--" + name + "=" + value));

        try (ConfigurableApplicationContext application = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .registerShutdownHook(false)
                .run(arguments.toArray(String[]::new))) {
            await().until(() -> application.isActive() && Files.exists(folder.resolve("payments.txt")));
        }

        assertThat(folder.resolve("payments.txt")).hasContent("PaymentCreated " + id);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}
}
