package io.msqpay.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.DisallowUnknownKeywordFactory;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.Keyword;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.oas.OpenApi30;
import io.msqpay.http.Operation.Parameter;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The REST contract, read once: its text, and its operations with their schemas compiled. */
public final class OpenApiContract {

    /** Where the contract lies in the class path. */
    public static final String RESOURCE = "openapi/payments.yaml";

    static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");
    private static final String BASE = "urn:msqpay:openapi";

    private final byte[] yaml;
    private final byte[] json;
    private final ObjectNode document;
    /** The document, and under {@code parameters} a schema over all parameters of each operation. */
    private final ObjectNode extended;

    private final List<Operation> operations;
    /** Those that no overlay has added. */
    private final Set<String> ownPaths;

    private final Set<String> roots;
    private final Set<String> headerAndQueryNames;
    private final Set<String> responseHeaders;

    /** @param ownPaths null: all that are in the document */
    private OpenApiContract(byte[] yaml, ObjectNode document, Set<String> ownPaths) throws IOException {
        this.yaml = yaml;
        this.json = new ObjectMapper().writeValueAsBytes(document);
        this.document = document;
        this.extended = document.deepCopy();
        this.operations = compile();
        this.ownPaths = ownPaths == null ? paths() : ownPaths;
        this.roots = operations.stream()
                .map(operation -> operation.template().get(1))
                .collect(Collectors.toUnmodifiableSet());
        this.headerAndQueryNames = sorted(operations.stream()
                .flatMap(operation -> operation.parameters().stream())
                .filter(parameter -> !parameter.in().equals("path"))
                .map(Parameter::name));
        this.responseHeaders = sorted(headers(document));
    }

    /**
     * Reads the contract from the class path.
     *
     * @throws UncheckedIOException if it is missing or not YAML
     */
    public static OpenApiContract load() {
        try (InputStream in = OpenApiContract.class.getClassLoader().getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IOException(RESOURCE + " is not in the class path");
            }
            return of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a contract, such as this one with other servers or words in it.
     *
     * @throws UncheckedIOException if it is not YAML
     */
    public static OpenApiContract of(byte[] yaml) {
        try {
            return new OpenApiContract(yaml.clone(), (ObjectNode) new YAMLMapper().readTree(yaml), null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** This contract with further paths and components in it. */
    OpenApiContract replacedBy(ObjectNode merged) {
        try {
            byte[] written = new YAMLMapper()
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                    .writeValueAsBytes(merged);
            return new OpenApiContract(written, merged, ownPaths);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The document, for those who change it. */
    ObjectNode document() {
        return document.deepCopy();
    }

    /** The document as JSON with no other paths than those that overlays have added; nothing if there are none. */
    public Optional<String> added() {
        ObjectNode added = document();
        added.withObject("/paths").remove(ownPaths);
        return added.path("paths").isEmpty() ? Optional.empty() : Optional.of(added.toString());
    }

    Set<String> paths() {
        Set<String> paths = new LinkedHashSet<>();
        document.path("paths").fieldNames().forEachRemaining(paths::add);
        return Collections.unmodifiableSet(paths);
    }

    boolean isOwn(String path) {
        return ownPaths.contains(path);
    }

    Set<String> operationIds() {
        return operations.stream().map(Operation::id).collect(Collectors.toSet());
    }

    Set<String> methods() {
        return operations.stream().map(Operation::method).collect(Collectors.toSet());
    }

    /** First segments of the paths. */
    Set<String> roots() {
        return roots;
    }

    /** The document as it was written. */
    public byte[] yaml() {
        return yaml.clone();
    }

    /** The same document as JSON. */
    public byte[] json() {
        return json.clone();
    }

    /** Names of all query and header parameters, of whatever case. */
    public Set<String> headerAndQueryNames() {
        return headerAndQueryNames;
    }

    /** Names of all header parameters. */
    Set<String> headerNames() {
        return sorted(operations.stream()
                .flatMap(operation -> operation.parameters().stream())
                .filter(parameter -> parameter.in().equals("header"))
                .map(Parameter::name));
    }

    /** Names of the headers that answers are documented with, of whatever case. */
    Set<String> responseHeaders() {
        return responseHeaders;
    }

    private static Set<String> sorted(Stream<String> names) {
        return Collections.unmodifiableSet(
                names.collect(Collectors.toCollection(() -> new TreeSet<>(String.CASE_INSENSITIVE_ORDER))));
    }

    private static Stream<String> headers(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.findValues("responses")
                .forEach(responses -> responses.forEach(
                        response -> response.path("headers").fieldNames().forEachRemaining(names::add)));
        return names.stream();
    }

    /** The operation a request asks for, by the raw path as the client sent it. */
    Optional<Operation> find(String method, String rawPath) {
        String[] segments = Operation.segments(rawPath);
        return operations.stream()
                .filter(operation -> operation.matches(method, segments))
                .findFirst();
    }

    /** The operation a request asks for; who asks with HEAD asks for what GET answers. */
    Optional<Operation> find(HttpServletRequest request) {
        String method = request.getMethod();
        String path = request.getRequestURI();
        return method == null || path == null ? Optional.empty() : find(method.equals("HEAD") ? "GET" : method, path);
    }

    /** The member of the contract at a JSON pointer; a missing node if there is none. */
    JsonNode at(String pointer) {
        return extended.at(pointer);
    }

    /** For looking at schemas of a document before there is a contract of it. */
    static Compiler compiler(ObjectNode document) {
        ObjectNode plain = document.deepCopy();
        removeExtensions(plain);
        return new Compiler(plain.toString());
    }

    private List<Operation> compile() {
        ObjectNode parameterSchemas = extended.putObject("parameters");
        List<Draft> drafts = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(entry -> {
                    if (METHODS.contains(entry.getKey())) {
                        Draft draft = draft(entry.getKey(), path.getKey(), path.getValue(), entry.getValue());
                        parameterSchemas.set(draft.id(), draft.parameterSchema());
                        drafts.add(draft);
                    }
                }));
        ObjectNode compiled = extended.deepCopy();
        removeExtensions(compiled);
        Compiler compiler = new Compiler(compiled.toString());
        // A fixed path goes before a template that would match it too.
        return drafts.stream()
                .sorted((a, b) ->
                        Boolean.compare(a.path().contains("{"), b.path().contains("{")))
                .map(draft -> draft.compile(compiler))
                .toList();
    }

    private Draft draft(String method, String path, JsonNode item, JsonNode operation) {
        List<Parameter> parameters = new ArrayList<>();
        ObjectNode schema = new ObjectMapper().createObjectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = new ObjectMapper().createArrayNode();
        for (JsonNode declared : List.of(item.path("parameters"), operation.path("parameters"))) {
            for (JsonNode reference : declared) {
                JsonNode parameter = resolve(reference);
                String name = parameter.required("name").asText();
                JsonNode value = resolve(parameter.path("schema"));
                parameters.add(new Parameter(
                        name,
                        parameter.required("in").asText(),
                        value.path("type").asText(),
                        value.path("default").asText(null)));
                properties.set(name, parameter.required("schema").deepCopy());
                if (parameter.path("required").asBoolean()) {
                    required.add(name);
                }
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        JsonNode body = operation.path("requestBody");
        String bodyPointer = body.has("$ref")
                ? body.get("$ref").asText().substring(1)
                : "/paths/" + path.replace("~", "~0").replace("/", "~1") + "/" + method + "/requestBody";
        return new Draft(
                operation.required("operationId").asText(),
                method,
                path,
                parameters,
                schema,
                operation.path("x-required-scope").asText(null),
                operation.path("security").size() > 0,
                body.isMissingNode() ? null : bodyPointer + "/content/application~1json/schema");
    }

    private JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
    }

    /** The schema library warns about every keyword it does not know. */
    private static void removeExtensions(JsonNode node) {
        if (node instanceof ObjectNode object) {
            List<String> extensions = new ArrayList<>();
            object.fieldNames().forEachRemaining(name -> {
                if (name.startsWith("x-")) {
                    extensions.add(name);
                }
            });
            object.remove(extensions);
        }
        node.forEach(OpenApiContract::removeExtensions);
    }

    /** An operation before its schemas are compiled; {@code scope} and {@code body}, a JSON pointer, may be null. */
    private record Draft(
            String id,
            String method,
            String path,
            List<Parameter> parameters,
            ObjectNode parameterSchema,
            String scope,
            boolean keyNeeded,
            String body) {

        Operation compile(Compiler compiler) {
            return new Operation(
                    id,
                    method.toUpperCase(Locale.ROOT),
                    List.of(Operation.segments(path)),
                    List.copyOf(parameters),
                    keyNeeded,
                    scope,
                    compiler.schema("/parameters/" + id),
                    body == null ? null : compiler.schema(body));
        }
    }

    static final class Compiler {

        /** OpenAPI 3.0 plus the members of the document around its schemas; a keyword beyond these is a typing mistake. */
        private static final JsonMetaSchema DIALECT = JsonMetaSchema.builder(OpenApi30.getInstance())
                .keywords(Stream.of("openapi", "info", "servers", "tags", "paths", "components", "parameters")
                        .<Keyword>map(NonValidationKeyword::new)
                        .toList())
                .unknownKeywordFactory(DisallowUnknownKeywordFactory.getInstance())
                .build();

        private final JsonSchemaFactory factory;
        private final SchemaValidatorsConfig config = SchemaValidatorsConfig.builder()
                .regularExpressionFactory(StrictRegularExpression::new)
                .build();

        Compiler(String document) {
            this.factory =
                    JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4, builder -> builder.metaSchema(DIALECT)
                            .defaultMetaSchemaIri(SchemaId.OPENAPI_3_0)
                            .schemaLoaders(loaders -> loaders.schemas(Map.of(BASE, document))));
        }

        JsonSchema schema(String pointer) {
            JsonSchema schema = factory.getSchema(SchemaLocation.of(BASE + "#" + pointer), config);
            // Resolves every reference now instead of at the first request.
            schema.initializeValidators();
            schema.validate("{}", InputFormat.JSON);
            return schema;
        }
    }
}
