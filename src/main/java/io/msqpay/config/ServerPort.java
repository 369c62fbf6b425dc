package io.msqpay.config;

import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;

/**
 * Replaces an unusable {@code PORT} before anyone reads it: Spring reads the port while it is still choosing beans, and would end
 * the start before the other problems are known. The application that embeds the routes keeps its own; registered in {@code META-INF/spring.factories}.
 */
final class ServerPort implements EnvironmentPostProcessor {

    static final String PROPERTY = "server.port";
    static final int DEFAULT = 3000;

    private static final String REJECTED = "msqpay.rejected-server-port";
    private static final int MAX = 65_535;

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        String port = environment.getProperty(PROPERTY);
        if (port == null || !isServer(environment) || isPort(port)) {
            return;
        }
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "usable server port", Map.of(PROPERTY, DEFAULT, REJECTED, !port.isBlank())));
    }

    /** Whether this is the stand-alone server. */
    static boolean isServer(Environment environment) {
        return "true".equalsIgnoreCase(environment.getProperty("msqpay.http.enabled"));
    }

    /** Empty when the port can be used. */
    static List<Problem> problems(Environment environment) {
        return Boolean.parseBoolean(environment.getProperty(REJECTED))
                ? List.of(new Problem(PROPERTY, "must be a whole number from 0 to " + MAX + "; 0 takes any free port"))
                : List.of();
    }

    static Problem inUse() {
        return new Problem(PROPERTY, "names a port that is in use: free it or choose another");
    }

    private static boolean isPort(String text) {
        return text.strip().matches("[0-9]{1,5}") && Integer.parseInt(text.strip()) <= MAX;
    }
}
