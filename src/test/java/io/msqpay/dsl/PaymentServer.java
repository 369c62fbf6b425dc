package io.msqpay.dsl;

import io.msqpay.MsqpayServer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The stand-alone server inside this JVM, on a free port. */
public final class PaymentServer implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    private PaymentServer(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Starts in production on the given contracts; further properties as {@code name=value}. */
    public static PaymentServer on(Deployed deployed, String... properties) {
        return start(null, deployed.properties(), properties);
    }

    /** Starts in production on the given contracts, asking the chain through the faulty node. */
    public static PaymentServer on(Deployed deployed, FaultyNode node, String... properties) {
        Map<String, String> own = new LinkedHashMap<>(deployed.properties());
        own.put("msqpay.chain.rpc-urls", node.url());
        return start(null, own, properties);
    }

    /** Starts in production with nothing but the given properties, each {@code name=value}. */
    public static PaymentServer with(String... properties) {
        return start(null, Map.of(), properties);
    }

    /** Starts with the dev profile and a chain of its own. */
    public static PaymentServer dev(String... properties) {
        return start("dev", Map.of(), properties);
    }

    private static PaymentServer start(String profile, Map<String, String> own, String... properties) {
        Map<String, String> all = new LinkedHashMap<>(own);
        all.put("server.port", "0");
        for (String property : properties) {
            int equals = property.indexOf('=');
            all.put(property.substring(0, equals), property.substring(equals + 1));
        }
        List<String> arguments = new ArrayList<>();
        all.forEach((name, value) -> arguments.add("--" + name + "=" + value));
        SpringApplicationBuilder builder = new SpringApplicationBuilder(MsqpayServer.class)
                .bannerMode(Banner.Mode.OFF)
                .registerShutdownHook(false);
        if (profile != null) {
            builder.profiles(profile);
        }
        return new PaymentServer(builder.run(arguments.toArray(String[]::new)));
    }

    public String url() {
        return "http://localhost:" + property("local.server.port");
    }

    /** A merchant with the tests' API key. */
    public Merchant merchant() {
        return Merchant.of(url());
    }

    /** A value of the server's effective configuration; null when absent. */
    public String property(String name) {
        return context.getEnvironment().getProperty(name);
    }

    public ConfigurableApplicationContext context() {
        return context;
    }

    @Override
    public void close() {
        context.close();
    }
}
