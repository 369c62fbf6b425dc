package com.example.shop;

import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

@Component
class Orders extends RouteBuilder {

    @Override
    public void configure() {
        from("direct:orderInJava").routeId("orderInJava").to("{{shop.payments}}createPayment");
        from("direct:orderStatus").routeId("orderStatus").to("{{shop.payments}}getPaymentStatus");
    }
}
