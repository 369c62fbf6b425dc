package io.msqpay.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.msqpay.config.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.web3j.protocol.core.methods.response.Transaction;

class MempoolTest {

    private static final String ACCOUNT = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";
    private static final String TWO_WAIT = result("""
            {"pending":{"7":{"hash":"0xa","nonce":"0x7","type":"0x2","unknownMember":1}},"queued":{"9":{"hash":"0xb","nonce":"0x9"}}}""");
    private static final String NOT_SUPPORTED =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32601,\"message\":\"Method not found\"}}";

    private final List<String> asked = new ArrayList<>();
    private HttpServer node;

    @BeforeEach
    void start() throws IOException {
        node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        node.start();
    }

    @AfterEach
    void stop() {
        node.stop(0);
    }

    @Test
    void tellsWhatWaitsAndWhatHasToWaitForIt() {
        assertThat(transactions(TWO_WAIT)).extracting(Transaction::getHash).containsExactly("0xa", "0xb");
        assertThat(asked).singleElement().asString().contains("txpool_contentFrom", ACCOUNT);
    }

    @Test
    void asksTheNextNodeWhenOneDoesNotTell() {
        assertThat(transactions(NOT_SUPPORTED, "<html>", result("null"), TWO_WAIT))
                .hasSize(2);
        assertThat(asked).hasSize(4);
    }

    @Test
    void isEmptyWhenNoneTells() {
        assertThat(transactions(NOT_SUPPORTED, NOT_SUPPORTED)).isEmpty();
    }

    @Test
    void isEmptyWhenNothingWaits() {
        assertThat(transactions(result("{\"pending\":{}}"), TWO_WAIT)).isEmpty();
        assertThat(asked).hasSize(1);
    }

    /** Each answer is that of another node. */
    private List<Transaction> transactions(String... answers) {
        List<Secret> urls = new ArrayList<>();
        for (int i = 0; i < answers.length; i++) {
            byte[] answer = answers[i].getBytes(StandardCharsets.UTF_8);
            String path = "/" + i;
            node.createContext(path, exchange -> {
                asked.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
                exchange.close();
            });
            urls.add(Secret.valueOf("http://127.0.0.1:" + node.getAddress().getPort() + path));
        }
        try (HttpNodeClients clients = new HttpNodeClients(urls, Duration.ofSeconds(5))) {
            return new Mempool(clients.services()).transactions(ACCOUNT);
        }
    }

    private static String result(String json) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + json + "}";
    }
}
