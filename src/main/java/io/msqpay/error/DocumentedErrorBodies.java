package io.msqpay.error;

import io.msqpay.chain.NodeUnavailableException;
import io.msqpay.chain.TransactionRejectedException;
import io.msqpay.contract.MalformedAnswerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.web3j.exceptions.MessageDecodingException;

/** Error bodies as the API contract documents them. Only messages that were written for clients get through. */
public final class DocumentedErrorBodies implements ErrorBodies {

    private static final Logger LOG = LoggerFactory.getLogger(DocumentedErrorBodies.class);
    private static final long NODE_RETRY_SECONDS = 5;

    @Override
    public ErrorBody body(String error, Throwable caught, String requestId) {
        Throwable failure = known(caught);
        if (failure instanceof GatewayTimeoutException timeout) {
            return new ErrorBody(
                    error, timeout.getMessage(), null, timeout.relayId(), timeout.relayTxHash(), "pending", requestId);
        }
        if (failure instanceof MsqpayException expected) {
            return ErrorBody.of(error, expected.getMessage(), expected.details(), requestId);
        }
        if (isNodeFailure(failure)) {
            LOG.warn("The chain cannot be asked: {}", failure.getMessage());
            return ErrorBody.of(error, "No node of the chain gives a usable answer; try again", null, requestId);
        }
        LOG.error("Unexpected failure of request {}", requestId, failure);
        return ErrorBody.of(
                error, "Something went wrong on our side: quote the requestId when you report it", null, requestId);
    }

    @Override
    public Long retryAfter(Throwable caught) {
        Throwable failure = known(caught);
        if (failure instanceof ServiceUnavailableException unavailable) {
            return unavailable.retryAfterSeconds();
        }
        if (failure instanceof TooManyRequestsException tooMany) {
            return tooMany.retryAfterSeconds();
        }
        return isNodeFailure(failure) ? NODE_RETRY_SECONDS : null;
    }

    /** Camel wraps what an expression throws. */
    private static Throwable known(Throwable caught) {
        for (Throwable failure = caught; failure != null; failure = failure.getCause()) {
            if (failure instanceof MsqpayException || isNodeFailure(failure)) {
                return failure;
            }
        }
        return caught;
    }

    private static boolean isNodeFailure(Throwable failure) {
        return failure instanceof NodeUnavailableException
                || failure instanceof TransactionRejectedException
                || failure instanceof MalformedAnswerException
                // The library decodes an answer when it is looked at, wherever that is.
                || failure instanceof MessageDecodingException;
    }
}
