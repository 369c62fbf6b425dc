package io.msqpay.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExtensionRoutesTest {

    @TempDir
    private Path folder;

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final ExtensionRoutes extensions = new ExtensionRoutes(camel);

    @BeforeEach
    void start() throws Exception {
        camel.addRoutes(ours());
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    private static RoutesBuilder ours() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:seam").routeId("seam").setBody(constant("ours"));
                from("direct:call").routeId("call").to("direct:seam");
            }
        };
    }

    @Test
    void aRouteOfTheSameIdTakesThePlaceOfOurs() throws IOException {
        assertThat(load("a", route("seam", "theirs"))).isEmpty();

        assertThat(ask("call")).isEqualTo("theirs");
    }

    @Test
    void aFurtherRouteIsAdded() throws IOException {
        assertThat(load("a", route("more", "more"))).isEmpty();

        assertThat(ask("more")).isEqualTo("more");
        assertThat(ask("call")).isEqualTo("ours");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "setBody: | setBoddy: | Unknown node id: setBoddy in file:%s, line 17, column 11",
                "uri: direct:seam | uri: nosuch:seam | route seam: No endpoint could be found for: nosuch://seam, please check your classpath contains the needed Camel component jar. in file:%s, line 11",
                "description: | description | could not find expected ':' in file:%s, line 14, column 5"
            })
    void aBrokenFileIsReportedWithItsLineAndChangesNothing(String right, String wrong, String reason)
            throws IOException {
        String good = route("more", "more") + route("seam", "theirs");
        int last = good.lastIndexOf(right);
        String bad = good.substring(0, last) + wrong + good.substring(last + right.length());

        assertThat(load("a", bad)).contains(reason.formatted(folder.resolve("a.camel.yaml")));

        assertThat(ask("call")).isEqualTo("ours");
        assertThat(camel.getRoutes()).hasSize(2);
        assertThat(camel.getRouteDefinitions()).hasSize(2);
    }

    @Test
    void anEditIsTakenUpAndWhatItNoLongerHoldsIsGone() throws IOException {
        load("a", route("more", "more") + route("seam", "theirs"));

        assertThat(load("a", route("seam", "theirs, again"))).isEmpty();
        assertThat(ask("call")).isEqualTo("theirs, again");
        assertThat(camel.getRoute("more")).isNull();

        assertThat(load("a", route("more", "more"))).isEmpty();
        assertThat(ask("call")).isEqualTo("ours");
        assertThat(ask("more")).isEqualTo("more");
    }

    @Test
    void aBrokenEditLeavesTheVersionBeforeAndItsCorrectionIsTakenUp() throws IOException {
        load("a", route("seam", "theirs"));

        assertThat(load("a", route("seam", "broken").replace("direct:seam", "nosuch:seam")))
                .isPresent();
        assertThat(ask("call")).isEqualTo("theirs");

        assertThat(load("a", route("seam", "corrected"))).isEmpty();
        assertThat(ask("call")).isEqualTo("corrected");

        assertThat(load("a", route("more", "more"))).isEmpty();
        assertThat(ask("call")).isEqualTo("ours");
    }

    @Test
    void aBrokenFileKeepsNoOtherOut() throws IOException {
        assertThat(load("a", "not: [a list")).isPresent();
        assertThat(load("b", route("seam", "theirs"))).isEmpty();

        assertThat(ask("call")).isEqualTo("theirs");
    }

    private Optional<String> load(String name, String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve(name + ".camel.yaml"), yaml);
        return extensions.load(ResourceHelper.resolveResource(camel, "file:" + file));
    }

    private String ask(String route) {
        return camel.createProducerTemplate().requestBody("direct:" + route, "", String.class);
    }

    private static String route(String id, String body) {
        return """
                - route:
                    id: %1$s
                    description: Says something
                    from:
                      uri: direct:%1$s
                      steps:
                        - setBody:
                            expression:
                              constant:
                                expression: %2$s
                """.formatted(id, body);
    }
}
