package io.msqpay.config;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.msqpay.camel.BreakerNames;
import io.msqpay.camel.ChainMeters;
import io.msqpay.camel.HealthChecks;
import io.msqpay.camel.Lookout;
import io.msqpay.camel.LookoutHealth;
import io.msqpay.camel.StepMeters;
import io.msqpay.chain.ChainState;
import io.msqpay.chain.OperatorState;
import io.msqpay.contract.Deployment;
import io.msqpay.event.PaymentTally;
import io.msqpay.payment.Address;
import io.msqpay.relayer.RelayerAccount;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.InterceptStrategy;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.function.SingletonSupplier;

/** What the server sees of the world outside, and tells of it as health and metrics, where there is somebody to tell. */
@Configuration(proxyBeanMethods = false)
public class ObservationConfiguration {

    /** For connections that are made first and classes that are loaded first. */
    private static final Duration FIRST_LOOK = Duration.ofSeconds(5);

    /** An application without Actuator has no health to tell. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(HealthIndicator.class)
    static class HealthOfOthers {

        /** The first looks, so that health is known, and a remote relayer's address, as soon as the server is ready. */
        @Bean
        @ReplaceableByName
        ApplicationListener<ApplicationReadyEvent> firstLook(List<Lookout<?>> lookouts) {
            return event -> lookouts.forEach(lookout -> lookout.look(FIRST_LOOK));
        }

        @Bean
        @ConditionalOnMissingBean(HealthChecks.class)
        @ReplaceableByName
        HealthChecks healthChecks(Settings settings, Deployment deployment) {
            return new HealthChecks(settings.properties().health(), deployment, Clock.systemUTC());
        }

        @Bean
        @ReplaceableByName
        HealthIndicator chainHealthIndicator(
                @Qualifier("chainLookout") Lookout<ChainState> lookout, HealthChecks checks) {
            return new LookoutHealth<>("chain", lookout, Status.DOWN, checks::chain);
        }

        @Bean
        @ReplaceableByName
        HealthIndicator contractHealthIndicator(
                @Qualifier("contractLookout") Lookout<Address> lookout, HealthChecks checks) {
            return new LookoutHealth<>("contract", lookout, Status.DOWN, checks::contract);
        }

        @Bean
        @ReplaceableByName
        HealthIndicator operatorHealthIndicator(
                @Qualifier("operatorLookout") Lookout<OperatorState> lookout, HealthChecks checks) {
            return new LookoutHealth<>("operator", lookout, LookoutHealth.DEGRADED, checks::operator);
        }

        @Bean
        @ReplaceableByName
        @Conditional(RemoteRelayer.class)
        HealthIndicator relayerHealthIndicator(
                @Qualifier("relayerLookout") Lookout<RelayerAccount> lookout, HealthChecks checks) {
            return new LookoutHealth<>("relayer", lookout, LookoutHealth.DEGRADED, checks::relayer);
        }
    }

    /** An application without Micrometer counts nothing. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterBinder.class)
    static class Figures {

        @Bean
        @ReplaceableByName
        ChainMeters chainMeters(
                @Qualifier("chainLookout") Lookout<ChainState> chain,
                @Qualifier("operatorLookout") Lookout<OperatorState> operator,
                @Qualifier("paymentsLookout") Lookout<PaymentTally.Counted> payments,
                @Qualifier("relayerLookout") ObjectProvider<Lookout<RelayerAccount>> relayer,
                PaymentTally tally) {
            return new ChainMeters(chain, operator, payments, relayer.getIfAvailable(), tally, Clock.systemUTC());
        }

        @Bean
        @ConditionalOnMissingBean(BreakerNames.class)
        @ReplaceableByName
        BreakerNames breakerNames() {
            return new BreakerNames();
        }

        @Bean
        @ReplaceableByName
        InterceptStrategy stepMeters(ObjectProvider<MeterRegistry> meters, Settings settings) {
            return new StepMeters(
                    SingletonSupplier.of(() -> meters.getIfAvailable(() -> Metrics.globalRegistry)),
                    settings.relayerKind().word(),
                    settings.routesPrefix()::without);
        }
    }

    /** The local relayer is the operator's key, and another one has a health of its own. */
    static final class RemoteRelayer implements Condition {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            String word = context.getEnvironment().getProperty("msqpay.relayer.kind", "");
            return RelayerKind.of(word.strip(), false)
                    .map(RelayerKind::isRemote)
                    .orElse(false);
        }
    }

    @Bean
    @ReplaceableByName
    Lookout<ChainState> chainLookout(CamelContext camel, Settings settings, Deployment deployment) {
        return new Lookout<>(
                camel,
                endpoint(settings, "direct:observeChain"),
                ChainState.class,
                interval(settings),
                deployment::isComplete);
    }

    @Bean
    @ReplaceableByName
    Lookout<Address> contractLookout(CamelContext camel, Settings settings, Deployment deployment) {
        return new Lookout<>(
                camel,
                endpoint(settings, "direct:observeContract"),
                Address.class,
                interval(settings),
                deployment::isComplete);
    }

    @Bean
    @ReplaceableByName
    Lookout<OperatorState> operatorLookout(CamelContext camel, Settings settings, Deployment deployment) {
        return new Lookout<>(
                camel,
                endpoint(settings, "direct:observeOperator"),
                OperatorState.class,
                interval(settings),
                deployment::isComplete);
    }

    @Bean
    @ReplaceableByName
    Lookout<PaymentTally.Counted> paymentsLookout(CamelContext camel, Settings settings, Deployment deployment) {
        return new Lookout<>(
                camel,
                endpoint(settings, "direct:observePayments"),
                PaymentTally.Counted.class,
                interval(settings),
                deployment::isComplete);
    }

    @Bean
    @ReplaceableByName
    @Conditional(RemoteRelayer.class)
    Lookout<RelayerAccount> relayerLookout(CamelContext camel, Settings settings, Deployment deployment) {
        return new Lookout<>(
                camel,
                endpoint(settings, "direct:observeRelayer"),
                RelayerAccount.class,
                interval(settings),
                deployment::isComplete);
    }

    private static String endpoint(Settings settings, String plain) {
        return settings.routesPrefix().in(plain);
    }

    private static Duration interval(Settings settings) {
        return settings.properties().health().interval();
    }
}
