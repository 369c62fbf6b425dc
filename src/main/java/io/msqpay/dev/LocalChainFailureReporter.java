package io.msqpay.dev;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.core.Ordered;

/** Logs in one line that there is no local chain and what to do, instead of a stack trace. */
final class LocalChainFailureReporter implements SpringBootExceptionReporter, Ordered {

    private static final Logger LOG = LoggerFactory.getLogger("io.msqpay");

    /** Before Spring Boot's own reporter. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public boolean reportException(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof LocalChainException missing) {
                LOG.error(missing.action() == null ? "{}" : "{} {}", missing.getMessage(), missing.action());
                return true;
            }
        }
        return false;
    }
}
