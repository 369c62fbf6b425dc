package io.msqpay.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.msqpay.config.ConfigurationException;
import io.msqpay.route.Requests.Reply;
import java.util.Map;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Test;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is accepted where no token is configured. */
class AcceptedTokensTest {

    private static final String ISSUED_ON_AMOY = "41e94eb019c0762f9bfcf9fb1e58725bfb0e7582";

    /** What an application needs to set: nodes, contract and key. */
    @Test
    void threePropertiesAreEnoughOnANetworkOfPolygon() {
        try (ConfigurableApplicationContext application = start(OnAmoy.class)) {
            Reply reply = new Requests(application.getBean(ProducerTemplate.class))
                    .request(
                            "createPayment",
                            Map.of("merchantId", ScriptedChain.MERCHANT.value(), "amount", "1", "currency", "USDC"),
                            Map.of());

            assertThat(reply.status()).as(reply.body().toString()).isEqualTo(201);
            assertThat(application.getBean(ScriptedChain.class).sent().get(0).getData())
                    .contains(ISSUED_ON_AMOY);
        }
    }

    @Test
    void onAnyOtherChainTheyMustBeListed() {
        assertThatThrownBy(() -> start(ScriptedChain.Application.class).close())
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("MSQPAY_TOKENS (msqpay.tokens) is missing: list the accepted tokens, such as"
                        + " USDC=0x<address>; on chain 31337 none is accepted by default");
    }

    private static ConfigurableApplicationContext start(Class<?> application) {
        return new SpringApplicationBuilder(application)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .run(
                        "--spring.config.name=embedding-application",
                        "--msqpay.chain.rpc-urls=http://127.0.0.1:9",
                        "--msqpay.contract.address=" + ScriptedChain.MSQPAY,
                        "--msqpay.operator.private-key=" + ScriptedChain.OPERATOR_KEY);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class OnAmoy extends ScriptedChain.Application {

        @Bean
        @Override
        ScriptedChain scriptedChain() {
            ScriptedChain chain = super.scriptedChain();
            chain.on("eip712Domain()", ScriptedChain.answer(ScriptedChain.domainOn(80002)));
            return chain;
        }
    }
}
