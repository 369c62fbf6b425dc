package io.msqpay.config;

import io.msqpay.camel.KeepRelayerAnswer;
import io.msqpay.camel.RelayerConnections;
import io.msqpay.camel.RelayerHeaderFilter;
import io.msqpay.chain.CappedFeePolicy;
import io.msqpay.chain.FeePolicy;
import io.msqpay.chain.HttpNodeClients;
import io.msqpay.chain.Mempool;
import io.msqpay.chain.NodeClients;
import io.msqpay.chain.NodeComparison;
import io.msqpay.chain.NodeErrors;
import io.msqpay.chain.NodeHeaders;
import io.msqpay.chain.OperatorAccount;
import io.msqpay.chain.OperatorSigner;
import io.msqpay.chain.PrivateKeySigner;
import io.msqpay.chain.RecentTransactions;
import io.msqpay.chain.SeenPayments;
import io.msqpay.chain.WaitingTransactions;
import io.msqpay.contract.Deployment;
import io.msqpay.contract.Erc20;
import io.msqpay.contract.ForwarderContract;
import io.msqpay.contract.MsqpayContract;
import io.msqpay.contract.RevertReasons;
import io.msqpay.error.DocumentedErrorBodies;
import io.msqpay.error.ErrorBodies;
import io.msqpay.event.EventFeeds;
import io.msqpay.event.EventPages;
import io.msqpay.event.PaymentTally;
import io.msqpay.gasless.ForwardRequests;
import io.msqpay.http.ApiKey;
import io.msqpay.http.HttpEdgeConfiguration;
import io.msqpay.http.ServedContract;
import io.msqpay.limit.GasBudget;
import io.msqpay.limit.GaslessLimits;
import io.msqpay.payment.Address;
import io.msqpay.payment.HashedPaymentIds;
import io.msqpay.payment.LatestPaymentClock;
import io.msqpay.payment.PaymentClock;
import io.msqpay.payment.PaymentIds;
import io.msqpay.payment.PaymentOrders;
import io.msqpay.payment.PaymentRequests;
import io.msqpay.payment.PaymentViews;
import io.msqpay.relayer.DefenderMessages;
import io.msqpay.relayer.DefenderSession;
import io.msqpay.relayer.LocalRelayer;
import io.msqpay.relayer.Observations;
import io.msqpay.relayer.OpenzeppelinMessages;
import io.msqpay.relayer.Outcomes;
import io.msqpay.relayer.RecentRelays;
import io.msqpay.relayer.RelayerAnswers;
import io.msqpay.relayer.RelayerRequests;
import io.msqpay.relayer.Relays;
import io.msqpay.relayer.RemoteRelays;
import io.msqpay.relayer.TimeLimits;
import io.msqpay.signer.RemoteKey;
import io.msqpay.signer.Web3signerMessages;
import io.msqpay.stream.PaymentStreams;
import io.msqpay.stream.StreamEvents;
import java.time.Clock;
import java.util.stream.Stream;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.CamelContext;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpAutoConfiguration;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.web.servlet.WebMvcAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.error.ErrorMvcAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.web.server.ConfigurableWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.core.env.Environment;

/**
 * The beans that the routes call, under the names by which they call them, and what loads and checks them. Each gives way to a bean that
 * an application brings.
 */
@AutoConfiguration(
        before = {
            CamelAutoConfiguration.class,
            ErrorMvcAutoConfiguration.class,
            SpringBootPlatformHttpAutoConfiguration.class,
            WebMvcAutoConfiguration.class
        })
@EnableConfigurationProperties(MsqpayProperties.class)
@Import({ObservationConfiguration.class, TracingConfiguration.class})
public class MsqpayAutoConfiguration {

    /** The HTTP edge belongs to the stand-alone server; an embedding application has its own. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    @ConditionalOnProperty("msqpay.http.enabled")
    @Import(HttpEdgeConfiguration.class)
    static class Edge {

        /** Changes nothing: its dependency has the configuration checked before there is a web server. */
        @Bean
        @ReplaceableByName
        WebServerFactoryCustomizer<ConfigurableWebServerFactory> checkBeforeWebServer(Settings settings) {
            return factory -> {};
        }
    }

    @Bean
    @Replaceable
    PaymentTally paymentTally(MsqpayContract contract, Settings settings) {
        return new PaymentTally(contract, settings.properties().events().maxBlocks());
    }

    @Bean
    @Replaceable
    EventFeeds eventFeeds(MsqpayContract contract, Deployment deployment, Settings settings) {
        return new EventFeeds(
                contract, deployment::chainId, settings.properties().events().maxBlocks());
    }

    @Bean
    @Replaceable
    EventPages eventPages(MsqpayContract contract, Deployment deployment, Settings settings, PaymentViews views) {
        return new EventPages(
                contract, deployment::chainId, settings.properties().events().maxBlocks(), views);
    }

    @Bean
    @Replaceable
    Observations observations(ForwarderContract forwarder) {
        return new Observations(forwarder);
    }

    @Bean
    @ReplaceableByName
    static BeanNames msqpayBeanNames() {
        return new BeanNames(
                MsqpayAutoConfiguration.class,
                HttpEdgeConfiguration.class,
                ObservationConfiguration.class,
                TracingConfiguration.class);
    }

    @Bean
    @ReplaceableByName
    static ConfigurationProblems configurationProblems() {
        return new ConfigurationProblems();
    }

    @Bean
    @Replaceable
    Settings settings(
            MsqpayProperties properties,
            ObjectProvider<ConfigurationProblems> problems,
            ConfigurableListableBeanFactory beans) {
        return new ConfigurationCheck(
                        properties,
                        ApiKey::parse,
                        BeanNames.isOurs(beans, "apiKeys") && BeanNames.isOurs(beans, "callers"),
                        BeanNames.isOurs(beans, "operatorSigner"),
                        problems.stream()
                                .flatMap(known -> known.found().stream())
                                .toList())
                .settings();
    }

    @Bean
    @Replaceable
    NodeClients nodeClients(Settings settings) {
        return new HttpNodeClients(
                settings.rpcUrls(), settings.properties().chain().timeout());
    }

    @Bean
    @ReplaceableByName
    ApplicationListener<ContextRefreshedEvent> paymentRoutes(
            ApplicationContext application,
            CamelContext camel,
            Settings settings,
            NodeClients clients,
            Environment environment) {
        return new PaymentRoutes(
                application,
                camel,
                settings,
                clients,
                environment.getProperty("msqpay.http.enabled", Boolean.class, false));
    }

    @Bean
    @ReplaceableByName
    ApplicationRunner routesFolder(CamelContext camel, Settings settings, ObjectProvider<ServedContract> contract) {
        return new RoutesFolder((ModelCamelContext) camel, settings, contract.getIfAvailable());
    }

    @Bean
    @ReplaceableByName
    ApplicationRunner deploymentCheck(
            CamelContext camel,
            Settings settings,
            MsqpayContract contract,
            Deployment deployment,
            NodeComparison nodes,
            Environment environment,
            ObjectProvider<BuildProperties> build) {
        return new DeploymentCheck(camel, settings, contract, deployment, nodes, environment, build.getIfAvailable());
    }

    @Bean
    @Replaceable
    MsqpayContract msqpayContract(Settings settings) {
        return new MsqpayContract(settings.contract());
    }

    @Bean
    @Replaceable
    ForwarderContract forwarderContract() {
        return new ForwarderContract();
    }

    @Bean
    @Replaceable
    Deployment deployment(MsqpayContract contract, Settings settings, OperatorSigner operator) {
        boolean local = settings.relayerKind().equals(RelayerKind.LOCAL);
        return new Deployment(contract, settings.relayerKind().word(), local ? operator.address() : null);
    }

    @Bean
    @Replaceable
    NodeErrors nodeErrors() {
        return new NodeErrors(new RevertReasons());
    }

    @Bean
    @Replaceable
    NodeHeaders nodeHeaders() {
        return new NodeHeaders();
    }

    @Bean
    @Replaceable
    FeePolicy feePolicy(Settings settings) {
        return new CappedFeePolicy(settings.properties().chain());
    }

    @Bean
    @Replaceable
    OperatorSigner operatorSigner(Settings settings) {
        return settings.signer().isLocal()
                ? new PrivateKeySigner(settings.operator())
                : new RemoteKey(settings.signer().address());
    }

    @Bean
    @Replaceable
    Web3signerMessages web3signerMessages() {
        return new Web3signerMessages();
    }

    @Bean
    @Replaceable
    OperatorAccount operatorAccount(OperatorSigner signer, Deployment deployment, Settings settings) {
        return new OperatorAccount(
                signer, deployment::chainId, settings.properties().relayer().timeout());
    }

    @Bean
    @Replaceable
    WaitingTransactions waitingTransactions(Settings settings) {
        return new WaitingTransactions(settings.properties().chain().replaceAfter());
    }

    @Bean
    @Replaceable
    Mempool mempool(NodeClients clients) {
        return new Mempool(clients.services());
    }

    @Bean
    @Replaceable
    SeenPayments seenPayments() {
        return new SeenPayments();
    }

    @Bean
    @Replaceable
    NodeComparison nodeComparison(NodeClients clients, Settings settings) {
        return new NodeComparison(clients.names(), settings.properties().chain().maxLag());
    }

    @Bean
    @Replaceable
    RecentTransactions recentTransactions() {
        return new RecentTransactions();
    }

    @Bean
    @Replaceable
    PaymentIds paymentIds(Deployment deployment, MsqpayContract contract) {
        return new HashedPaymentIds(deployment::chainId, new Address(contract.address()));
    }

    @Bean
    @Replaceable
    PaymentOrders paymentOrders(PaymentIds ids, MsqpayContract contract, Deployment deployment) {
        return new PaymentOrders(ids, contract, deployment::tokens);
    }

    @Bean
    @Replaceable
    PaymentRequests paymentRequests(MsqpayContract contract) {
        return new PaymentRequests(contract);
    }

    @Bean
    @Replaceable
    PaymentClock paymentClock() {
        return new LatestPaymentClock(Clock.systemUTC());
    }

    @Bean
    @Replaceable
    PaymentViews paymentViews(Deployment deployment, ForwardRequests forwardRequests) {
        return new PaymentViews(deployment::tokens, forwardRequests, new Erc20());
    }

    @Bean
    @Replaceable
    StreamEvents streamEvents() {
        return new StreamEvents();
    }

    @Bean
    @Replaceable
    PaymentStreams paymentStreams(Settings settings) {
        MsqpayProperties.Streams streams = settings.properties().streams();
        return new PaymentStreams(streams.max(), streams.maxPerAddress(), streams.maxDuration());
    }

    /** Before the web server waits for requests in flight: a stream would be one of them for minutes. */
    @Bean
    @ReplaceableByName
    ApplicationListener<ContextClosedEvent> endOfStreams(PaymentStreams streams, ApplicationContext application) {
        return closed -> {
            if (closed.getApplicationContext() == application) {
                streams.close();
            }
        };
    }

    @Bean
    @Replaceable
    ForwardRequests forwardRequests(MsqpayContract contract, Deployment deployment, Settings settings) {
        return new ForwardRequests(
                contract, deployment::domain, settings.properties().gasless(), Clock.systemUTC());
    }

    @Bean
    @Replaceable
    GaslessLimits gaslessLimits(Settings settings) {
        return new GaslessLimits(settings.properties().gasless());
    }

    @Bean
    @Replaceable
    GasBudget gasBudget(Settings settings) {
        return new GasBudget(settings.properties().operator().dailyGasBudget(), Clock.systemUTC());
    }

    @Bean
    @Replaceable
    LocalRelayer localRelayer(
            MsqpayContract contract, ForwarderContract forwarder, Deployment deployment, Settings settings) {
        return new LocalRelayer(
                contract,
                forwarder,
                deployment::forwarder,
                settings.properties().relayer().confirmations());
    }

    @Bean
    @Replaceable
    RemoteRelays remoteRelays(MsqpayContract contract, ForwarderContract forwarder, Deployment deployment) {
        return new RemoteRelays(contract, forwarder, deployment::forwarder, Clock.systemUTC());
    }

    @Bean
    @Replaceable
    RecentRelays recentRelays(Settings settings) {
        return new RecentRelays(settings.properties().relayer().timeout());
    }

    @Bean
    @Replaceable
    RelayerRequests relayerRequests() {
        return new RelayerRequests();
    }

    @Bean
    @Replaceable
    RelayerAnswers relayerAnswers(Settings settings) {
        MsqpayProperties.Relayer relayer = settings.properties().relayer();
        return new RelayerAnswers(
                Stream.of(
                                relayer.defender().apiKey(),
                                relayer.defender().apiSecret(),
                                relayer.openzeppelin().apiKey())
                        .filter(secret -> secret != null && !secret.isBlank())
                        .toList(),
                Clock.systemUTC());
    }

    @Bean
    @ReplaceableByName
    AggregationStrategy keepRelayerAnswer() {
        return new KeepRelayerAnswer();
    }

    @Bean
    @ReplaceableByName
    HeaderFilterStrategy relayerHeaderFilter() {
        return new RelayerHeaderFilter();
    }

    @Bean
    @ReplaceableByName
    HttpClientConfigurer relayerConnections(Settings settings) {
        return new RelayerConnections(settings.properties().relayer().requestTimeout());
    }

    @Bean
    @Replaceable
    DefenderMessages defenderMessages(Settings settings) {
        return new DefenderMessages(settings.properties().relayer(), Clock.systemUTC());
    }

    @Bean
    @Replaceable
    DefenderSession defenderSession(Settings settings) {
        return new DefenderSession(settings.properties().relayer().timeout());
    }

    @Bean
    @Replaceable
    OpenzeppelinMessages openzeppelinMessages(Settings settings) {
        return new OpenzeppelinMessages(settings.properties().relayer(), Clock.systemUTC());
    }

    @Bean
    @Replaceable
    Relays relays() {
        return new Relays();
    }

    @Bean
    @Replaceable
    Outcomes outcomes() {
        return new Outcomes();
    }

    @Bean
    @Replaceable
    TimeLimits timeLimits(Settings settings) {
        return new TimeLimits(settings.properties().relayer().timeout());
    }

    @Bean
    @Replaceable
    ErrorBodies errorBodies() {
        return new DocumentedErrorBodies();
    }
}
