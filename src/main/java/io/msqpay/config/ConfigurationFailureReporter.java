package io.msqpay.config;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.core.Ordered;

/**
 * Logs each problem as an error of its own, instead of a stack trace: one line, or one record of a structured log. Registered in
 * {@code META-INF/spring.factories}.
 */
final class ConfigurationFailureReporter implements SpringBootExceptionReporter, Ordered {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationException.class);

    /** Spring Boot's own reporter would put all problems into one record. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public boolean reportException(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConfigurationException wrong) {
                wrong.problems().forEach(LOG::error);
                LOG.error("The server does not start; docs/configuration.md explains every variable");
                return true;
            }
        }
        return false;
    }
}
