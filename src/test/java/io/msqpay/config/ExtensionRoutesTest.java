package io.msqpay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Processor;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteTemplateDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExtensionRoutesTest {

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
    void aRouteOfTheSameIdTakesThePlaceOfOurs() {
        assertThat(load("a", route("seam", "theirs"))).isEmpty();

        assertThat(ask("call")).isEqualTo("theirs");
    }

    @Test
    void aFurtherRouteIsAdded() {
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
    void aBrokenFileIsReportedWithItsLineAndChangesNothing(String right, String wrong, String reason) {
        String good = route("more", "more") + route("seam", "theirs");
        int last = good.lastIndexOf(right);
        String bad = good.substring(0, last) + wrong + good.substring(last + right.length());

        assertThat(load("a", bad)).contains(reason.formatted("a.camel.yaml"));

        assertThat(ask("call")).isEqualTo("ours");
        assertThat(camel.getRoutes()).hasSize(2);
        assertThat(camel.getRouteDefinitions()).hasSize(2);
    }

    @Test
    void anEditIsTakenUpAndWhatItNoLongerHoldsIsGone() {
        load("a", route("more", "more") + route("seam", "theirs"));

        assertThat(load("a", route("seam", "theirs, again"))).isEmpty();
        assertThat(ask("call")).isEqualTo("theirs, again");
        assertThat(camel.getRoute("more")).isNull();

        assertThat(load("a", route("more", "more"))).isEmpty();
        assertThat(ask("call")).isEqualTo("ours");
        assertThat(ask("more")).isEqualTo("more");
    }

    @Test
    void aBrokenEditLeavesTheVersionBeforeAndItsCorrectionIsTakenUp() {
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
    void aBrokenFileKeepsNoOtherOut() {
        assertThat(load("a", "not: [a list")).isPresent();
        assertThat(load("b", route("seam", "theirs"))).isEmpty();

        assertThat(ask("call")).isEqualTo("theirs");
    }

    @Test
    void whatAFileBroughtIsGoneWithIt() {
        load("a", route("more", "more") + route("seam", "theirs"));

        extensions.remove(location("a"));

        assertThat(ask("call")).isEqualTo("ours");
        assertThat(camel.getRoute("more")).isNull();
        assertThat(camel.getRouteDefinitions()).hasSize(2);
        extensions.remove(location("a"));
        assertThat(load("a", route("seam", "theirs"))).isEmpty();
        assertThat(ask("call")).isEqualTo("theirs");
    }

    @Test
    void twoFilesDoNotBringTheSameRoute() {
        load("a", route("seam", "theirs"));

        assertThat(load("b", route("more", "more") + route("seam", "another")))
                .contains("route seam is in " + location("a") + " too in " + location("b") + ", line 12");

        assertThat(ask("call")).isEqualTo("theirs");
        assertThat(camel.getRoute("more")).isNull();
    }

    @Test
    void aFileDoesNotBringTheSameRouteTwice() {
        assertThat(load("a", route("more", "more") + route("more", "again")))
                .contains("route more is there twice in " + location("a") + ", line 2");
    }

    @Test
    void whatTakesThePlaceOfARouteAnswersWhatThatAnswered() {
        assertThat(load("a", route("seam", "theirs").replace("direct:seam", "direct:elsewhere")))
                .contains("route seam takes the place of one that answers direct:seam and does not answer it in "
                        + location("a") + ", line 2");

        assertThat(ask("call")).isEqualTo("ours");
    }

    @Test
    void operationsAreAnsweredByRoutesOfFilesOnly() {
        load(
                "a",
                route("more", "more")
                        + route("seam", "theirs")
                        + route("many", "many").replace("id: many", "id: other"));

        assertThat(extensions.unanswered("more")).isEmpty();
        assertThat(extensions.unanswered("many")).isEmpty();
        assertThat(extensions.unanswered("other"))
                .contains("there is no route that answers direct:other in the folder");
        assertThat(extensions.unanswered("call")).contains("there is no route that answers direct:call in the folder");
        assertThat(extensions.unanswered("seam"))
                .contains("direct:seam is the server's own: give the operation another name");
    }

    @Test
    void aRouteIsMovedToAnotherFile() {
        load("a", route("seam", "theirs"));

        extensions.remove(location("a"));
        assertThat(load("b", route("seam", "theirs, elsewhere"))).isEmpty();

        assertThat(ask("call")).isEqualTo("theirs, elsewhere");
        extensions.remove(location("b"));
        assertThat(ask("call")).isEqualTo("ours");
    }

    @Test
    void routesOfTemplatesComeAndGoWithTheirFile() {
        String templates = template("greet") + templated("greet", "seam", "hello") + templated("greet", "more", "hi");

        assertThat(load("a", templates)).isEmpty();
        assertThat(ask("call")).isEqualTo("hello");
        assertThat(ask("more")).isEqualTo("hi");

        assertThat(load("a", template("greet") + templated("greet", "seam", "good day")))
                .isEmpty();
        assertThat(ask("call")).isEqualTo("good day");
        assertThat(camel.getRoute("more")).isNull();
        assertThat(camel.getRouteTemplateDefinitions()).hasSize(1);

        extensions.remove(location("a"));
        assertThat(ask("call")).isEqualTo("ours");
        assertThat(camel.getRouteTemplateDefinitions()).isEmpty();
        assertThat(camel.getRouteDefinitions()).hasSize(2);
    }

    @Test
    void aTemplateThatWasEditedIsTheOneInUse() {
        load("a", template("greet") + templated("greet", "more", "hello"));

        load("a", template("greet").replace("{{words}}", "{{words}}, stranger") + templated("greet", "more", "hello"));

        assertThat(ask("more")).isEqualTo("hello, stranger");
    }

    @Test
    void aTemplateOfOneFileServesAnother() {
        load("a", template("greet"));

        assertThat(load("b", templated("greet", "more", "hello"))).isEmpty();
        assertThat(ask("more")).isEqualTo("hello");

        assertThat(load("c", template("greet")))
                .contains("there is a route template greet already in " + location("c") + ", line 2");
    }

    @Test
    void routesOfKameletsComeAndGoWithTheFileThatUsesThem() {
        load(
                "a",
                template("greet")
                        .replace("direct:{{routeId}}", "kamelet:source")
                        .replace("- name: routeId", ""));
        String uses = route("more", "x")
                .replace("- setBody:", "- to:\n            uri: kamelet:greet?words=hello\n        - log:")
                .replace("expression:\n              constant:\n                expression: x", "message: greeted");

        assertThat(load("b", uses)).isEmpty();
        assertThat(ask("more")).isEqualTo("hello");
        assertThat(load("b", uses.replace("hello", "hi"))).isEmpty();
        assertThat(ask("more")).isEqualTo("hi");
        assertThat(load("b", uses.replace("log:", "blog:"))).isPresent();
        assertThat(ask("more")).isEqualTo("hi");

        extensions.remove(location("b"));
        assertThat(camel.getRouteDefinitions()).hasSize(2);
        assertThat(camel.getRoutes()).hasSize(2);
    }

    @Test
    void aBrokenTemplatedRouteTakesItsTemplateWithIt() {
        load("a", template("greet") + templated("greet", "more", "hello"));

        assertThat(load("a", template("other") + templated("greet", "more", "hi")))
                .contains("Cannot find RouteTemplate with id greet in " + location("a"));

        assertThat(ask("more")).isEqualTo("hello");
        assertThat(camel.getRouteTemplateDefinitions())
                .extracting(RouteTemplateDefinition::getId)
                .containsExactly("greet");
        assertThat(load("a", template("other") + templated("other", "more", "hi")))
                .isEmpty();
        assertThat(ask("more")).isEqualTo("hi");
    }

    @Test
    void routeConfigurationsComeAndGoWithTheirFile() {
        String configured = CONFIGURATION
                + route("more", "more")
                        .replace("- setBody:", FAIL)
                        .replace("    from:", "    routeConfigurationId: caught\n    from:");

        assertThat(load("a", configured + route("broken", "x").replace("setBody", "setBoddy")))
                .isPresent();
        assertThat(camel.getRouteConfigurationDefinitions()).isEmpty();

        assertThat(load("a", configured)).isEmpty();
        assertThat(ask("more")).isEqualTo("handled");

        assertThat(load("a", configured.replace("handled, so", "taken, so"))).isEmpty();
        assertThat(load("a", configured + route("broken", "x").replace("setBody", "setBoddy")))
                .isPresent();
        assertThat(camel.getRouteConfigurationDefinitions()).hasSize(1);
        assertThat(ask("more")).isEqualTo("handled");

        extensions.remove(location("a"));
        assertThat(camel.getRouteConfigurationDefinitions()).isEmpty();
    }

    @Test
    void beansComeAndGoWithTheirFile() {
        String good = bean("words", "first") + calls("more", "words");

        assertThat(load("a", good + route("broken", "x").replace("setBody", "setBoddy")))
                .isPresent();
        assertThat(camel.getRegistry().lookupByName("words")).isNull();

        assertThat(load("a", good)).isEmpty();
        assertThat(ask("more")).isEqualTo("first");

        assertThat(load(
                        "a",
                        good.replace("first", "second") + route("broken", "x").replace("setBody", "setBoddy")))
                .isPresent();
        assertThat(ask("more")).isEqualTo("first");

        assertThat(load("a", good.replace("first", "second"))).isEmpty();
        assertThat(ask("more")).isEqualTo("second");

        assertThat(load("b", bean("words", "theirs")))
                .contains("there is a bean words already in " + location("b") + ", line 3");
        assertThat(ask("more")).isEqualTo("second");

        extensions.remove(location("a"));
        assertThat(camel.getRegistry().lookupByName("words")).isNull();
        assertThat(load("b", bean("words", "theirs"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "io.msqpay.config.ExtensionRoutesTest$Words, com.example.Nowhere, com.example.Nowhere, ', line 4'",
        "ExtensionRoutesTest$Words, ExtensionRoutesTest$Half, com.example.Missing, ', line 1'"
    })
    void aClassThatIsNotThereIsNamedWithWhatToDo(String right, String wrong, String missing, String line) {
        String file = bean("words", "first") + calls("more", "words");

        assertThat(load("a", file.replace(right, wrong)))
                .contains("there is no class " + missing
                        + ": put its jar into the folder of further jars beside the server in " + location("a") + line);

        assertThat(camel.getRegistry().lookupByName("words")).isNull();
        assertThat(camel.getRoutes()).hasSize(2);
        assertThat(load("a", file)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rest:\n    get:\n      - path: /x\n        to: direct:x",
                "restConfiguration:\n    clientRequestValidation: false"
            })
    void whatWouldGoForTheWholeServerIsRefused(String yaml) {
        assertThat(load("a", route("more", "more") + "- " + yaml + "\n").orElseThrow())
                .endsWith("has no place here: further operations are declared in a *.openapi.yaml file in "
                        + location("a") + ", line 11");

        assertThat(camel.getRestDefinitions()).isEmpty();
        assertThat(camel.getRestConfiguration().isClientRequestValidation()).isFalse();
        assertThat(camel.getRouteDefinitions()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "expression: more | expression: '{{NO_SECRET}}' | 10",
                "uri: direct:more | uri: 'timer:{{NO_SECRET}}' | 5",
                "- setBody: | - to: '{{NO_SECRET}}' | 7"
            })
    void aValueThatIsNotConfiguredIsReportedWithItsLine(String right, String wrong, int line) {
        String yaml = right.startsWith("-")
                ? route("more", "more").substring(0, route("more", "more").indexOf("- setBody")) + wrong + "\n"
                : route("more", "more").replace(right, wrong);

        assertThat(load("a", yaml))
                .contains("no value is configured for {{NO_SECRET}} in " + location("a") + ", line " + line);

        assertThat(camel.getRouteDefinitions()).hasSize(2);
    }

    @Test
    void whoIsUnderWayWhenAFileIsLoadedAnewIsAnswered() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        camel.getRegistry().bind("gate", (Processor) exchange -> {
            inside.countDown();
            goOn.await(20, TimeUnit.SECONDS);
        });
        load("a", route("seam", "theirs").replace("- setBody:", "- process: {ref: gate}\n        - setBody:"));

        CompletableFuture<String> asked = CompletableFuture.supplyAsync(() -> ask("call"));
        assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();

        CompletableFuture<Optional<String>> loaded =
                CompletableFuture.supplyAsync(() -> load("a", route("seam", "edited")));
        await().during(Duration.ofMillis(300)).until(() -> !loaded.isDone());
        goOn.countDown();

        assertThat(asked.get(20, TimeUnit.SECONDS)).isEqualTo("theirs");
        assertThat(loaded.get(20, TimeUnit.SECONDS)).isEmpty();
        assertThat(ask("call")).isEqualTo("edited");
    }

    /** A bean that a file declares. */
    public static final class Words {

        private String text;

        public String getText() {
            return text;
        }

        public void setText(String text) {
            this.text = text;
        }
    }

    /** A bean of a jar that came without those that it needs. */
    public static final class Half {

        public Half() {
            throw new NoClassDefFoundError("com/example/Missing");
        }
    }

    private static final String CONFIGURATION = """
            - routeConfiguration:
                id: caught
                onException:
                  - onException:
                      exception:
                        - java.lang.IllegalStateException
                      handled:
                        constant:
                          expression: "true"
                      steps:
                        - setBody:
                            expression:
                              constant:
                                expression: handled
            """;

    private static final String FAIL = """
            - throwException:
                        exceptionType: java.lang.IllegalStateException
                        message: broken
                    - setBody:""";

    private static String template(String id) {
        return """
                - routeTemplate:
                    id: %s
                    parameters:
                      - name: words
                    from:
                      uri: direct:{{routeId}}
                      steps:
                        - setBody:
                            expression:
                              constant:
                                expression: "{{words}}"
                """.formatted(id).replace("parameters:\n", "parameters:\n      - name: routeId\n");
    }

    private static String templated(String template, String id, String words) {
        return """
                - templatedRoute:
                    routeTemplateRef: %s
                    routeId: %s
                    parameters:
                      - name: routeId
                        value: %s
                      - name: words
                        value: %s
                """.formatted(template, id, id, words);
    }

    private static String bean(String name, String words) {
        return """
                - beans:
                    -
                      name: %s
                      type: "io.msqpay.config.ExtensionRoutesTest$Words"
                      properties:
                        text: %s
                """.formatted(name, words);
    }

    private static String calls(String id, String bean) {
        String route = route(id, "x");
        return route.substring(0, route.indexOf("- setBody:")) + """
                - bean:
                            ref: %s
                            method: getText
                """.formatted(bean);
    }

    private String location(String name) {
        return "file:" + name + ".camel.yaml";
    }

    private Optional<String> load(String name, String yaml) {
        return extensions.load(location(name), yaml);
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
