package io.msqpay.acceptance;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.camel.ProducerTemplate;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

/** An application that has added the library: it creates a payment, prints the answer and ends. */
@SpringBootConfiguration
@EnableAutoConfiguration
class Shop {

    public static void main(String[] arguments) {
        try (ConfigurableApplicationContext context = SpringApplication.run(Shop.class, arguments)) {
            byte[] answer = context.getBean(ProducerTemplate.class)
                    .requestBody(
                            "direct:createPayment",
                            Map.of("merchantId", arguments[0], "amount", "1000000", "currency", "USDC"),
                            byte[].class);
            System.out.println("Created: " + new String(answer, StandardCharsets.UTF_8));
        }
    }
}
