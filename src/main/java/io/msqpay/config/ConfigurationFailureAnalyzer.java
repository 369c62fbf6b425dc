package io.msqpay.config;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Prints the problems instead of a stack trace; registered in {@code META-INF/spring.factories}. */
final class ConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<ConfigurationException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ConfigurationException cause) {
        return new FailureAnalysis(
                String.join(System.lineSeparator(), cause.problems()),
                "Correct what is listed above; docs/configuration.md explains every variable.",
                cause);
    }
}
