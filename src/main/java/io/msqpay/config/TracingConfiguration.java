package io.msqpay.config;

import io.msqpay.camel.CleanSpanExporter;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.math.BigDecimal;
import org.apache.camel.CamelContext;
import org.apache.camel.opentelemetry2.OpenTelemetryTracer;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Traces of every step of every route, sent to the configured collector; without one nothing is traced. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({OpenTelemetryTracer.class, OtlpHttpSpanExporter.class})
@ConditionalOnExpression("!'${msqpay.traces.endpoint:}'.isBlank()")
public class TracingConfiguration {

    private static final String NAME = "msqpay";

    @Bean
    @Replaceable
    SdkTracerProvider tracerProvider(Settings settings, Environment environment) {
        MsqpayProperties.Traces traces = settings.properties().traces();
        return SdkTracerProvider.builder()
                .setResource(Resource.getDefault()
                        .merge(Resource.create(Attributes.of(
                                AttributeKey.stringKey("service.name"),
                                environment.getProperty("spring.application.name", NAME)))))
                // Decided by the id alone: a client that says a trace is sampled does not make it so.
                .setSampler(Sampler.traceIdRatioBased(
                        BigDecimal.valueOf(traces.sampledPercent(), 2).doubleValue()))
                .addSpanProcessor(BatchSpanProcessor.builder(new CleanSpanExporter(OtlpHttpSpanExporter.builder()
                                .setEndpoint(traces.endpoint().strip())
                                .build()))
                        .build())
                .build();
    }

    @Bean
    @Replaceable
    Tracer tracer(SdkTracerProvider provider) {
        return provider.get(NAME);
    }

    @Bean
    @Replaceable
    ContextPropagators contextPropagators() {
        return ContextPropagators.create(W3CTraceContextPropagator.getInstance());
    }

    @Bean
    @ReplaceableByName
    CamelContextConfiguration traceRoutes(Tracer tracer, ContextPropagators propagators) {
        return new CamelContextConfiguration() {
            @Override
            public void beforeApplicationStart(CamelContext camel) {
                // Finds tracer and propagators among the beans.
                OpenTelemetryTracer routes = new OpenTelemetryTracer();
                routes.setTraceProcessors(true);
                routes.init(camel);
            }

            @Override
            public void afterApplicationStart(CamelContext camel) {
                // Nothing: it has to be there before the routes are.
            }
        };
    }
}
