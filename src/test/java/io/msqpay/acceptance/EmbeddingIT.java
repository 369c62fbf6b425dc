package io.msqpay.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.msqpay.dev.DemoAccount;
import io.msqpay.dsl.Anvil;
import io.msqpay.dsl.Deployed;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The library in the applications of {@code src/test/hosts}, which differ from this project in Camel's version and in their ways. */
class EmbeddingIT {

    private static final String CREATED = ".*\"paymentId\":\"0x[0-9a-f]{64}\".*";

    private static Hosts hosts;

    @BeforeAll
    static void build() throws IOException, InterruptedException {
        hosts = Hosts.built();
    }

    @AfterAll
    static void remove() throws IOException {
        if (hosts != null) {
            hosts.close();
        }
    }

    static Stream<Arguments> routesInJavaXmlAndYamlCreatePaymentsAndNothingOfTheApplicationChanges() {
        return Stream.of(Arguments.of("pinned", new DefaultCamelContext().getVersion()), Arguments.of("lts", "4.14.0"));
    }

    @ParameterizedTest
    @MethodSource
    void routesInJavaXmlAndYamlCreatePaymentsAndNothingOfTheApplicationChanges(String host, String camel)
            throws IOException, InterruptedException {
        List<String> printed = run(host);

        assertThat(said(printed, "camel")).isEqualTo(camel);
        assertThat(List.of(said(printed, "java"), said(printed, "xml"), said(printed, "yaml")))
                .allSatisfy(answer -> assertThat(answer).matches(CREATED));
        assertThat(said(printed, "heard")).isEqualTo("PaymentCreated");
        assertThat(said(printed, "asked"))
                .as("its route in the place of a seam")
                .matches("0x[0-9a-f]{64}");
        assertLeftAlone(printed);
        assertErrorsAnswered(printed);
    }

    /** While the first node is down, which is none of these handlers' business either. */
    @ParameterizedTest
    @ValueSource(strings = {"pinned", "lts"})
    void anApplicationWithErrorHandlersAndRestDslOfItsOwnKeepsThemAndItsNames(String host)
            throws IOException, InterruptedException {
        List<String> printed = run(
                host,
                "spring.profiles.active=opinions,names",
                "msqpay.chain.rpc-urls=http://127.0.0.1:1",
                "msqpay.routes-prefix=msqpay.",
                "shop.payments=direct:msqpay.",
                "shop.events=prefixed");

        assertThat(List.of(said(printed, "java"), said(printed, "xml"), said(printed, "yaml")))
                .allSatisfy(answer -> assertThat(answer).matches(CREATED));
        assertLeftAlone(printed);
        assertErrorsAnswered(printed);
        assertThat(said(printed, "heard")).isEqualTo("PaymentCreated");
        assertThat(said(printed, "asked"))
                .as("a route of its own, not the seam")
                .isEqualTo("null");
        assertThat(said(printed, "own")).isEqualTo("by the shop itself");
        assertThat(said(printed, "fail")).isEqualTo("the shop apologizes");
        assertThat(said(printed, "fail as known")).isEqualTo("the shop knows this");
        assertThat(said(printed, "rest")).startsWith("201 ").matches(CREATED);
    }

    private static void assertLeftAlone(List<String> printed) {
        assertThat(Integer.parseInt(said(printed, "settings"))).isGreaterThan(15);
        assertThat(printed).noneMatch(line -> line.startsWith("changed: "));
        assertThat(said(printed, "contract over HTTP")).startsWith("404 ");
    }

    /** As documented, whatever the application does about exceptions of its own. */
    private static void assertErrorsAnswered(List<String> printed) {
        assertThat(said(printed, "refused")).startsWith("400 ").contains("ValidationError");
        assertThat(said(printed, "unhandled")).isEqualTo("null");
        assertThat(said(printed, "lost")).isEqualTo("null");
        assertThat(said(printed, "unknown")).startsWith("404 ").contains("NotFound");
    }

    private static List<String> run(String host, String... properties) throws IOException, InterruptedException {
        Deployed deployed = Deployed.on(Anvil.shared());
        return hosts.run(host, DemoAccount.MERCHANT.address().value(), deployed, properties);
    }

    private static String said(List<String> printed, String what) {
        return printed.stream()
                .filter(line -> line.startsWith(what + ": "))
                .map(line -> line.substring(what.length() + 2))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + what + " in\n" + String.join("\n", printed)));
    }
}
