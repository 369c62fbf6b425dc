package io.msqpay.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.msqpay.dsl.Notes;
import io.msqpay.http.ContractOverlay.OverlayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContractOverlayTest {

    private static final OpenApiContract OWN = OpenApiContract.load();

    private static final String NOTES = Notes.CONTRACT;

    @Test
    void itsOperationsAreAdded() throws Exception {
        OpenApiContract contract = add(OWN, NOTES);

        Operation list = contract.find("GET", "/merchants/0x1/notes").orElseThrow();
        assertThat(list.id()).isEqualTo("listNotes");
        assertThat(list.keyNeeded()).as("who says nothing of keys needs one").isTrue();
        assertThat(list.scope()).isNull();
        Operation add = contract.find("POST", "/merchants/0x1/notes").orElseThrow();
        assertThat(add.scope()).isEqualTo("create");
        assertThat(new Problems(contract)
                        .of(add.bodySchema(), json("{\"text\":\"" + "x".repeat(21) + "\",\"more\":1}")))
                .extracting(detail -> detail.field() + " " + detail.message())
                .containsExactly("more is not a known field", "text must have at most 20 characters");
        assertThat(contract.headerAndQueryNames()).contains("limit", "Idempotency-Key");
        assertThat(contract.responseHeaders()).contains("X-Total", "Location");
        assertThat(contract.roots()).containsExactlyInAnyOrder("payments", "config", "merchants");
    }

    @Test
    void whatWasThereStaysAsItWas() throws Exception {
        OpenApiContract contract = add(OWN, NOTES);

        assertThat(contract.operationIds()).containsAll(OWN.operationIds());
        JsonNode before = json(new String(OWN.json()));
        JsonNode after = json(new String(contract.json()));
        before.get("paths").properties().forEach(path -> assertThat(
                        after.at("/paths").get(path.getKey()))
                .isEqualTo(path.getValue()));
        before.get("components")
                .properties()
                .forEach(section -> section.getValue().properties().forEach(component -> assertThat(
                                after.at("/components").get(section.getKey()).get(component.getKey()))
                        .isEqualTo(component.getValue())));
        assertThat(after.get("info")).isEqualTo(before.get("info"));
        assertThat(OWN.find("GET", "/merchants/0x1/notes")).isEmpty();
    }

    @Test
    void theDocumentTellsWhatIsEnforced() throws Exception {
        OpenApiContract contract = add(OWN, NOTES);

        JsonNode yaml = new YAMLMapper().readTree(contract.yaml());
        assertThat(yaml).isEqualTo(json(new String(contract.json())));
        assertThat(yaml.at("/paths/~1merchants~1{merchantId}~1notes/get/security")
                        .toString())
                .isEqualTo("[{\"ApiKey\":[]},{\"AccessToken\":[]}]");
        assertThat(yaml.at("/tags").findValuesAsText("name")).contains("payments", "notes");
        JsonNode added = json(contract.added().orElseThrow());
        assertThat(added.get("paths").properties()).hasSize(1);
        assertThat(added.at("/components/schemas/Address").isMissingNode()).isFalse();
        assertThat(OWN.added()).isEmpty();
    }

    @Test
    void anOperationForEverybodySaysSo() throws Exception {
        OpenApiContract contract =
                add(OWN, NOTES.replace("operationId: listNotes", "operationId: listNotes\n      security: []"));

        assertThat(contract.find("GET", "/merchants/0x1/notes").orElseThrow().keyNeeded())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "none", "{}", "[[]]", "[ApiKey]", "[{ApiKey: x}]", "[{ApiKey: [], Other: []}]"})
    void aMistakeOpensNothing(String security) {
        assertThat(problems(
                        OWN,
                        NOTES.replace("operationId: listNotes", "operationId: listNotes\n      security: " + security)))
                .containsExactly(
                        "security must name ApiKey or AccessToken, each with []: no other is enforced in b, line 18");
    }

    @Test
    void severalFilesAddOneAfterAnother() throws Exception {
        OpenApiContract contract = add(add(OWN, NOTES), other());

        assertThat(contract.operationIds()).contains("listNotes", "addNote", "listBills", "addBill");
        assertThat(json(contract.added().orElseThrow()).get("paths").properties())
                .hasSize(2);
        assertThat(problems(contract, NOTES))
                .contains(
                        "there is a component Note in schemas already in b, line 58",
                        "/merchants/{merchantId}/notes is served already in b, line 9",
                        "there is an operation listNotes already in b, line 17");
    }

    @Test
    void parametersThatAreNoTextAreLookedAtAsWhatTheyAre() throws Exception {
        Operation list = add(OWN, NOTES).find("GET", "/merchants/0x1/notes").orElseThrow();

        Operation.Parameter limit = list.parameters().get(1);
        assertThat(limit.defaultValue()).isEqualTo("10");
        assertThat(limit.value("50").isIntegralNumber()).isTrue();
        assertThat(limit.value("5e1").isTextual()).isTrue();
        assertThat(limit.value("05").isTextual()).isTrue();
        assertThat(new Operation.Parameter("a", "query", "boolean", null)
                        .value("true")
                        .isBoolean())
                .isTrue();
        assertThat(new Operation.Parameter("a", "query", "boolean", null)
                        .value("TRUE")
                        .isTextual())
                .isTrue();
        assertThat(new Operation.Parameter("a", "query", "number", null)
                        .value("-1.50")
                        .decimalValue())
                .isEqualByComparingTo("-1.5");
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("openapi: 3.0.3", "openapi: 3.1.0", "openapi must be 3.0.x", "openapi:"),
                Arguments.of(
                        "tags:\n  - name",
                        "servers:\n  - name",
                        "servers has no place here: only openapi, info, tags, paths and components have",
                        "servers:"),
                Arguments.of(
                        "tags:\n  - name",
                        "security:\n  - name",
                        "security has no place here: only openapi, info, tags, paths and components have",
                        "security:"),
                Arguments.of("operationId: listNotes", "summary: x", "operationId is missing", "    get:"),
                Arguments.of("listNotes", "list notes", "operationId must be letters and digits", "list notes"),
                Arguments.of(
                        "listNotes",
                        "getPaymentStatus",
                        "there is an operation getPaymentStatus already",
                        "getPaymentStatus"),
                Arguments.of("addNote", "listNotes", "there is an operation listNotes already", "LAST:listNotes"),
                Arguments.of("listNotes", "unanswered", "nobody answers unanswered", "unanswered"),
                Arguments.of(
                        "operationId: listNotes",
                        "operationId: listNotes\n      x-requierd-scope: relay",
                        "x-requierd-scope has no place here",
                        "x-requierd"),
                Arguments.of(
                        "operationId: listNotes",
                        "operationId: listNotes\n      servers: []",
                        "servers has no place here",
                        "servers"),
                Arguments.of(
                        "x-required-scope: create",
                        "x-required-scope: admin",
                        "x-required-scope must be create, relay or \"*\"",
                        "admin"),
                Arguments.of(
                        "security:\n        - ApiKey: []",
                        "security: []",
                        "x-required-scope asks for a key that security: [] does not ask for",
                        "x-required"),
                Arguments.of(
                        "ApiKey: []",
                        "Basic: []",
                        "security must name ApiKey or AccessToken, each with []: no other is enforced",
                        "security:"),
                Arguments.of(
                        "- ApiKey: []",
                        "- {}",
                        "security must name ApiKey or AccessToken, each with []: no other is enforced",
                        "security:"),
                Arguments.of(
                        "ApiKey: []",
                        "ApiKey: [create]",
                        "security must name ApiKey or AccessToken, each with []: no other is enforced",
                        "security:"),
                Arguments.of(
                        "/merchants/{merchantId}/notes",
                        "/payments/{merchantId}/status",
                        "/payments/{merchantId}/status takes requests to /payments/{paymentId}/status",
                        "/payments"),
                Arguments.of(
                        "/merchants/{merchantId}/notes",
                        "/payments/{paymentId}/status",
                        "/payments/{paymentId}/status is served already",
                        "/payments"),
                Arguments.of(
                        "/merchants/{merchantId}/notes",
                        "/payments/{merchantId}",
                        "/payments/{merchantId} takes requests to /payments/create",
                        "/payments"),
                Arguments.of(
                        "/merchants/{merchantId}/notes",
                        "/{merchantId}/notes",
                        "/{merchantId}/notes is not a path such as /merchants/{merchantId}/receipts",
                        "/{merch"),
                Arguments.of(
                        "/merchants/{merchantId}/notes",
                        "/merchants/{merchantId}/",
                        "/merchants/{merchantId}/ is not a path such as /merchants/{merchantId}/receipts",
                        "/merch"),
                Arguments.of(
                        "/merchants/{merchantId}/notes",
                        "/health/{merchantId}",
                        "/health and what lies below it are the server's",
                        "/health"),
                Arguments.of(
                        "/merchants/{merchantId}/notes",
                        "/docs/{merchantId}",
                        "/docs and what lies below it are the server's",
                        "/docs"),
                Arguments.of(
                        "/merchants/{merchantId}/notes",
                        "/merchants/notes",
                        "the path parameters that are declared are not those of /merchants/notes",
                        "    get:"),
                Arguments.of("    get:", "    head:", "head has no place here", "    head:"),
                Arguments.of("in: query", "in: cookie", "parameters come in path, query or header", "- name: limit"),
                Arguments.of(
                        "name: limit",
                        "name: CamelHttpUri",
                        "a parameter cannot have the name \"CamelHttpUri\"",
                        "CamelHttpUri"),
                Arguments.of(
                        "name: limit",
                        "name: Authorization",
                        "a parameter cannot have the name \"Authorization\"",
                        "Authorization"),
                Arguments.of("name: limit", "name: merchantid", "parameter merchantid is there twice", "merchantid"),
                Arguments.of(
                        "type: integer\n            min",
                        "type: array\n            min",
                        "parameter limit needs a schema with the type string, integer, number or boolean",
                        "- name: limit"),
                Arguments.of(
                        "required: true\n      content",
                        "required: false\n      content",
                        "requestBody must be required, and have application/json with a schema",
                        "requestBody:"),
                Arguments.of(
                        "application/json:",
                        "text/csv:",
                        "requestBody must be required, and have application/json with a schema",
                        "requestBody:"),
                Arguments.of("    post:", "    delete:", "DELETE has no body", "requestBody:"),
                Arguments.of(
                        "requestBodies/Note'",
                        "requestBodies/Nte'",
                        "there is no #/components/requestBodies/Nte",
                        "Nte"),
                Arguments.of(
                        "#/components/schemas/Note",
                        "https://example.com/note.yaml",
                        "there is no https://example.com/note.yaml",
                        "example.com"),
                Arguments.of(
                        "    Note:\n      type",
                        "    Address:\n      type",
                        "there is a component Address in schemas already",
                        "    Address:"),
                Arguments.of(
                        "requestBodies:\n    Note",
                        "securitySchemes:\n    Note",
                        "components of the kind securitySchemes have no place here",
                        "securitySchemes:"),
                Arguments.of(
                        "maxLength: 20",
                        "maxLenght: 20",
                        "attribute components.schemas.Note.maxLenght is unexpected",
                        "maxLenght"),
                Arguments.of(
                        "type: string\n          max", "type: strng\n          max", "strng is not a type", "strng"),
                Arguments.of("maxLength: 20", "pattern: \"[\"", "the schema cannot be used: ", "    Note:\n      type"),
                Arguments.of(
                        "      responses:\n        '201':\n          description: Written down\n",
                        "",
                        "attribute paths.'/merchants/{merchantId}/notes'(post).responses is missing",
                        "    post:"),
                Arguments.of(
                        "description: The notes",
                        "descripton: The notes",
                        "attribute paths.'/merchants/{merchantId}/notes'(get).responses.200.descripton is unexpected",
                        "descripton"),
                Arguments.of("maximum: 50", "minimum: 50", "minimum is there twice", "minimum: 50"),
                Arguments.of("    get:\n", "    get:\n    get:\n", "get is there twice", "LAST:    get:"),
                Arguments.of("paths:", "paths", "could not find expected ':'", ""));
    }

    /** @param where what stands in the line that is told; nothing: any line */
    @ParameterizedTest
    @MethodSource("mistakes")
    void whatIsWrongIsToldWithItsLine(String right, String wrong, String problem, String where) {
        assertThat(NOTES).contains(right);
        String yaml = NOTES.replace(right, wrong);

        List<String> problems = problems(OWN, yaml);

        String line = where.isEmpty() ? "" : " in b, line " + line(yaml, where);
        assertThat(problems)
                .anySatisfy(told -> assertThat(told).startsWith(problem).endsWith(line));
    }

    private static long line(String yaml, String where) {
        int at = where.startsWith("LAST:") ? yaml.lastIndexOf(where.substring("LAST:".length())) : yaml.indexOf(where);
        return yaml.substring(0, at)
                        .chars()
                        .filter(character -> character == '\n')
                        .count()
                + 1;
    }

    @Test
    void allThatIsWrongIsToldAtOnce() {
        assertThat(problems(
                        OWN,
                        NOTES.replace("openapi: 3.0.3", "openapi: 2.0")
                                .replace("listNotes", "getConfig")
                                .replace("in: query", "in: cookie")))
                .hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({
        "'', is not an OpenAPI document",
        "- a, is not an OpenAPI document",
        "openapi: 3.0.3, paths must hold an operation"
    })
    void aFileWithoutOperationsIsNotAdded(String yaml, String problem) {
        assertThat(problems(OWN, yaml).get(0)).startsWith(problem + " in b");
    }

    /** Each of its members once, with something that has no place there. */
    @ParameterizedTest
    @ValueSource(strings = {"null", "1", "\"x\"", "[]", "[1]", "{}", "{\"x\":{\"x\":1}}"})
    void whateverStandsInThePlaceOfAMemberIsAddedOrRefused(String wrong) throws Exception {
        List<String> pointers = new ArrayList<>();
        collect(new YAMLMapper().readTree(NOTES), "", pointers);
        assertThat(pointers).hasSizeGreaterThan(60);
        for (String pointer : pointers) {
            ObjectNode changed = (ObjectNode) new YAMLMapper().readTree(NOTES);
            JsonNode holder = changed.at(pointer.substring(0, pointer.lastIndexOf('/')));
            String last = pointer.substring(pointer.lastIndexOf('/') + 1).replace("~1", "/");
            if (holder instanceof ObjectNode object) {
                object.set(last, json(wrong));
            } else {
                ((ArrayNode) holder).set(Integer.parseInt(last), json(wrong));
            }
            try {
                assertThat(add(OWN, changed.toString()).operationIds()).containsAll(OWN.operationIds());
            } catch (OverlayException refused) {
                assertThat(refused.problems()).as(pointer).isNotEmpty().allMatch(problem -> problem.contains(" in b"));
            }
        }
    }

    private static void collect(JsonNode node, String pointer, List<String> pointers) {
        node.properties().forEach(member -> {
            String at = pointer + "/" + member.getKey().replace("/", "~1");
            pointers.add(at);
            collect(member.getValue(), at, pointers);
        });
        for (int i = 0; i < node.size() && node.isArray(); i++) {
            pointers.add(pointer + "/" + i);
            collect(node.get(i), pointer + "/" + i, pointers);
        }
    }

    @Test
    void theExampleIsAdded() throws Exception {
        String receipt = Files.readString(Path.of("routes/extensions/examples/receipt/receipt.openapi.yaml"));

        assertThat(add(OWN, receipt).find("GET", "/payments/0x1/receipt")).isPresent();
    }

    private static String other() {
        return NOTES.replace("notes", "bills").replace("Note", "Bill");
    }

    private static OpenApiContract add(OpenApiContract contract, String yaml) throws OverlayException {
        return ContractOverlay.add(
                contract,
                "b",
                yaml,
                id -> id.equals("unanswered") ? Optional.of("nobody answers " + id) : Optional.empty());
    }

    private static List<String> problems(OpenApiContract contract, String yaml) {
        return catchThrowableOfType(OverlayException.class, () -> add(contract, yaml))
                .problems();
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }
}
