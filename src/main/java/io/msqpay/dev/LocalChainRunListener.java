package io.msqpay.dev;

import io.msqpay.MsqpayServer;
import java.time.Duration;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.web.server.Ssl;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Provides the local chain when the stand-alone server starts with the profile {@code dev}: before the first bean is made, since
 * beans connect to it, and with the whole configuration known. An application that embeds the routes keeps its own dev profile.
 */
final class LocalChainRunListener implements SpringApplicationRunListener {

    private static final String PROFILE = "dev";

    private final SpringApplication application;
    private LocalChain chain;

    LocalChainRunListener(SpringApplication application) {
        this.application = application;
    }

    @Override
    public void contextPrepared(ConfigurableApplicationContext context) {
        if (!context.getEnvironment().matchesProfiles(PROFILE)
                || !application.getAllSources().contains(MsqpayServer.class)) {
            return;
        }
        chain = LocalChain.provide(context.getEnvironment());
        // Beans are destroyed last first: the node outlives the server's last request.
        ((DefaultSingletonBeanRegistry) context.getBeanFactory()).registerDisposableBean("localChain", chain::close);
    }

    @Override
    public void ready(ConfigurableApplicationContext context, Duration timeTaken) {
        String port = context.getEnvironment().getProperty("local.server.port");
        if (chain != null && port != null) {
            Ssl ssl = context.getBean(ServerProperties.class).getSsl();
            String url = (Ssl.isEnabled(ssl) ? "https" : "http") + "://localhost:" + port;
            System.out.println(new LocalChainGuide(chain.displayUrl(), chain.contracts(), url).text());
        }
    }

    @Override
    public void failed(ConfigurableApplicationContext context, Throwable exception) {
        if (chain != null) {
            chain.close();
        }
    }
}
