package io.msqpay.http;

import java.time.Duration;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;

/** Lets Tomcat's threads run the routes: handing over to a second pool costs time and caps throughput at that pool's size. */
final class EdgeHttpEngine implements PlatformHttpEngine {

    private final int port;
    private final ErrorResponder errors;
    private final Duration heartbeat;

    /** @param heartbeat how long an event stream may be silent */
    EdgeHttpEngine(int port, ErrorResponder errors, Duration heartbeat) {
        this.port = port;
        this.errors = errors;
        this.heartbeat = heartbeat;
    }

    /**
     * {@inheritDoc} Camel would serve the contract's paths with all that lies below them, and Spring take those for paths that exist. Whoever
     * wants a route of their own for everything restricts it to a method, which makes it another endpoint.
     */
    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        if (endpoint.getPath().equals("/") && endpoint.getHttpMethodRestrict() == null) {
            endpoint.setMatchOnUriPrefix(false);
        }
        return new EdgeHttpConsumer(endpoint, processor, errors, heartbeat);
    }

    @Override
    public int getServerPort() {
        return port;
    }
}
