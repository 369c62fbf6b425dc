package io.msqpay.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.msqpay.chain.OperatorSigner;
import io.msqpay.http.ApiKeys;
import io.msqpay.http.HttpEdgeConfiguration;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.web.servlet.ConditionalOnMissingFilterBean;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.MergedAnnotations;
import org.web3j.crypto.RawTransaction;

/** Whatever bean the library brings, an application can bring its own instead. */
class ReplaceableBeansTest {

    private static final List<Class<?>> CONFIGURATIONS = Stream.concat(
                    Stream.of(
                            MsqpayAutoConfiguration.class,
                            HttpEdgeConfiguration.class,
                            ObservationConfiguration.class,
                            TracingConfiguration.class),
                    Stream.of(MsqpayAutoConfiguration.class, ObservationConfiguration.class)
                            .flatMap(configuration -> Arrays.stream(configuration.getDeclaredClasses())))
            .toList();

    private final WebApplicationContextRunner application = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(MsqpayAutoConfiguration.class))
            .withBean(CamelContext.class, Running::new)
            .withPropertyValues(
                    "msqpay.http.enabled=true",
                    "msqpay.chain.rpc-urls=http://127.0.0.1:9",
                    "msqpay.contract.address=0x26cF480E1f20f3e24cEf4e4aDe5b5EE62993c55F",
                    "msqpay.tokens=USDC=0x8A791620dd6260079BF849Dc5567aDC3F2FdC318");
    private final WebApplicationContextRunner configured = application.withPropertyValues(
            "msqpay.operator.private-key=" + "2".repeat(64),
            "msqpay.api-keys=shop=secret",
            "msqpay.relayer.kind=openzeppelin",
            "msqpay.relayer.openzeppelin.url=http://127.0.0.1:9",
            "msqpay.relayer.openzeppelin.id=ours",
            "msqpay.relayer.openzeppelin.api-key=" + "k".repeat(32),
            "msqpay.traces.endpoint=http://127.0.0.1:9/v1/traces");

    static List<Method> beans() {
        return CONFIGURATIONS.stream()
                .flatMap(configuration -> Arrays.stream(configuration.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Bean.class))
                .toList();
    }

    /** Of the others an application may have several, for purposes of its own. */
    static List<Method> beansOfATypeOfTheirOwn() {
        return beans().stream()
                .filter(method -> method.isAnnotationPresent(Replaceable.class))
                .toList();
    }

    static List<Method> beansThatSpringOrCamelFindByType() {
        return beans().stream()
                .filter(method -> method.isAnnotationPresent(ConditionalOnMissingBean.class))
                .toList();
    }

    static List<Method> filters() {
        return beans().stream()
                .filter(method -> method.isAnnotationPresent(ConditionalOnMissingFilterBean.class))
                .toList();
    }

    static List<Method> beansThatOnlyRoutesCall() {
        Set<Class<?>> taken = beans().stream()
                .flatMap(method -> Arrays.stream(method.getParameterTypes()))
                .collect(Collectors.toSet());
        return Arrays.stream(MsqpayAutoConfiguration.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Replaceable.class))
                .filter(method -> !taken.contains(method.getReturnType()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("beans")
    void aBeanOfTheSameNameStandsIn(Method bean) {
        brought(name(bean), bean.getReturnType(), beans -> made(bean, beans)).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBeanFactory().getBeanDefinition(name(bean)).getFactoryMethodName())
                    .isNull();
        });
    }

    @ParameterizedTest
    @MethodSource("beansOfATypeOfTheirOwn")
    void aBeanOfTheSameTypeStandsInUnderBothNames(Method bean) {
        brought("theirs", bean.getReturnType(), beans -> made(bean, beans)).run(context -> {
            assertThat(context).hasNotFailed().hasSingleBean(bean.getReturnType());
            assertThat(context.getBean(name(bean))).isSameAs(context.getBean("theirs"));
        });
    }

    @ParameterizedTest
    @MethodSource("beansThatSpringOrCamelFindByType")
    void aBeanOfTheTypeThatIsLookedForStandsIn(Method bean) {
        Class<?> type = bean.getAnnotation(ConditionalOnMissingBean.class).value()[0];

        brought("theirs", type, beans -> made(bean, beans)).run(context -> {
            assertThat(context).hasNotFailed().hasSingleBean(type);
            assertThat(context.containsBean(name(bean))).isFalse();
        });
    }

    @ParameterizedTest
    @MethodSource("filters")
    void aFilterOfTheSameTypeStandsIn(Method bean) {
        Class<?> type = (Class<?>) ((ParameterizedType) bean.getGenericReturnType()).getActualTypeArguments()[0];

        brought("theirs", type, beans -> ((FilterRegistrationBean<?>) made(bean, beans)).getFilter())
                .run(context -> {
                    assertThat(context).hasNotFailed().hasSingleBean(type);
                    assertThat(context.containsBean(name(bean))).isFalse();
                });
    }

    @ParameterizedTest
    @MethodSource("beansThatOnlyRoutesCall")
    void aBeanThatOnlyRoutesCallMayBeOfAnyClass(Method bean) {
        brought(name(bean), Object.class, beans -> new Object())
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(bean.getReturnType()));
    }

    @Test
    void severalBeansOfOneTypeNeedAName() {
        configured
                .withBean("one", OperatorSigner.class, Vault::new)
                .withBean("other", OperatorSigner.class, Vault::new)
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasMessage(
                                "There are several beans of type OperatorSigner: name the one to use operatorSigner"));
    }

    @Test
    void whoSignsElsewhereAndKnowsTheKeysConfiguresNeither() {
        application
                .withBean(OperatorSigner.class, Vault::new)
                .withBean(ApiKeys.class, () -> presented -> Optional.empty())
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(Settings.class).operator()).isNull();
                    assertThat(context.getBean(Settings.class))
                            .hasToString(
                                    Settings.class.getSimpleName()
                                            + "[contract=0x26cF480E1f20f3e24cEf4e4aDe5b5EE62993c55F,"
                                            + " tokens={USDC=0x8A791620dd6260079BF849Dc5567aDC3F2FdC318}, operator=null,"
                                            + " signer=SignerChoice[kind=local, address=null], relayerKind=RelayerKind[word=local]]");
                });
        application.run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessageContainingAll("MSQPAY_OPERATOR_PRIVATE_KEY", "MSQPAY_API_KEYS"));
    }

    /** An application with a bean of its own. */
    private WebApplicationContextRunner brought(
            String name, Class<?> type, Function<ConfigurableListableBeanFactory, Object> maker) {
        return configured.withInitializer(context -> register((GenericApplicationContext) context, name, type, maker));
    }

    private static <T> void register(
            GenericApplicationContext context,
            String name,
            Class<T> type,
            Function<ConfigurableListableBeanFactory, Object> maker) {
        context.registerBean(name, type, () -> type.cast(maker.apply(context.getBeanFactory())));
    }

    /** Another instance of what the library would bring. */
    private static Object made(Method bean, ConfigurableListableBeanFactory beans) {
        Object[] arguments = IntStream.range(0, bean.getParameterCount())
                .mapToObj(i ->
                        beans.resolveDependency(new DependencyDescriptor(new MethodParameter(bean, i), true), "theirs"))
                .toArray();
        try {
            bean.setAccessible(true);
            return bean.invoke(
                    Modifier.isStatic(bean.getModifiers()) ? null : instance(bean.getDeclaringClass()), arguments);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object instance(Class<?> configuration) throws ReflectiveOperationException {
        Constructor<?> constructor = configuration.getDeclaredConstructor();
        constructor.setAccessible(true);
        return constructor.newInstance();
    }

    private static String name(Method bean) {
        String[] names = MergedAnnotations.from(bean).get(Bean.class).getStringArray("name");
        return names.length > 0 ? names[0] : bean.getName();
    }

    /** As if it ran: nobody loads routes into it. */
    private static final class Running extends DefaultCamelContext {

        @Override
        public ServiceStatus getStatus() {
            return ServiceStatus.Started;
        }
    }

    /** A signer whose key is somewhere else. */
    private static final class Vault implements OperatorSigner {

        @Override
        public String address() {
            return "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
        }

        @Override
        public byte[] sign(RawTransaction transaction) {
            throw new UnsupportedOperationException();
        }
    }
}
