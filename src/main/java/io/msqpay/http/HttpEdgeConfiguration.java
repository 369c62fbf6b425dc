package io.msqpay.http;

import io.msqpay.config.MsqpayProperties;
import io.msqpay.config.Replaceable;
import io.msqpay.config.ReplaceableByName;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.spi.RestClientRequestValidator;
import org.apache.catalina.core.StandardHost;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.web.servlet.ConditionalOnMissingFilterBean;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.error.ErrorController;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.server.observation.ServerRequestObservationConvention;
import org.springframework.validation.Validator;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.filter.CorsFilter;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The HTTP edge of the stand-alone server. Every bean gives way to one that an application brings. */
@Configuration(proxyBeanMethods = false)
public class HttpEdgeConfiguration {

    private static final int ORDER = Ordered.HIGHEST_PRECEDENCE;

    /** Larger than any honest upload: the client gets its 413 instead of a reset connection. */
    private static final int MAX_SWALLOW_SIZE = 32 << 20;

    private static final Duration MAX_BODY_TIME = Duration.ofSeconds(10);

    private static final Duration MAX_REST_TIME = Duration.ofSeconds(5);

    /**
     * Answer health, refuse what is too much and wait for the bodies of slow clients, while all others wait for the chain. Java 21 and
     * later need no such number.
     */
    private static final int SPARE_THREADS = 52 + 512;

    @Bean
    @Replaceable
    OpenApiContract openApiContract() {
        return OpenApiContract.load();
    }

    @Bean
    @Replaceable
    ServedContract servedContract(OpenApiContract contract) {
        return new ServedContract(contract);
    }

    @Bean
    @Replaceable
    ApiKeys apiKeys(MsqpayProperties properties) {
        return ConfiguredApiKeys.parse(properties.apiKeys());
    }

    /** Its decoder is no bean: one would change what Spring Security does in an application that embeds the routes. */
    @Bean
    @Replaceable
    Callers callers(ApiKeys keys, MsqpayProperties properties) {
        return new Callers(keys, TokenDecoders.of(properties.jwt()).orElse(null));
    }

    @Bean
    @Replaceable
    ErrorResponder errorResponder() {
        return new ErrorResponder();
    }

    @Bean
    @ConditionalOnMissingBean(RestClientRequestValidator.class)
    @ReplaceableByName
    OpenApiRequestValidator openApiRequestValidator(ServedContract contract, Callers callers, ErrorResponder errors) {
        return new OpenApiRequestValidator(contract, callers, errors);
    }

    @Bean
    @ReplaceableByName
    HeaderFilterStrategy restHeaderFilterStrategy(ServedContract contract, MsqpayProperties properties) {
        // A trace that a client began goes on here (W3C Trace Context).
        return new RestHeaderFilterStrategy(
                contract, properties.traces().isConfigured() ? Set.of("traceparent", "tracestate") : Set.of());
    }

    @Bean("platform-http-engine")
    @Replaceable
    PlatformHttpEngine platformHttpEngine(
            @Value("${server.port:8080}") int port, ErrorResponder errors, MsqpayProperties properties) {
        return new EdgeHttpEngine(port, errors, properties.streams().heartbeat());
    }

    @Bean
    @ConditionalOnMissingFilterBean
    @ReplaceableByName
    FilterRegistrationBean<RequestIdFilter> requestIdFilter(ErrorResponder errors) {
        return ordered(new RequestIdFilter(errors), 0);
    }

    @Bean
    @ConditionalOnMissingFilterBean
    @ReplaceableByName
    FilterRegistrationBean<TrustedProxyFilter> trustedProxyFilter(MsqpayProperties properties) {
        MsqpayProperties.Http http = properties.http();
        return ordered(
                new TrustedProxyFilter(
                        http.trustedProxies().stream()
                                .map(String::strip)
                                .filter(network -> !network.isEmpty())
                                .map(IpNetwork::parse)
                                .toList(),
                        TrustedProxyFilter.Header.of(http.forwardedHeader().strip())
                                .orElseThrow()),
                5);
    }

    @Bean
    @ConditionalOnMissingFilterBean
    @ReplaceableByName
    FilterRegistrationBean<CorsFilter> corsFilter(
            ServedContract contract, MsqpayProperties properties, ErrorResponder errors) {
        List<String> origins = properties.http().corsAllowedOrigins().stream()
                .map(String::strip)
                .filter(origin -> !origin.isEmpty())
                .toList();
        // Without origins it still refuses preflight requests, in our words instead of Spring's.
        CorsFilter filter = new CorsFilter(request -> origins.isEmpty() ? null : cors(origins, contract.get()));
        filter.setCorsProcessor(new EdgeCorsProcessor(errors));
        return ordered(filter, 10);
    }

    private static CorsConfiguration cors(List<String> origins, OpenApiContract contract) {
        CorsConfiguration cors = new CorsConfiguration();
        cors.setAllowedOrigins(origins);
        cors.setAllowedMethods(Stream.concat(Stream.of("HEAD"), contract.methods().stream())
                .sorted()
                .toList());
        cors.setAllowedHeaders(
                Stream.concat(Stream.of("Content-Type", "X-API-Key", "Authorization"), contract.headerNames().stream())
                        .toList());
        cors.setExposedHeaders(Stream.concat(
                        Stream.of("Retry-After", "WWW-Authenticate", "RateLimit", "RateLimit-Policy"),
                        contract.responseHeaders().stream())
                .distinct()
                .toList());
        cors.setMaxAge(3600L);
        return cors;
    }

    @Bean
    @ConditionalOnMissingFilterBean
    @ReplaceableByName
    FilterRegistrationBean<RateLimitFilter> rateLimitFilter(
            ServedContract contract, MsqpayProperties properties, Callers callers, ErrorResponder errors) {
        MsqpayProperties.Http http = properties.http();
        return ordered(
                new RateLimitFilter(
                        contract, http.rateLimitPerMinute(), http.rateLimitPerMinuteOfKey(), callers, errors),
                20);
    }

    @Bean
    @ConditionalOnMissingFilterBean
    @ReplaceableByName
    FilterRegistrationBean<BodyLimitFilter> bodyLimitFilter(MsqpayProperties properties, ErrorResponder errors) {
        return ordered(new BodyLimitFilter(properties.http().maxBodySize(), MAX_BODY_TIME, errors), 30);
    }

    @Bean
    @ConditionalOnMissingFilterBean
    @ReplaceableByName
    FilterRegistrationBean<LoadLimitFilter> loadLimitFilter(
            ServedContract contract, MsqpayProperties properties, ErrorResponder errors) {
        MsqpayProperties.Http http = properties.http();
        return ordered(
                new LoadLimitFilter(
                        contract,
                        http.maxConcurrentReads(),
                        http.maxConcurrentSends(),
                        http.maxConcurrentRelays(),
                        http.maxWait(),
                        errors),
                35);
    }

    @Bean
    @ConditionalOnMissingFilterBean
    @ReplaceableByName
    FilterRegistrationBean<ContractRequestFilter> contractRequestFilter(
            ServedContract contract, ErrorResponder errors) {
        return ordered(new ContractRequestFilter(contract, errors), 40);
    }

    @Bean
    @ConditionalOnMissingBean(ErrorController.class)
    @ReplaceableByName
    EdgeErrorController edgeErrorController(
            ServedContract contract, ErrorResponder errors, ObjectProvider<CamelContext> camel) {
        return new EdgeErrorController(errors, () -> {
            CamelContext context = camel.getIfAvailable();
            return contract.isSettled() && (context == null || context.isStarted());
        });
    }

    @Bean
    @Replaceable
    DocsController docsController(ServedContract contract) throws IOException {
        return new DocsController(contract);
    }

    @Bean
    @Replaceable
    @Profile("dev")
    RoutePictureController routePictureController(OpenApiContract contract) throws IOException {
        return new RoutePictureController(contract);
    }

    @Bean
    @ReplaceableByName
    WebMvcConfigurer docsResources() throws IOException {
        String version;
        try (InputStream in = HttpEdgeConfiguration.class.getResourceAsStream(
                "/META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
            Properties properties = new Properties();
            properties.load(in);
            version = properties.getProperty("version");
        }
        return new WebMvcConfigurer() {
            @Override
            public void addResourceHandlers(ResourceHandlerRegistry registry) {
                registry.addResourceHandler("/docs/ui/**")
                        .addResourceLocations("classpath:/META-INF/resources/webjars/swagger-ui/" + version + "/");
                registry.addResourceHandler("/docs/*.js").addResourceLocations("classpath:/docs/");
            }
        };
    }

    /**
     * Requests are validated against the contract, not by Jakarta Validation. Its API is in the class path without an implementation, and
     * Spring would search the handlers for its annotations on every request.
     */
    @Bean
    @ReplaceableByName
    WebMvcConfigurer noBeanValidation() {
        return new WebMvcConfigurer() {
            @Override
            public Validator getValidator() {
                return Validator.forInstanceOf(Void.class, (target, errors) -> {});
            }
        };
    }

    @Bean
    @ConditionalOnMissingBean(ServerRequestObservationConvention.class)
    @ReplaceableByName
    ServerRequestObservationConvention operationConvention(ServedContract contract) {
        return new OperationConvention(contract);
    }

    /** Comes after Spring Boot's own customizers, which set what {@code server.tomcat.*} says. */
    @Bean
    @Order
    @ReplaceableByName
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> edgeTomcatCustomizer(
            MsqpayProperties properties, ErrorResponder errors, ServedContract contract) {
        MsqpayProperties.Http limits = properties.http();
        long present =
                2L * ((long) limits.maxConcurrentReads() + limits.maxConcurrentSends() + limits.maxConcurrentRelays());
        int threads = (int) Math.min(present + SPARE_THREADS, Integer.MAX_VALUE);
        return factory -> {
            factory.addConnectorCustomizers(connector -> {
                // RequestIdFilter refuses TRACE; Tomcat would do it without a body.
                connector.setAllowTrace(true);
                if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
                    http.setMaxSwallowSize(MAX_SWALLOW_SIZE);
                    http.setMaxThreads(Math.max(http.getMaxThreads(), threads));
                }
            });
            // The engine's: they hear of requests, too, that never get to the application.
            factory.addEngineValves(
                    new UnreadBodyValve(MAX_SWALLOW_SIZE, MAX_REST_TIME), new RequestLogValve(contract));
            factory.addContextCustomizers(context -> {
                if (context.getParent() instanceof StandardHost host) {
                    // Named too, so that Tomcat does not add its own.
                    host.setErrorReportValveClass(EdgeErrorReportValve.class.getName());
                    host.getPipeline().addValve(new EdgeErrorReportValve(errors));
                }
            });
        };
    }

    private static <F extends jakarta.servlet.Filter> FilterRegistrationBean<F> ordered(F filter, int step) {
        FilterRegistrationBean<F> registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(ORDER + step);
        return registration;
    }
}
