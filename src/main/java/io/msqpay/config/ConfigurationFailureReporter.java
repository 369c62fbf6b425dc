package io.msqpay.config;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;

/**
 * Logs each problem as an error of its own, instead of a stack trace: one line, or one record of a structured log. Registered in
 * {@code META-INF/spring.factories}.
 */
final class ConfigurationFailureReporter implements SpringBootExceptionReporter, Ordered {

    private static final Logger LOG = LoggerFactory.getLogger("io.msqpay");

    private final ConfigurableApplicationContext context;

    /** @param context may be null, when the start failed before there was one */
    ConfigurationFailureReporter(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Spring Boot's own reporter would put all problems into one record. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public boolean reportException(Throwable failure) {
        List<String> problems = new ArrayList<>();
        for (Throwable cause = failure; cause != null && problems.isEmpty(); cause = cause.getCause()) {
            if (cause instanceof ConfigurationException wrong) {
                problems.addAll(wrong.problems());
            } else if (cause instanceof PortInUseException && isServer()) {
                problems.add(ServerPort.inUse().line());
            }
        }
        if (problems.isEmpty()) {
            return false;
        }
        problems.forEach(LOG::error);
        LOG.error("The server does not start; docs/configuration.md explains every variable");
        return true;
    }

    private boolean isServer() {
        return context != null && ServerPort.isServer(context.getEnvironment());
    }
}
