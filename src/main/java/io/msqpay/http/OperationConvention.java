package io.msqpay.http;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Supplier;
import org.springframework.http.server.observation.DefaultServerRequestObservationConvention;
import org.springframework.http.server.observation.ServerRequestObservationContext;

/** Labels the figures of requests with the operation, also of those that are refused before Spring knows their path. */
final class OperationConvention extends DefaultServerRequestObservationConvention {

    private static final KeyValue NONE = KeyValue.of("operation", "none");

    private static final KeyValue SENT = KeyValue.of("outcome", "SUCCESS");

    private final Supplier<OpenApiContract> contract;

    OperationConvention(Supplier<OpenApiContract> contract) {
        this.contract = contract;
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(ServerRequestObservationContext context) {
        return super.getLowCardinalityKeyValues(context).and(operation(context.getCarrier()));
    }

    @Override
    protected KeyValue status(ServerRequestObservationContext context) {
        Integer sent = RequestFacts.sent(context.getCarrier());
        return sent == null ? super.status(context) : KeyValue.of("status", sent.toString());
    }

    @Override
    protected KeyValue outcome(ServerRequestObservationContext context) {
        return RequestFacts.sent(context.getCarrier()) == null ? super.outcome(context) : SENT;
    }

    private KeyValue operation(HttpServletRequest request) {
        return contract.get()
                .find(request)
                .map(known -> KeyValue.of("operation", known.id()))
                .orElse(NONE);
    }
}
