package io.msqpay.http;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** Asks the server in the same container whether it is ready: a health check for images without shell and curl. */
public final class ReadinessProbe {

    private static final int TIMEOUT_MILLIS = 2000;
    private static final String DEFAULT_PORT = "3000";

    private ReadinessProbe() {}

    /** Exits with 0 when the server is ready, else with 1 and the reason on standard error. */
    public static void main(String[] arguments) {
        String port = System.getenv("PORT");
        System.exit(probe(port == null || port.isBlank() ? DEFAULT_PORT : port.strip()));
    }

    static int probe(String port) {
        try {
            HttpURLConnection connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/health/ready")
                    .toURL()
                    .openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            int status = connection.getResponseCode();
            if (status == HttpURLConnection.HTTP_OK) {
                return 0;
            }
            System.err.println("not ready: status " + status);
        } catch (IOException e) {
            System.err.println("not ready: " + e.getMessage());
        }
        return 1;
    }
}
