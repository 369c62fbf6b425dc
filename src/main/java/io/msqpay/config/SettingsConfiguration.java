package io.msqpay.config;

import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.ConfigurableWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

/** Turns the properties into {@link Settings}, or ends the start with everything that is wrong. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(MsqpayProperties.class)
class SettingsConfiguration {

    @Bean
    static UnreadableValues unreadableValues() {
        return new UnreadableValues();
    }

    /** Depends on the bound properties, so that by now all values have been tried. */
    @Bean
    @ConditionalOnMissingBean
    Settings settings(MsqpayProperties properties, UnreadableValues unreadable, Environment environment) {
        boolean needsApiKeys = ServerPort.isServer(environment) && !environment.acceptsProfiles(Profiles.of("dev"));
        List<Problem> known = new ArrayList<>(ServerPort.problems(environment));
        known.addAll(unreadable.problems());
        return new ConfigurationCheck(properties, needsApiKeys, known).settings();
    }

    /** Changes nothing: its dependency has the configuration checked before there is a web server. */
    @Bean
    @ConditionalOnProperty("msqpay.http.enabled")
    WebServerFactoryCustomizer<ConfigurableWebServerFactory> checkBeforeWebServer(Settings settings) {
        return factory -> {};
    }
}
