package io.msqpay.command;

import io.msqpay.chain.NodeClients;
import io.msqpay.chain.OperatorAccount;
import io.msqpay.chain.OperatorSigner;
import io.msqpay.config.CommandSettings;
import io.msqpay.config.ConfigurationException;
import io.msqpay.config.Settings;
import io.msqpay.error.MsqpayException;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.ModelLifecycleStrategy;
import org.apache.camel.model.ModelLifecycleStrategySupport;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.dataformat.JsonLibrary;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.support.GenericApplicationContext;

/**
 * The server's beans and routes for the time of a command, those of {@code MSQPAY_ROUTES_DIR} among them. There is no web server, and of
 * the routes only those run that others call: none begins by itself. A file of routes that cannot be loaded stops the command.
 */
final class CommandRoutes implements AutoCloseable {

    private static final String[] PROPERTIES = {
        "--msqpay.http.enabled=false",
        // A route that is not there is said at once: none comes later.
        "--camel.component.direct.block=false",
        // A bean of the HTTP edge.
        "--camel.component.platform-http.header-filter-strategy=",
        "--msqpay.routes-required=true",
        "--msqpay.routes-prefix=",
        "--msqpay.traces.endpoint=",
        // What routes say is worth reading; what goes wrong at the start the command says itself.
        "--logging.config=classpath:io/msqpay/command/logback.xml",
        "--logging.level.root=OFF",
        "--logging.level.io.msqpay=OFF",
        "--logging.level.io.msqpay.routes=WARN"
    };

    private final ConfigurableApplicationContext context;
    private final ProducerTemplate template;

    private CommandRoutes(ConfigurableApplicationContext context) {
        this.context = context;
        this.template = bean(CamelContext.class).createProducerTemplate();
    }

    /**
     * Starts for a command that needs no deployment: there may be no contract yet, and none is looked at.
     *
     * @param settings what it needs of the configuration
     * @throws ConfigurationException with all that is missing or wrong
     * @throws CommandFailure if no node answers
     */
    static CommandRoutes beforeDeployment(
            SpringApplicationBuilder application, Function<CommandSettings, Settings> settings) {
        return start(application.sources(Called.class, Undeployed.class), settings);
    }

    /**
     * Starts for a command that works with the configured contract, which is held against the chain first, as the server does.
     *
     * @throws ConfigurationException with all that is missing or wrong
     */
    static CommandRoutes onDeployment(SpringApplicationBuilder application) {
        return start(application.sources(Called.class), CommandSettings::toCheck);
    }

    private static CommandRoutes start(
            SpringApplicationBuilder application, Function<CommandSettings, Settings> settings) {
        try {
            return new CommandRoutes(application
                    .initializers(context -> ((GenericApplicationContext) context)
                            .registerBean(
                                    "settings",
                                    Settings.class,
                                    () -> settings.apply(context.getBean(CommandSettings.class))))
                    .run(PROPERTIES));
        } catch (RuntimeException failure) {
            throw reason(failure);
        }
    }

    /** What Spring has wrapped. */
    private static RuntimeException reason(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConfigurationException wrong) {
                return wrong;
            } else if (cause instanceof CommandFailure told) {
                return told;
            }
        }
        return failure;
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** Whether a route takes what is sent there. */
    boolean serves(String endpoint) {
        return bean(CamelContext.class).getRoutes().stream()
                .anyMatch(route -> route.getEndpoint().getEndpointUri().equals(endpoint.replaceFirst(":", "://")));
    }

    /** Has a route take what is sent to it, as JSON. */
    void take(String name, Consumer<String> lines) {
        try {
            bean(CamelContext.class).addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    errorHandler(noErrorHandler());
                    from("direct:" + name)
                            .routeId(name)
                            .marshal()
                            .json(JsonLibrary.Jackson)
                            .process(exchange ->
                                    lines.accept(exchange.getMessage().getBody(String.class)));
                }
            });
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Calls a route.
     *
     * @param endpoint such as {@code direct:readPayment}
     * @param variables what the route takes
     * @return the message as the route leaves it
     * @throws CommandFailure with the route's own sentence if it fails
     */
    Exchange call(String endpoint, Map<String, Object> variables) {
        Exchange called = template.send(endpoint, exchange -> variables.forEach(exchange::setVariable));
        Throwable failure = cause(called.getException());
        if (failure instanceof CommandFailure told) {
            throw told;
        } else if (failure instanceof MsqpayException told) {
            throw new CommandFailure(told.getMessage(), told);
        } else if (failure != null) {
            // Of others the message may quote what must not be seen.
            throw new CommandFailure(
                    "%s failed with %s".formatted(endpoint, failure.getClass().getName()), failure);
        }
        return called;
    }

    /** What Camel has wrapped; null when nothing has failed. */
    private static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while (cause != null
                && cause.getCause() != null
                && cause.getClass().getName().startsWith("org.apache.camel.")) {
            cause = cause.getCause();
        }
        return cause;
    }

    @Override
    public void close() {
        template.stop();
        context.close();
    }

    /** No route begins by itself, and nobody looks at the chain for a health that nobody asks for. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Called extends CommandSettings.Source {

        @Bean
        ModelLifecycleStrategy onlyWhatIsCalled() {
            return new ModelLifecycleStrategySupport() {
                @Override
                public void onAddRouteDefinition(RouteDefinition route) {
                    String from = route.getInput().getEndpointUri();
                    route.autoStartup(from.startsWith("direct:") || from.startsWith("seda:"));
                }
            };
        }

        @Bean
        ApplicationListener<ApplicationReadyEvent> firstLook() {
            return event -> {};
        }
    }

    /** What stands in for the facts that a deployment would tell. */
    @Configuration(proxyBeanMethods = false)
    static class Undeployed {

        /** The first that answers, for the whole command. */
        @Bean
        @Lazy
        Node node(NodeClients clients) {
            return Node.firstThatAnswers(clients.clients());
        }

        @Bean
        OperatorAccount operatorAccount(OperatorSigner signer, ObjectProvider<Node> node, Settings settings) {
            return new OperatorAccount(
                    signer,
                    () -> node.getObject().chainId(),
                    settings.properties().signer().timeout());
        }

        @Bean
        ApplicationRunner deploymentCheck() {
            return arguments -> {};
        }
    }
}
