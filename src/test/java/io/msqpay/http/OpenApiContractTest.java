package io.msqpay.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OpenApiContractTest {

    private final OpenApiContract contract = OpenApiContract.load();
    private final SwaggerParseResult parsed = new OpenAPIV3Parser()
            .readContents(new String(contract.yaml(), StandardCharsets.UTF_8), List.of(), new ParseOptions());
    private final OpenAPI api = parsed.getOpenAPI();

    @Test
    void theContractIsValidOpenApi() {
        assertThat(parsed.getMessages()).isEmpty();
        assertThat(api.getOpenapi()).isEqualTo("3.0.3");
    }

    @Test
    void theContractHasTheOperationsOfTheProduct() {
        assertThat(operations().keySet())
                .containsExactlyInAnyOrder(
                        "POST /payments/create createPayment",
                        "GET /payments/events listPaymentEvents",
                        "GET /payments/{paymentId}/status getPaymentStatus",
                        "GET /payments/{paymentId}/events getPaymentEvents",
                        "GET /payments/{paymentId}/gasless prepareGasless",
                        "POST /payments/{paymentId}/gasless submitGasless",
                        "POST /payments/{paymentId}/relay relayPayment",
                        "GET /payments/{paymentId}/relay/{relayId} getRelayStatus",
                        "GET /config getConfig");
    }

    @Test
    void everyOperationThatNeedsAKeyNamesItsScope() {
        operations().forEach((name, operation) -> {
            Object scope = operation.getExtensions() == null
                    ? null
                    : operation.getExtensions().get("x-required-scope");
            assertThat(scope != null).as(name).isEqualTo(operation.getSecurity() != null);
            if (scope != null) {
                assertThat(operation.getResponses()).as(name).containsKeys("401", "403");
            }
        });
    }

    @Test
    void everyBodyHasANamedSchemaThatRefusesUnknownMembers() {
        operations().forEach((name, operation) -> {
            if (operation.getRequestBody() != null) {
                Schema<?> body = operation
                        .getRequestBody()
                        .getContent()
                        .get("application/json")
                        .getSchema();
                assertThat(body.get$ref()).as(name).startsWith("#/components/schemas/");
                Schema<?> named = api.getComponents()
                        .getSchemas()
                        .get(body.get$ref().substring(body.get$ref().lastIndexOf('/') + 1));
                assertThat(named.getAdditionalProperties()).as(name).isEqualTo(Boolean.FALSE);
            }
        });
    }

    @Test
    void everyPatternIsAnchored() throws IOException {
        List<String> patterns = new ArrayList<>();
        new YAMLMapper()
                .readTree(contract.yaml())
                .findValues("pattern")
                .forEach(pattern -> patterns.add(pattern.asText()));

        assertThat(patterns).isNotEmpty().allMatch(pattern -> pattern.startsWith("^") && pattern.endsWith("$"));
    }

    @Test
    void examplesOfRequestsFulfilTheirOwnSchemas() {
        for (String name : List.of("CreatePaymentRequest", "GaslessRequest", "RelayRequest")) {
            JsonNode example = contract.at("/components/schemas/" + name + "/example");
            io.msqpay.http.Operation operation =
                    switch (name) {
                        case "CreatePaymentRequest" ->
                            contract.find("POST", "/payments/create").orElseThrow();
                        case "GaslessRequest" ->
                            contract.find("POST", "/payments/0x/gasless").orElseThrow();
                        default -> contract.find("POST", "/payments/0x/relay").orElseThrow();
                    };
            assertThat(new Problems(contract).of(operation.bodySchema(), example))
                    .as(name)
                    .isEmpty();
        }
    }

    @Test
    void noParameterTakesANameThatIsAnOrderToTheChainComponent() {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(contract.headerAndQueryNames());
        names.add("paymentId");
        names.add("relayId");

        for (java.lang.reflect.Field field : org.apache.camel.component.web3j.Web3jConstants.class.getFields()) {
            if (field.getType() == String.class) {
                assertThat(names).doesNotContain(value(field));
            }
        }
    }

    @Test
    void theErrorsOfTheContractAreThoseThatTheServerSends() throws IOException {
        Map<Integer, Set<String>> sent = new TreeMap<>(errorsOfRoutes());
        // The others are the routes' alone.
        for (int status : List.of(400, 401, 403, 404, 405, 413, 415, 429, 500, 503)) {
            sent.computeIfAbsent(status, any -> new TreeSet<>()).add(ErrorResponder.nameOf(status));
        }
        Map<Integer, Set<String>> documented =
                new TreeMap<>(Map.of(405, Set.of("MethodNotAllowed"), 422, new TreeSet<>(Set.of("PaymentRefused"))));
        operations().values().forEach(operation -> operation.getResponses().forEach((status, response) -> {
            if (response.get$ref() != null) {
                documented
                        .computeIfAbsent(Integer.valueOf(status), any -> new TreeSet<>())
                        .add(response.get$ref().substring(response.get$ref().lastIndexOf('/') + 1));
            }
        }));
        Set<String> names = new TreeSet<>();
        contract.at("/components/schemas/ErrorBody/properties/error/enum").forEach(name -> names.add(name.asText()));

        assertThat(documented).isEqualTo(sent);
        assertThat(names).isEqualTo(sent.values().stream().flatMap(Set::stream).collect(Collectors.toSet()));
    }

    @Test
    void everyErrorIsShownByAnExampleOfItsOwnName() {
        Set<String> shown = new TreeSet<>();
        contract.at("/components/responses").properties().forEach(response -> {
            JsonNode content = response.getValue().at("/content/application~1json");
            String schema = content.at("/schema/$ref").asText().replaceFirst("^#", "");
            JsonNode known = contract.at(schema + "/properties");
            List<String> names = new ArrayList<>();
            known.at("/error/enum").forEach(name -> names.add(name.asText()));

            assertThat(names).contains(response.getKey());
            List<JsonNode> examples = new ArrayList<>(List.of(content.path("example")));
            content.path("examples").forEach(example -> examples.add(example.path("value")));
            examples.removeIf(JsonNode::isMissingNode);
            examples.forEach(example -> example.fieldNames().forEachRemaining(member -> assertThat(known.has(member))
                    .as(response.getKey() + " " + member)
                    .isTrue()));
            assertThat(examples)
                    .extracting(example -> example.path("error").asText())
                    .contains(response.getKey())
                    .isSubsetOf(names);
            examples.forEach(example -> shown.add(example.path("error").asText()));
        });
        assertThat(shown).contains("PaymentRefused");
    }

    private static Map<Integer, Set<String>> errorsOfRoutes() throws IOException {
        JsonNode file = new YAMLMapper().readTree(new File("routes/errors/answer-errors.camel.yaml"));
        Map<Integer, Set<String>> errors = new TreeMap<>();
        for (JsonNode row : file.get(0).at("/routeConfiguration/onException")) {
            JsonNode steps = row.at("/onException/steps");
            errors.computeIfAbsent(
                            steps.get(0)
                                    .at("/setHeader/expression/constant/expression")
                                    .asInt(),
                            any -> new TreeSet<>())
                    .add(steps.get(1)
                            .at("/setVariable/expression/constant/expression")
                            .asText());
        }
        return errors;
    }

    @Test
    void theJsonFormIsTheSameDocument() throws IOException {
        assertThat(new ObjectMapper().readTree(contract.json())).isEqualTo(new YAMLMapper().readTree(contract.yaml()));
    }

    @Test
    void aTemplateDoesNotMatchOtherMethodsOrLengths() {
        assertThat(contract.find("GET", "/payments/create")).isEmpty();
        assertThat(contract.find("GET", "/payments/0x/status/")).isEmpty();
        assertThat(contract.find("GET", "/payments/0x/status")).isPresent();
    }

    private Map<String, Operation> operations() {
        Map<String, Operation> operations = new java.util.TreeMap<>();
        api.getPaths().forEach((path, item) -> item.readOperationsMap()
                .forEach((method, operation) ->
                        operations.put(method + " " + path + " " + operation.getOperationId(), operation)));
        return operations;
    }

    private static String value(java.lang.reflect.Field field) {
        try {
            return (String) field.get(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
