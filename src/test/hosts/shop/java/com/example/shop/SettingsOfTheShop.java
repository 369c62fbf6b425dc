package com.example.shop;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.spi.RestConfiguration;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;
import org.springframework.boot.web.embedded.tomcat.TomcatWebServer;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** What a library might change in an application behind its back. */
final class SettingsOfTheShop {

    private SettingsOfTheShop() {}

    static Map<String, Object> in(ConfigurableApplicationContext context) {
        CamelContext camel = context.getBean(CamelContext.class);
        Map<String, Object> settings = new TreeMap<>();
        settings.put("name", camel.getName());
        settings.put(
                "error handler",
                String.valueOf(camel.getCamelContextExtension().getErrorHandlerFactory()).replaceAll("@.*", ""));
        RestConfiguration rest = camel.getRestConfiguration();
        settings.put(
                "rest",
                Stream.of(
                                rest.getComponent(),
                                rest.getContextPath(),
                                rest.getBindingMode(),
                                rest.getHost(),
                                rest.getPort(),
                                rest.isEnableCORS(),
                                rest.isClientRequestValidation(),
                                rest.getComponentProperties(),
                                rest.getEndpointProperties(),
                                rest.getCorsHeaders())
                        .map(String::valueOf)
                        .toList());
        settings.put("thread pool", camel.getExecutorServiceManager().getDefaultThreadPoolProfile());
        settings.put("shutdown", camel.getShutdownStrategy().getTimeout());
        settings.put(
                "features",
                Stream.of(
                                camel.isStreamCaching(),
                                camel.isUseMDCLogging(),
                                camel.isTracing(),
                                camel.isAutoStartup(),
                                camel.isMessageHistory(),
                                camel.isAllowUseOriginalMessage(),
                                camel.isUseBreadcrumb(),
                                camel.isLoadTypeConverters())
                        .toList());
        settings.put(
                "interceptors",
                camel.getCamelContextExtension().getInterceptStrategies().stream()
                        .map(Object::getClass)
                        .toList());
        settings.put(
                "event notifiers",
                camel.getManagementStrategy().getEventNotifiers().stream()
                        .map(Object::getClass)
                        .toList());
        HttpComponent http = camel.getComponent("http", HttpComponent.class);
        settings.put(
                "http client",
                Stream.of(http.getHttpClientConfigurer(), http.getClientConnectionManager(), http.getHttpActivityListener())
                        .map(String::valueOf)
                        .toList());
        settings.put(
                "platform http",
                String.valueOf(camel.getComponent("platform-http", PlatformHttpComponent.class)
                        .getHeaderFilterStrategy()));
        ObjectMapper mapper = context.getBean(ObjectMapper.class);
        settings.put(
                "jackson",
                Stream.of(
                                context.getBeansOfType(ObjectMapper.class).keySet(),
                                mapper.getSerializationConfig().getSerializationFeatures(),
                                mapper.getDeserializationConfig().getDeserializationFeatures(),
                                mapper.getRegisteredModuleIds(),
                                mapper.getFactory().streamReadConstraints().getMaxStringLength())
                        .map(String::valueOf)
                        .toList());
        settings.put("executors", context.getBeansOfType(Executor.class).keySet());
        settings.put("resolvers", context.getBeansOfType(HandlerExceptionResolver.class).keySet());
        settings.put("controllers", context.getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .keySet());
        settings.put("mappings", context.getBeansOfType(HandlerMapping.class).keySet());
        tomcat(settings, (ServletWebServerApplicationContext) context);
        return settings;
    }

    private static void tomcat(Map<String, Object> settings, ServletWebServerApplicationContext context) {
        Connector connector =
                ((TomcatWebServer) context.getWebServer()).getTomcat().getConnector();
        AbstractProtocol<?> protocol = (AbstractProtocol<?>) connector.getProtocolHandler();
        settings.put(
                "tomcat",
                Stream.of(
                                protocol.getMaxThreads(),
                                protocol.getMaxConnections(),
                                protocol.getAcceptCount(),
                                protocol.getConnectionTimeout(),
                                protocol.getKeepAliveTimeout(),
                                protocol.getExecutor().getClass(),
                                connector.getProperty("maxKeepAliveRequests"),
                                connector.getMaxPostSize())
                        .map(String::valueOf)
                        .toList());
        settings.put(
                "valves",
                Stream.of(((TomcatWebServer) context.getWebServer())
                                .getTomcat()
                                .getHost()
                                .getPipeline()
                                .getValves())
                        .map(Object::getClass)
                        .toList());
        settings.put(
                "filters",
                new TreeMap<>(context.getServletContext().getFilterRegistrations()).keySet());
        settings.put(
                "servlets",
                new TreeMap<>(context.getServletContext().getServletRegistrations()).keySet());
    }
}
