package io.msqpay.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import io.msqpay.dsl.Fault;
import io.msqpay.dsl.FaultyNode;
import io.msqpay.dsl.Merchant;
import io.msqpay.dsl.PaymentServer;
import io.msqpay.observe.Exposition.Sample;
import io.msqpay.relayer.OpenzeppelinEmulator;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Figures of a server that has had good and bad days, and what dashboard and alerts make of them. */
class MetricsIT {

    private static final String UNKNOWN = "0x" + "1".repeat(64);
    /** A metric and what is asked of its labels. */
    private static final Pattern SELECTOR = Pattern.compile("([a-z_:][a-z0-9_:]*)\\{([^}]*)}");

    private static final Pattern MATCHER = Pattern.compile("([a-zA-Z_]+)(?:=~|!~|!=|=)");
    private static final Pattern BY = Pattern.compile("by \\(([^)]*)\\)");
    /** What Prometheus adds itself. */
    private static final Set<String> ADDED = Set.of("instance", "job", "le");

    private static Anvil anvil;
    private static FaultyNode node;
    private static FaultyNode second;
    private static OpenzeppelinEmulator relayer;
    private static PaymentServer server;
    private static Merchant merchant;
    private static String paymentId;

    @BeforeAll
    static void start() {
        anvil = Anvil.start();
        Deployed deployed = Deployed.on(anvil);
        node = FaultyNode.before(anvil);
        second = FaultyNode.before(anvil);
        relayer = new OpenzeppelinEmulator(deployed);
        server = PaymentServer.on(
                deployed,
                Stream.concat(
                                Stream.of(relayer.properties()),
                                Stream.of(
                                        "msqpay.chain.rpc-urls=" + node.url() + "," + second.url(),
                                        "msqpay.chain.receipt-poll-interval=50ms",
                                        "msqpay.health.interval=50ms",
                                        "msqpay.http.rate-limit-per-minute=0"))
                        .toArray(String[]::new));
        merchant = server.merchant();
        paymentId = merchant.create("5").text("paymentId");
        assertThat(merchant.relay(paymentId, "confirm").status()).isEqualTo(200);
        assertThat(merchant.relay(merchant.create("6").text("paymentId"), "fail")
                        .status())
                .isEqualTo(200);
        assertThat(merchant.status(paymentId).status()).isEqualTo(200);
        assertThat(merchant.withApiKey(null).create("5").status()).isEqualTo(401);
        assertThat(merchant.get("/nowhere/" + paymentId).status()).isEqualTo(404);
        loseBothNodes();
    }

    /** Fail-overs, retries, and breakers that open and close again. */
    private static void loseBothNodes() {
        node.fail(new Fault.Refuse());
        second.fail(new Fault.Refuse());
        assertThat(merchant.status(UNKNOWN).status()).isEqualTo(503);
        recover();
    }

    /** A breaker closes when its node is asked again, and the second is asked only while the first does not answer. */
    @AfterEach
    void healNodes() {
        recover();
    }

    private static void recover() {
        second.heal();
        if (!isClosed("node-2")) {
            node.fail(new Fault.Refuse());
            awaitClosed("node-2");
        }
        node.heal();
        awaitClosed("node-1");
    }

    private static void awaitClosed(String breaker) {
        await().until(() -> {
            merchant.status(UNKNOWN);
            return isClosed(breaker);
        });
    }

    private static boolean isClosed(String breaker) {
        return metrics().sum("resilience4j_circuitbreaker_state", "name", breaker, "state", "closed") == 1;
    }

    @AfterAll
    static void stop() {
        server.close();
        relayer.close();
        node.close();
        second.close();
        anvil.close();
    }

    private static Exposition metrics() {
        return Exposition.parse(merchant.get("/metrics").body().asText());
    }

    @Test
    void timesEveryOperationAndEveryRoute() {
        Exposition metrics = metrics();

        assertThat(metrics.sum("http_server_requests_seconds_count", "operation", "createPayment", "status", "201"))
                .isGreaterThanOrEqualTo(2);
        assertThat(metrics.sum("http_server_requests_seconds_count", "operation", "createPayment", "status", "401"))
                .isEqualTo(1);
        assertThat(metrics.sum("http_server_requests_seconds_bucket", "operation", "relayPayment", "le", "+Inf"))
                .isEqualTo(2);
        assertThat(metrics.sum("camel_route_policy_seconds_bucket", "routeId", "readPayment", "le", "1.0"))
                .isPositive();
        assertThat(metrics.sum("camel_route_policy_seconds_count", "routeId", "relayViaOpenzeppelin"))
                .isEqualTo(2);
    }

    @Test
    void countsCallsToNodesByMethodNodeAndOutcome() {
        double before = metrics().sum("msqpay_node_calls_seconds_count", "method", "eth_call", "outcome", "failure");
        double failedOver = metrics().sum("msqpay_node_failovers_total", "node", "node-2");
        node.failNext(1, new Fault.HttpStatus(500), "eth_call");

        assertThat(merchant.status(paymentId).status()).isEqualTo(200);

        Exposition metrics = metrics();
        assertThat(metrics.sum("msqpay_node_calls_seconds_count", "method", "eth_call", "outcome", "failure"))
                .isEqualTo(before + 1);
        assertThat(metrics.sum("msqpay_node_failovers_total", "node", "node-2")).isEqualTo(failedOver + 1);
        assertThat(metrics.sum(
                        "msqpay_node_calls_seconds_count",
                        "method",
                        "eth_sendRawTransaction",
                        "node",
                        "node-1",
                        "outcome",
                        "success"))
                .isGreaterThanOrEqualTo(2);
    }

    @Test
    void tellsAnErrorOfTheNodeFromANodeThatCannotBeReached() {
        node.failNext(1, new Fault.RpcError(3, "execution reverted"), "eth_call");
        merchant.status(paymentId);
        node.fail(new Fault.Refuse());
        merchant.status(paymentId);
        node.heal();

        assertThat(metrics().sum("msqpay_node_calls_seconds_count", "node", "node-1", "outcome", "error"))
                .isPositive();
        assertThat(metrics().sum("msqpay_node_calls_seconds_count", "node", "node-1", "outcome", "unreachable"))
                .isPositive();
    }

    @Test
    void countsRetriesAndShowsBreakers() {
        double before = metrics().sum("msqpay_retries_total", "target", "node");
        node.fail(new Fault.Refuse());
        second.fail(new Fault.Refuse());
        for (int i = 0; i < 5; i++) {
            assertThat(merchant.status(UNKNOWN).status()).isEqualTo(503);
        }

        Exposition metrics = metrics();
        assertThat(metrics.sum("msqpay_retries_total", "target", "node")).isGreaterThan(before);
        for (String name : List.of("node-1", "node-2")) {
            assertThat(metrics.sum("resilience4j_circuitbreaker_state", "name", name, "state", "open"))
                    .isEqualTo(1);
        }
        assertThat(metrics.sum("resilience4j_circuitbreaker_state", "name", "relayer", "state", "closed"))
                .isEqualTo(1);
    }

    @Test
    void countsRelaysAndRequestsToTheRelayer() {
        Exposition metrics = metrics();

        // On this chain a relay may be mined before it is handed over.
        assertThat(metrics.sum("msqpay_relays_total", "kind", "openzeppelin", "outcome", "pending")
                        + metrics.sum("msqpay_relays_total", "kind", "openzeppelin", "outcome", "success"))
                .isEqualTo(2);
        assertThat(metrics.sum("msqpay_relays_awaited_total", "kind", "openzeppelin", "outcome", "success"))
                .isEqualTo(2);
        assertThat(metrics.sum("msqpay_relayer_calls_seconds_count", "kind", "openzeppelin", "outcome", "success"))
                .isGreaterThan(2);
    }

    @Test
    void countsThePaymentsOfTheContractWhoeverMadeThem() {
        await().untilAsserted(() -> {
            Exposition metrics = metrics();
            assertThat(metrics.sum("msqpay_payments_total", "event", "created")).isGreaterThanOrEqualTo(2);
            assertThat(metrics.sum("msqpay_payments_total", "event", "confirmed"))
                    .isEqualTo(1);
            assertThat(metrics.sum("msqpay_payments_total", "event", "failed")).isEqualTo(1);
        });
    }

    @Test
    void showsTheChainAndTheAccounts() {
        await().untilAsserted(() -> {
            Exposition metrics = metrics();
            assertThat(metrics.sum("msqpay_block_number")).isEqualTo(anvil.blockNumber());
            assertThat(metrics.sum("msqpay_block_age_seconds")).isBetween(0.0, 600.0);
            assertThat(metrics.sum("msqpay_gas_price_wei")).isGreaterThan(1e6);
            assertThat(metrics.sum("msqpay_operator_balance_wei")).isBetween(999e18, 1000e18);
            assertThat(metrics.sum("msqpay_relayer_balance_wei")).isBetween(999e18, 1000e18);
            assertThat(metrics.sum("msqpay_operator_nonce_gap")).isZero();
        });
    }

    @Test
    void showsTransactionsThatWait() {
        anvil.setAutomine(false);
        try {
            assertThat(merchant.create("7").status()).isEqualTo(201);
            await().until(() -> metrics().sum("msqpay_operator_nonce_gap") == 1);
        } finally {
            anvil.setAutomine(true);
            anvil.mine();
        }
    }

    @Test
    void noLabelHoldsWhatClientsChoose() {
        merchant.status(UNKNOWN);
        merchant.call("PURGE", "/payments/" + UNKNOWN + "/status");
        merchant.status(paymentId, "at=latest&secret=planted");

        assertThat(metrics().samples()).allSatisfy(sample -> assertThat(
                        sample.labels().values())
                .as(sample.name())
                .allSatisfy(value -> assertThat(value)
                        .doesNotContain(paymentId, "0x" + "1".repeat(8), "nowhere", "planted", "PURGE", "127.0.0.1")
                        .doesNotContain(relayer.url(), OpenzeppelinEmulator.RELAYER_ID)));
    }

    @Test
    void theDashboardUsesWhatTheServerExposes() throws IOException {
        JsonNode dashboard = new ObjectMapper().readTree(new File("docs/observability/grafana-dashboard.json"));
        List<String> expressions = dashboard.findValuesAsText("expr");

        assertThat(expressions).hasSizeGreaterThan(15);
        expressions.forEach(MetricsIT::assertExposed);
        assertThat(dashboard.path("panels").findValuesAsText("id")).doesNotHaveDuplicates();
    }

    @Test
    void theAlertsUseWhatTheServerExposesAndSayWhatToDo() throws IOException {
        JsonNode rules = new YAMLMapper()
                .readTree(new File("docs/observability/prometheus-alerts.yaml"))
                .at("/groups/0/rules");

        assertThat(rules).hasSizeGreaterThan(10).allSatisfy(rule -> {
            assertThat(rule.at("/annotations/summary").asText()).isNotBlank();
            assertThat(rule.at("/annotations/action").asText()).isNotBlank();
            assertThat(rule.at("/labels/severity").asText()).isIn("critical", "warning");
            if (!rule.path("alert").asText().equals("MsqpayDown")) {
                assertExposed(rule.path("expr").asText());
            }
        });
    }

    @Test
    void theDashboardShowsEveryFigureOfOurOwn() throws IOException {
        String expressions = String.join(
                "\n",
                new ObjectMapper()
                        .readTree(new File("docs/observability/grafana-dashboard.json"))
                        .findValuesAsText("expr"));

        assertThat(metrics().samples().stream()
                        .map(Sample::name)
                        .filter(name -> name.startsWith("msqpay_"))
                        .map(name -> name.replaceAll("_(count|sum|max|bucket)$", ""))
                        .distinct())
                .allSatisfy(name -> assertThat(expressions).contains(name));
    }

    /** Every metric of the expression is there, with every label that it asks for. */
    private static void assertExposed(String expression) {
        Exposition metrics = metrics();
        List<MatchResult> selectors = SELECTOR.matcher(expression).results().toList();
        assertThat(selectors).as(expression).isNotEmpty();
        Set<String> grouped = new TreeSet<>();
        BY.matcher(expression)
                .results()
                .forEach(by -> grouped.addAll(List.of(by.group(1).split(",\\s*"))));
        for (MatchResult selector : selectors) {
            List<String> labels = new ArrayList<>(grouped);
            MATCHER.matcher(selector.group(2)).results().forEach(matcher -> labels.add(matcher.group(1)));
            labels.removeAll(ADDED);
            assertThat(metrics.knows(selector.group(1), null))
                    .as(selector.group(1))
                    .isTrue();
            if (selectors.size() == 1) {
                assertThat(labels).as(expression).allMatch(label -> metrics.knows(selector.group(1), label));
            }
        }
        String rest = SELECTOR.matcher(expression).replaceAll("");
        assertThat(Pattern.compile("\\b(?:msqpay|http|camel|resilience4j|jvm)_\\w+")
                        .matcher(rest)
                        .find())
                .as("a metric without {} in " + expression)
                .isFalse();
    }
}
