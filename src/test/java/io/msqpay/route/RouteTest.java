package io.msqpay.route;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;

/**
 * A test of the real routes and beans, as an application has them that embeds MSQPay, over a {@link ScriptedChain}. All such tests share
 * one application. Not a CamelSpringBootTest: that one starts Camel after the application, and the deployment could not be checked.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        classes = ScriptedChain.Application.class,
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "msqpay.chain.rpc-urls=http://127.0.0.1:9",
            "msqpay.chain.receipt-poll-interval=5ms",
            // No look of its own accord comes between the steps of a test.
            "msqpay.chain.replace-after=1d",
            "msqpay.streams.interval=1d",
            "msqpay.contract.address=" + ScriptedChain.MSQPAY,
            "msqpay.tokens=USDC=" + ScriptedChain.USDC,
            "msqpay.operator.private-key=" + ScriptedChain.OPERATOR_KEY,
            "msqpay.relayer.timeout=1500ms",
            // An application that embeds the library has a configuration of its own.
            "spring.config.name=embedding-application",
            "spring.main.banner-mode=off",
            "logging.level.root=WARN"
        })
@Import(Requests.class)
@interface RouteTest {}
