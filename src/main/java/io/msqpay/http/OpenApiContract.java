package io.msqpay.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The REST contract, read once: its text, and its operations with their schemas compiled. */
public final class OpenApiContract {

    /** Where the contract lies in the class path. */
    public static final String RESOURCE = "openapi/payments.yaml";

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");
    private static final String BASE = "urn:msqpay:openapi";

    private final byte[] yaml;
    private final JsonNode document;
    /** The document, and under {@code parameters} a schema over all parameters of each operation. */
    private final ObjectNode extended;

    private final List<Operation> operations;

    private OpenApiContract(byte[] yaml) throws IOException {
        this.yaml = yaml;
        this.document = new YAMLMapper().readTree(yaml);
        this.extended = document.deepCopy();
        this.operations = compile();
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
            return new OpenApiContract(yaml.clone());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The document as it was written. */
    public byte[] yaml() {
        return yaml.clone();
    }

    /** The same document as JSON. */
    public byte[] json() {
        try {
            return new ObjectMapper().writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Names of all query and header parameters, in the contract's order of letters. */
    public Set<String> headerAndQueryNames() {
        Set<String> names = new TreeSet<>();
        operations.forEach(operation -> operation.parameters().stream()
                .filter(parameter -> !parameter.in().equals("path"))
                .forEach(parameter -> names.add(parameter.name())));
        return names;
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

    private List<Operation> compile() throws JsonProcessingException {
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
        Compiler compiler = new Compiler(new ObjectMapper().writeValueAsString(compiled));
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
                parameters.add(new Parameter(
                        name,
                        parameter.required("in").asText(),
                        resolve(parameter.path("schema")).path("default").asText(null)));
                properties.set(name, parameter.required("schema").deepCopy());
                if (parameter.path("required").asBoolean()) {
                    required.add(name);
                }
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        String body = operation.has("requestBody")
                ? "/paths/" + path.replace("~", "~0").replace("/", "~1") + "/" + method
                        + "/requestBody/content/application~1json/schema"
                : null;
        return new Draft(
                operation.required("operationId").asText(),
                method,
                path,
                parameters,
                schema,
                operation.path("x-required-scope").asText(null),
                operation.path("security").size() > 0,
                body);
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

    private static final class Compiler {

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
