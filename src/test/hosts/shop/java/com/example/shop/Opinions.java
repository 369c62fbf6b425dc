package com.example.shop;

import org.apache.camel.CamelContext;
import org.apache.camel.builder.DeadLetterChannelBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.model.rest.RestBindingMode;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** A shop with a REST DSL, an error handler for all routes, an onException for all routes, and one for the routes of one builder. */
@Configuration
@Profile("opinions")
class Opinions {

    @Bean
    CamelContextConfiguration deadLetters() {
        return new CamelContextConfiguration() {
            @Override
            public void beforeApplicationStart(CamelContext camel) {
                camel.getCamelContextExtension().setErrorHandlerFactory(new DeadLetterChannelBuilder("direct:lost"));
            }

            @Override
            public void afterApplicationStart(CamelContext camel) {}
        };
    }

    @Bean
    RouteConfigurationBuilder apologies() {
        return new RouteConfigurationBuilder() {
            @Override
            public void configuration() {
                routeConfiguration()
                        .onException(Exception.class)
                        .handled(true)
                        .setBody(constant("the shop apologizes"));
            }
        };
    }

    @Bean
    RouteBuilder rest() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                onException(IllegalStateException.class).handled(true).setBody(constant("the shop knows this"));
                restConfiguration()
                        .component("platform-http")
                        .contextPath("/shop")
                        .bindingMode(RestBindingMode.json);
                rest("/orders").post().type(java.util.Map.class).to("direct:orderOverRest");

                from("direct:orderOverRest")
                        .routeId("orderOverRest")
                        .to("direct:orderInJava")
                        .unmarshal()
                        .json();
                from("direct:fail").routeId("fail").throwException(new UnsupportedOperationException("unknown"));
                from("direct:failAsKnown").routeId("failAsKnown").throwException(new IllegalStateException("known"));
                from("direct:lost").routeId("lost").setHeader("lost", constant(true)).log("lost: ${exception}");
            }
        };
    }
}
