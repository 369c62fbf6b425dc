package io.msqpay.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dashboard and alert rules in the eyes of Prometheus' own parser; whether the server exposes what they ask for is MetricsIT's. */
class PromqlIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final File FOLDER = new File("docs/observability");

    @TempDir
    private Path folder;

    @Test
    void theDashboardIsPromql() throws Exception {
        List<String> expressions =
                JSON.readTree(new File(FOLDER, "grafana-dashboard.json")).findValuesAsText("expr").stream()
                        // Grafana puts them in.
                        .map(expression ->
                                expression.replace("$__rate_interval", "1m").replace("$instance", ".+"))
                        .toList();

        assertThat(expressions).hasSizeGreaterThan(15);
        assertThat(wrong(expressions)).isEmpty();
    }

    @Test
    void theAlertRulesArePromql() throws Exception {
        List<String> expressions = new YAMLMapper()
                .readTree(new File(FOLDER, "prometheus-alerts.yaml"))
                .findValuesAsText("expr");

        assertThat(expressions).hasSizeGreaterThan(10);
        assertThat(wrong(expressions)).isEmpty();
    }

    @Test
    void theParserIsStrict() throws Exception {
        assertThat(wrong(List.of("rate(a_total{}[5m])", "rate(a_total{})", "sum by (a) (b{", "a{b=\"c\"} >> 1")))
                .extracting(found -> found.path("expression").asText())
                .contains("rate(a_total{})", "sum by (a) (b{", "a{b=\"c\"} >> 1")
                .doesNotContain("rate(a_total{}[5m])");
    }

    private JsonNode wrong(List<String> expressions) throws IOException, InterruptedException {
        NodeWorkspace workspace = NodeWorkspace.in(folder);
        workspace.copy("promql.mjs");
        String file = workspace
                .write("expressions.json", JSON.writeValueAsString(expressions))
                .toString();
        return JSON.readTree(workspace.run(Map.of(), "promql.mjs", file));
    }
}
