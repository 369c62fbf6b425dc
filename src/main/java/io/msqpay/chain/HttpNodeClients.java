package io.msqpay.chain;

import io.msqpay.config.Secret;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Credentials;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.Web3jService;
import org.web3j.protocol.core.BatchRequest;
import org.web3j.protocol.core.BatchResponse;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.exceptions.ClientConnectionException;
import org.web3j.protocol.http.HttpService;

/** Clients over HTTP, with a time limit for each call and enough connections for every server thread. */
public final class HttpNodeClients implements NodeClients, AutoCloseable {

    private static final int MAX_IDLE_CONNECTIONS = 256;

    private final List<Web3jService> services = new ArrayList<>();
    private final List<Web3j> clients = new ArrayList<>();
    private final OkHttpClient http;

    /**
     * @param urls http or https, in the order in which they are tried; credentials in them become a header
     * @param timeout limit for a whole call, from connecting to the last byte
     */
    public HttpNodeClients(List<Secret> urls, Duration timeout) {
        http = new OkHttpClient.Builder()
                .callTimeout(timeout)
                .connectTimeout(timeout)
                .readTimeout(timeout)
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .connectionPool(new ConnectionPool(MAX_IDLE_CONNECTIONS, 5, TimeUnit.MINUTES))
                .build();
        urls.forEach(url -> services.add(service(url, http)));
        services.forEach(service -> clients.add(Web3j.build(new BatchingService(service))));
    }

    @Override
    public List<Web3j> clients() {
        return List.copyOf(clients);
    }

    @Override
    public List<Web3jService> services() {
        return List.copyOf(services);
    }

    /** A node may quote its address or a key when it refuses: nobody behind this gets to see that, and so nobody logs it. */
    @SuppressWarnings("rawtypes") // as web3j declares it
    private static final class DiscreetHttpService extends HttpService {

        DiscreetHttpService(String url, OkHttpClient http) {
            super(url, http);
        }

        @Override
        public <T extends Response> T send(Request request, Class<T> responseType) throws IOException {
            try {
                T answer = super.send(request, responseType);
                clean(answer);
                return answer;
            } catch (ClientConnectionException refusal) {
                throw withoutBody(refusal);
            }
        }

        @Override
        public BatchResponse sendBatch(BatchRequest batch) throws IOException {
            try {
                BatchResponse answers = super.sendBatch(batch);
                answers.getResponses().forEach(DiscreetHttpService::clean);
                return answers;
            } catch (ClientConnectionException refusal) {
                throw withoutBody(refusal);
            }
        }

        /** Its message is what happened, with the status, then a semicolon and the body. */
        private static ClientConnectionException withoutBody(ClientConnectionException refusal) {
            return new ClientConnectionException(refusal.getMessage().split(";", 2)[0]);
        }

        private static void clean(Response<?> answer) {
            Response.Error error = answer.getError();
            if (error != null && error.getMessage() != null) {
                error.setMessage(NodeErrors.withoutUrls(error.getMessage()));
            }
            if (error != null && error.getData() != null) {
                error.setData(NodeErrors.withoutUrls(error.getData()));
            }
        }
    }

    /** URL credentials travel as a header, so that no message that quotes the URL can hold them. */
    private static HttpService service(Secret secret, OkHttpClient http) {
        HttpUrl url = HttpUrl.get(secret.reveal().trim());
        HttpService service = new DiscreetHttpService(
                url.newBuilder().username("").password("").build().toString(), http);
        if (!url.username().isEmpty() || !url.password().isEmpty()) {
            service.addHeader("Authorization", Credentials.basic(url.username(), url.password()));
        }
        return service;
    }

    @Override
    public void close() {
        clients.forEach(Web3j::shutdown);
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }
}
