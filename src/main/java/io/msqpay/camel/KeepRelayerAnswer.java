package io.msqpay.camel;

import io.msqpay.relayer.RelayerAnswer;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Makes the answer of a relayer the body of the message that asked for it, and leaves everything else of that message alone (Content Enricher). */
public final class KeepRelayerAnswer implements AggregationStrategy {

    @Override
    public Exchange aggregate(Exchange asked, Exchange answered) {
        Message answer = answered.getMessage();
        String body = answer.getBody(String.class);
        asked.getMessage()
                .setBody(new RelayerAnswer(
                        answer.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class),
                        body == null ? "" : body,
                        answer.getHeader("Retry-After", String.class)));
        return asked;
    }
}
