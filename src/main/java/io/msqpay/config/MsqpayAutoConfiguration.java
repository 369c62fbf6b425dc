package io.msqpay.config;

import io.msqpay.chain.FeePolicy;
import io.msqpay.chain.Mempool;
import io.msqpay.chain.NodeClients;
import io.msqpay.chain.NodeErrors;
import io.msqpay.chain.NodeHeaders;
import io.msqpay.chain.OperatorAccount;
import io.msqpay.chain.RecentTransactions;
import io.msqpay.chain.SeenPayments;
import io.msqpay.chain.WaitingTransactions;
import io.msqpay.contract.Deployment;
import io.msqpay.contract.Erc20;
import io.msqpay.contract.ForwarderContract;
import io.msqpay.contract.MsqpayContract;
import io.msqpay.contract.RevertReasons;
import io.msqpay.error.ErrorBodies;
import io.msqpay.gasless.ForwardRequests;
import io.msqpay.http.ApiKey;
import io.msqpay.http.HttpEdgeConfiguration;
import io.msqpay.payment.PaymentClock;
import io.msqpay.payment.PaymentOrders;
import io.msqpay.payment.PaymentRequests;
import io.msqpay.payment.PaymentViews;
import io.msqpay.relayer.LocalRelayer;
import io.msqpay.relayer.Outcomes;
import io.msqpay.relayer.Relays;
import io.msqpay.relayer.TimeLimits;
import java.time.Clock;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpAutoConfiguration;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.web.servlet.WebMvcAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.error.ErrorMvcAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.web.server.ConfigurableWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/**
 * The beans that the routes call, under the names by which they call them. Each gives way to a bean of the same type that an application
 * brings.
 */
@AutoConfiguration(
        before = {
            CamelAutoConfiguration.class,
            ErrorMvcAutoConfiguration.class,
            SpringBootPlatformHttpAutoConfiguration.class,
            WebMvcAutoConfiguration.class
        })
@EnableConfigurationProperties(MsqpayProperties.class)
public class MsqpayAutoConfiguration {

    /** The HTTP edge belongs to the stand-alone server; an embedding application has its own. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    @ConditionalOnProperty("msqpay.http.enabled")
    @Import(HttpEdgeConfiguration.class)
    static class Edge {

        /** Changes nothing: its dependency has the configuration checked before there is a web server. */
        @Bean
        WebServerFactoryCustomizer<ConfigurableWebServerFactory> checkBeforeWebServer(Settings settings) {
            return factory -> {};
        }
    }

    @Bean
    static ConfigurationProblems configurationProblems() {
        return new ConfigurationProblems();
    }

    @Bean
    @ConditionalOnMissingBean
    Settings settings(MsqpayProperties properties, ConfigurationProblems problems, Environment environment) {
        boolean served = environment.getProperty("msqpay.http.enabled", Boolean.class, false);
        return new ConfigurationCheck(properties, ApiKey::parse, served, problems.found()).settings();
    }

    @Bean
    @ConditionalOnMissingBean
    NodeClients nodeClients(Settings settings) {
        return new NodeClients(settings.rpcUrls(), settings.properties().chain().timeout());
    }

    @Bean
    @ConditionalOnMissingBean
    PaymentRoutes paymentRoutes(Settings settings, NodeClients clients, Environment environment) {
        return new PaymentRoutes(
                settings, clients.clients(), environment.getProperty("msqpay.http.enabled", Boolean.class, false));
    }

    @Bean
    @ConditionalOnMissingBean
    DeploymentCheck deploymentCheck(
            CamelContext camel,
            Settings settings,
            MsqpayContract contract,
            Deployment deployment,
            Environment environment,
            ObjectProvider<BuildProperties> build) {
        return new DeploymentCheck(camel, settings, contract, deployment, environment, build.getIfAvailable());
    }

    @Bean
    @ConditionalOnMissingBean
    MsqpayContract msqpayContract(Settings settings) {
        return new MsqpayContract(settings.contract());
    }

    @Bean
    @ConditionalOnMissingBean
    ForwarderContract forwarderContract() {
        return new ForwarderContract();
    }

    @Bean
    @ConditionalOnMissingBean
    Deployment deployment(MsqpayContract contract, Settings settings, OperatorAccount operator) {
        boolean local = settings.relayerKind() == RelayerKind.LOCAL;
        return new Deployment(contract, settings.relayerKind().word(), local ? operator.address() : null);
    }

    @Bean
    @ConditionalOnMissingBean
    NodeErrors nodeErrors() {
        return new NodeErrors(new RevertReasons());
    }

    @Bean
    @ConditionalOnMissingBean
    NodeHeaders nodeHeaders() {
        return new NodeHeaders();
    }

    @Bean
    @ConditionalOnMissingBean
    FeePolicy feePolicy(Settings settings) {
        return new FeePolicy(settings.properties().chain());
    }

    @Bean
    @ConditionalOnMissingBean
    OperatorAccount operatorAccount(Settings settings, ObjectProvider<Deployment> deployment) {
        return new OperatorAccount(
                settings.operator(),
                () -> deployment.getObject().chainId(),
                settings.properties().relayer().timeout());
    }

    @Bean
    @ConditionalOnMissingBean
    WaitingTransactions waitingTransactions(Settings settings) {
        return new WaitingTransactions(settings.properties().chain().replaceAfter());
    }

    @Bean
    @ConditionalOnMissingBean
    Mempool mempool(NodeClients clients) {
        return new Mempool(clients.services());
    }

    @Bean
    @ConditionalOnMissingBean
    SeenPayments seenPayments() {
        return new SeenPayments();
    }

    @Bean
    @ConditionalOnMissingBean
    RecentTransactions recentTransactions() {
        return new RecentTransactions();
    }

    @Bean
    @ConditionalOnMissingBean
    PaymentOrders paymentOrders(Deployment deployment, MsqpayContract contract, Settings settings) {
        return new PaymentOrders(deployment::chainId, contract, settings.tokens());
    }

    @Bean
    @ConditionalOnMissingBean
    PaymentRequests paymentRequests(MsqpayContract contract) {
        return new PaymentRequests(contract);
    }

    @Bean
    @ConditionalOnMissingBean
    PaymentClock paymentClock() {
        return new PaymentClock(Clock.systemUTC());
    }

    @Bean
    @ConditionalOnMissingBean
    PaymentViews paymentViews(Settings settings, ForwardRequests forwardRequests) {
        return new PaymentViews(settings.tokens(), forwardRequests, new Erc20());
    }

    @Bean
    @ConditionalOnMissingBean
    ForwardRequests forwardRequests(MsqpayContract contract, Deployment deployment, Settings settings) {
        return new ForwardRequests(
                contract, deployment::domain, settings.properties().gasless(), Clock.systemUTC());
    }

    @Bean
    @ConditionalOnMissingBean
    LocalRelayer localRelayer(
            MsqpayContract contract, ForwarderContract forwarder, Deployment deployment, Settings settings) {
        return new LocalRelayer(
                contract,
                forwarder,
                deployment::forwarder,
                settings.properties().relayer().confirmations());
    }

    @Bean
    @ConditionalOnMissingBean
    Relays relays() {
        return new Relays();
    }

    @Bean
    @ConditionalOnMissingBean
    Outcomes outcomes() {
        return new Outcomes();
    }

    @Bean
    @ConditionalOnMissingBean
    TimeLimits timeLimits(Settings settings) {
        return new TimeLimits(settings.properties().relayer().timeout());
    }

    @Bean
    @ConditionalOnMissingBean
    ErrorBodies errorBodies() {
        return new ErrorBodies();
    }
}
