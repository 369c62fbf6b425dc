package com.example.shop;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Takes orders in all ways that it has, prints what came of each, and ends.
 *
 * <p>Arguments: the merchant, then properties.
 */
@SpringBootApplication
public class Shop {

    private static final String[] WITHOUT_PAYMENTS = {
        "--spring.autoconfigure.exclude=io.msqpay.config.MsqpayAutoConfiguration",
        "--camel.main.routes-include-pattern=classpath:camel/*"
    };
    private static final long PATIENCE_MILLIS = 30_000;

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Map<String, String> order = Map.of("merchantId", arguments[0], "amount", "1000000", "currency", "USDC");
        Map<String, Object> before;
        try (ConfigurableApplicationContext shop = SpringApplication.run(
                Shop.class,
                Stream.concat(Stream.of(arguments), Stream.of(WITHOUT_PAYMENTS)).toArray(String[]::new))) {
            before = SettingsOfTheShop.in(shop);
        }
        try (ConfigurableApplicationContext shop = SpringApplication.run(Shop.class, arguments)) {
            Map<String, Object> after = SettingsOfTheShop.in(shop);
            print("settings", before.size());
            before.keySet().stream()
                    .filter(name -> !before.get(name).toString().equals(after.get(name).toString()))
                    .forEach(name -> print("changed", name + " from " + before.get(name) + " to " + after.get(name)));
            print("camel", shop.getBean(CamelContext.class).getVersion());
            ProducerTemplate camel = shop.getBean(ProducerTemplate.class);
            print("java", text(camel.requestBody("direct:orderInJava", order)));
            print("xml", text(camel.requestBody("direct:orderInXml", order)));
            print("yaml", text(camel.requestBody("direct:orderInYaml", order)));
            ConsumerTemplate queues = shop.getBean(ConsumerTemplate.class);
            Map<?, ?> heard = queues.receiveBody("seda:heard", PATIENCE_MILLIS, Map.class);
            print("heard", heard == null ? "nothing" : heard.get("type"));
            print("asked", queues.receiveBodyNoWait("seda:asked"));
            Exchange refused = camel.request(
                    "direct:orderInJava", exchange -> exchange.getMessage().setBody(Map.of("amount", "-1")));
            print("refused", refused.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE) + " " + text(refused.getMessage().getBody()));
            print("unhandled", refused.getException());
            print("lost", refused.getMessage().getHeader("lost"));
            Exchange unknown = camel.request("direct:orderStatus", exchange -> exchange.getMessage()
                    .setHeader("paymentId", "0x" + "0".repeat(63) + "1"));
            print("unknown", unknown.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE) + " " + text(unknown.getMessage().getBody()));
            if (shop.getEnvironment().matchesProfiles("opinions")) {
                print("fail", text(camel.requestBody("direct:fail", "")));
                print("fail as known", text(camel.requestBody("direct:failAsKnown", "")));
                print("rest", post(shop.getEnvironment().getProperty("local.server.port"), arguments[0]));
            }
            if (shop.getEnvironment().matchesProfiles("names")) {
                print("own", text(camel.requestBody("direct:createPayment", order)));
            }
            print("contract over HTTP", get(shop.getEnvironment().getProperty("local.server.port"), "/config"));
        }
    }

    private static String post(String port, String merchant) throws IOException, InterruptedException {
        return answer(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/shop/orders"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"merchantId\":\"" + merchant + "\",\"amount\":\"1000000\",\"currency\":\"USDC\"}")));
    }

    private static String get(String port, String path) throws IOException, InterruptedException {
        return answer(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)));
    }

    private static String answer(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }

    private static String text(Object body) {
        return body instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(body);
    }

    private static void print(String what, Object value) {
        System.out.println(what + ": " + value);
    }
}
