package io.msqpay.camel;

import java.time.Duration;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Prepares the client that {@code http:} endpoints of relayers use: it reuses connections and repeats nothing by itself. Whether a send may be
 * repeated is decided in the routes.
 */
public final class RelayerConnections implements HttpClientConfigurer {

    private static final int MAX_CONNECTIONS = 256;
    private static final Duration MAX_CONNECT_TIMEOUT = Duration.ofSeconds(3);

    private final Timeout connectTimeout;

    /** @param requestTimeout time limit of a whole request, of which connecting may take 3 s at most */
    public RelayerConnections(Duration requestTimeout) {
        connectTimeout =
                Timeout.of(requestTimeout.compareTo(MAX_CONNECT_TIMEOUT) < 0 ? requestTimeout : MAX_CONNECT_TIMEOUT);
    }

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        ConnectionConfig connections = ConnectionConfig.custom()
                .setConnectTimeout(connectTimeout)
                // Checked before each use: on a connection that the relayer has closed, a send would be of unknown
                // outcome.
                .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
                .setTimeToLive(TimeValue.ofMinutes(5))
                .build();
        builder.setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .useSystemProperties()
                        .setDefaultConnectionConfig(connections)
                        .setMaxConnTotal(MAX_CONNECTIONS)
                        .setMaxConnPerRoute(MAX_CONNECTIONS)
                        .build())
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching();
    }
}
