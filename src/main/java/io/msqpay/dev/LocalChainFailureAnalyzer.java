package io.msqpay.dev;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows a missing local chain as a sentence instead of a stack trace. */
final class LocalChainFailureAnalyzer extends AbstractFailureAnalyzer<LocalChainException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, LocalChainException cause) {
        return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
    }
}
