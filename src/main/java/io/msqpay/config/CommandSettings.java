package io.msqpay.config;

import io.msqpay.http.ApiKey;
import io.msqpay.payment.Address;
import java.util.function.UnaryOperator;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The configuration of commands, which need less of it than the server, from the same places. */
public final class CommandSettings {

    private final MsqpayProperties properties;
    private final ConfigurationProblems problems;

    private CommandSettings(MsqpayProperties properties, ConfigurationProblems problems) {
        this.properties = properties;
        this.problems = problems;
    }

    /**
     * What it takes to deploy the contract; where none is named, it is the one that will be there.
     *
     * @param planned finds the contract that an account deploys
     * @throws ConfigurationException with all that is missing or wrong
     */
    public Settings toDeploy(UnaryOperator<Address> planned) {
        return check().settingsOfAdmin(planned);
    }

    /**
     * What it takes to manage the roles at a contract.
     *
     * @throws ConfigurationException with all that is missing or wrong
     */
    public Settings toManageRoles() {
        return check().settingsOfAdmin(null);
    }

    /**
     * What it takes to work with a deployment; API keys may be missing.
     *
     * @throws ConfigurationException with all that is missing or wrong
     */
    public Settings toCheck() {
        return check().settings();
    }

    private ConfigurationCheck check() {
        return new ConfigurationCheck(properties, ApiKey::parse, false, true, problems.found());
    }

    /** What a Spring application needs to read it, and nothing more: no route, no web server. */
    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(MsqpayProperties.class)
    public static class Source {

        @Bean
        static ConfigurationProblems configurationProblems() {
            return new ConfigurationProblems();
        }

        @Bean
        CommandSettings commandSettings(MsqpayProperties properties, ConfigurationProblems problems) {
            return new CommandSettings(properties, problems);
        }
    }
}
