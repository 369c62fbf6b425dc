package io.msqpay.camel;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Lets nothing out in a span but what is known to hold no secret: names of routes, steps and components, methods and statuses. URLs stay
 * here, since those of nodes hold keys and those of clients whatever they write; so do messages of exceptions.
 */
public final class CleanSpanExporter implements SpanExporter {

    private static final Set<String> TOLD =
            Set.of("component", "op", "routeId", "processor", "http.method", "http.status_code", "error");

    private final SpanExporter exporter;

    public CleanSpanExporter(SpanExporter exporter) {
        this.exporter = exporter;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        return exporter.export(spans.stream().<SpanData>map(Clean::new).toList());
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }

    private static final class Clean extends DelegatingSpanData {

        private final Attributes attributes;

        Clean(SpanData span) {
            super(span);
            attributes = span.getAttributes().toBuilder()
                    .removeIf((AttributeKey<?> key) -> !TOLD.contains(key.getKey()))
                    .build();
        }

        @Override
        public Attributes getAttributes() {
            return attributes;
        }

        @Override
        public List<EventData> getEvents() {
            return List.of();
        }

        @Override
        public StatusData getStatus() {
            return StatusData.create(super.getStatus().getStatusCode(), "");
        }
    }
}
