package com.example.shop;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** A shop that has a createPayment itself: endpoint, route and step. */
@Component
@Profile("names")
class NamesOfOurs extends RouteBuilder {

    @Override
    public void configure() {
        from("direct:createPayment")
                .routeId("createPayment")
                .setBody(constant("by the shop itself"))
                .id("check-order");
    }
}
