package io.msqpay.config;

import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Starts applications with chosen environment variables and the real application.yaml. */
final class Start {

    private Start() {}

    static ConfigurableApplicationContext propertiesOnly(Map<String, String> variables) {
        return start(PropertiesOnly.class, WebApplicationType.NONE, variables);
    }

    static ConfigurableApplicationContext start(
            Class<?> source, WebApplicationType type, Map<String, String> variables) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                                new TreeMap<String, Object>(variables)));
        return new SpringApplicationBuilder(source)
                .web(type)
                .environment(environment)
                .registerShutdownHook(false)
                .run();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(MsqpayProperties.class)
    static class PropertiesOnly {

        @Bean
        static ConfigurationProblems configurationProblems() {
            return new ConfigurationProblems();
        }
    }
}
