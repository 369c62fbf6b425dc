package io.msqpay.load;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.repeat;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Simulation;
import io.msqpay.dev.DemoAccount;
import io.msqpay.dsl.Answer;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Merchant;
import io.msqpay.dsl.ServerProcess;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * 100 requests a second for a minute: 20 customers a second, each with one create and four reads of that payment's status. Unless
 * {@code load.server} names one, it starts a local chain and the packaged server, as in production but without a rate limit.
 */
public final class PlannedLoad extends Simulation {

    private static final int CUSTOMERS_PER_SECOND = 20;
    private static final int READS = 4;
    private static final Duration BETWEEN_READS = Duration.ofMillis(250);

    private static final int WARM_UP = 1000;

    private Anvil anvil;
    private ServerProcess process;

    public PlannedLoad() {
        String named = System.getProperty("load.server", "");
        String url = named.isEmpty() ? start() : named;
        String apiKey = named.isEmpty() ? Merchant.API_KEY : System.getProperty("load.api-key", "");
        if (apiKey.isEmpty()) {
            throw new IllegalArgumentException("-Dload.server needs -Dload.api-key beside it");
        }
        Duration duration = Duration.ofSeconds(Integer.getInteger("load.seconds", 60));
        setUp(customer().injectOpen(constantUsersPerSec(CUSTOMERS_PER_SECOND).during(duration)))
                .protocols(http.baseUrl(url).header("X-API-Key", apiKey).shareConnections());
    }

    private static ScenarioBuilder customer() {
        return scenario("Customer")
                .exec(http("create")
                        .post("/payments/create")
                        .header("Content-Type", "application/json")
                        .body(StringBody("{\"merchantId\":\"" + DemoAccount.MERCHANT.address()
                                + "\",\"amount\":\"1000000\",\"currency\":\"USDC\"}"))
                        .check(
                                status().is(201),
                                jsonPath("$.paymentId").saveAs("paymentId"),
                                jsonPath("$.txHash").saveAs("txHash")))
                .exitHereIfFailed()
                .exec(repeat(READS)
                        .on(exec(http("status")
                                        .get("/payments/#{paymentId}/status?txHash=#{txHash}")
                                        .check(
                                                status().is(200),
                                                jsonPath("$.status").is("pending")))
                                .pause(BETWEEN_READS)));
    }

    private String start() {
        anvil = Anvil.start();
        Map<String, String> environment =
                new LinkedHashMap<>(Deployed.on(anvil).environment());
        environment.put("RATE_LIMIT_PER_MINUTE", "0");
        process = ServerProcess.startTuned(environment);
        try {
            process.awaitReady();
            warmUp(process.merchant());
            return process.url();
        } catch (RuntimeException e) {
            after();
            throw e;
        }
    }

    /** A server is loaded after it has run for a while; the compiler's first seconds would hide the rest. */
    private static void warmUp(Merchant merchant) {
        for (int i = 0; i < WARM_UP; i++) {
            Answer created = merchant.create("1000000");
            merchant.follow(created);
        }
    }

    @Override
    public void after() {
        if (process != null) {
            process.close();
        }
        if (anvil != null) {
            anvil.close();
        }
    }
}
