package io.msqpay.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.msqpay.yaml.YamlText;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A file of an integrator with further operations, in OpenAPI 3.0: its paths and components are added to a contract. Nothing of what is
 * there changes, and no path of it is taken or overlapped. An operation that does not say who may call it needs an API key.
 */
public final class ContractOverlay {

    private static final Set<String> TOP = Set.of("openapi", "info", "tags", "paths", "components");
    private static final Set<String> COMPONENTS =
            Set.of("schemas", "parameters", "responses", "requestBodies", "headers", "examples");
    /** What the server serves beside its contract. */
    private static final Set<String> RESERVED =
            Set.of("config", "docs", "error", "health", "metrics", "openapi.json", "openapi.yaml");

    private static final Set<String> SCHEMES = Set.of("ApiKey", "AccessToken");
    private static final Set<String> SCOPES = Set.of("create", "relay", "*");
    private static final Set<String> WITH_BODY = Set.of("post", "put", "patch");
    private static final Set<String> SCALARS = Set.of("string", "integer", "number", "boolean");
    private static final Set<String> TYPES = Set.of("string", "integer", "number", "boolean", "array", "object");
    /** The edge reads them itself. */
    private static final Set<String> NO_PARAMETERS = Set.of("content-type", "accept", "authorization", "x-api-key");
    /** Those under which one schema holds others by name. */
    private static final Set<String> SCHEMAS_BY_NAME = Set.of("properties");
    /** Those that hold values, whatever these look like. */
    private static final Set<String> VALUES = Set.of("example", "examples", "default", "enum");

    private static final String ID_PATTERN = "[A-Za-z][A-Za-z0-9]{0,63}";
    private static final Pattern FIXED_SEGMENT = Pattern.compile("[A-Za-z0-9._~-]+");
    private static final Pattern VARIABLE_SEGMENT = Pattern.compile("\\{[A-Za-z][A-Za-z0-9]*}");
    private static final Pattern PARAMETER_NAME = Pattern.compile("(?i)(?!camel)[a-z][a-z0-9_-]{0,63}");
    private static final Pattern TOLD_PATH = Pattern.compile("paths\\.'([^']+)'(?:\\((\\w+)\\))?");
    private static final Pattern TOLD_MEMBER = Pattern.compile("([\\w$-]+) is ");

    private final OpenApiContract contract;
    private final Function<String, Optional<String>> unanswered;
    private final YamlText text;
    private final ObjectNode overlay;
    private final Set<String> problems = new LinkedHashSet<>();

    private ContractOverlay(
            OpenApiContract contract,
            Function<String, Optional<String>> unanswered,
            YamlText text,
            ObjectNode overlay) {
        this.contract = contract;
        this.unanswered = unanswered;
        this.text = text;
        this.overlay = overlay;
    }

    /**
     * Adds a file to a contract, whole or not at all.
     *
     * @param location by which people know the file
     * @param yaml its text
     * @param unanswered why an operation has no route, by its id; nothing if it has one
     * @return the contract with what the file adds
     * @throws OverlayException if anything is wrong with it
     */
    public static OpenApiContract add(
            OpenApiContract contract, String location, String yaml, Function<String, Optional<String>> unanswered)
            throws OverlayException {
        JsonNode document;
        YamlText text;
        try {
            text = YamlText.parse(location, yaml);
            document = new YAMLMapper().readTree(yaml);
        } catch (YamlText.MalformedException e) {
            throw new OverlayException(List.of(e.getMessage()));
        } catch (JsonProcessingException e) {
            throw new OverlayException(List.of(e.getOriginalMessage() + " in " + location));
        }
        List<YamlText.Place> repeated = text.repeated();
        if (!repeated.isEmpty()) {
            throw new OverlayException(repeated.stream()
                    .map(place -> text.at(place, unescape(last(place.pointer())) + " is there twice"))
                    .toList());
        }
        if (!(document instanceof ObjectNode overlay)) {
            throw new OverlayException(List.of(text.at("", "is not an OpenAPI document")));
        }
        return new ContractOverlay(contract, unanswered, text, overlay).add();
    }

    private OpenApiContract add() throws OverlayException {
        document();
        components();
        paths();
        references("", overlay);
        // What those above have found would only be told again, in other words.
        requireSound();
        ObjectNode merged = merged();
        structure(merged);
        requireSound();
        schemas(merged);
        requireSound();
        return contract.replacedBy(merged);
    }

    private void requireSound() throws OverlayException {
        if (!problems.isEmpty()) {
            throw new OverlayException(List.copyOf(problems));
        }
    }

    private void problem(String pointer, String sentence) {
        problems.add(text.at(pointer, sentence));
    }

    private void document() {
        overlay.fieldNames().forEachRemaining(name -> {
            if (!TOP.contains(name)) {
                problem(
                        "/" + escape(name),
                        name + " has no place here: only openapi, info, tags, paths and components have");
            }
        });
        if (!overlay.path("openapi").asText().startsWith("3.0.")) {
            problem("/openapi", "openapi must be 3.0.x");
        }
        if (!overlay.path("paths").isObject() || overlay.path("paths").isEmpty()) {
            problem("/paths", "paths must hold an operation");
        }
        if (overlay.has("components") && !overlay.get("components").isObject()) {
            problem("/components", "components must be a mapping");
        }
    }

    private void components() {
        members(overlay.path("components"), "/components", (section, pointer) -> {
            if (!COMPONENTS.contains(section)) {
                problem(pointer, "components of the kind " + section + " have no place here");
            } else if (!overlay.at(pointer).isObject()) {
                problem(pointer, section + " must be a mapping");
            }
            members(overlay.at(pointer), pointer, (name, component) -> {
                if (!contract.at(component).isMissingNode()) {
                    problem(component, "there is a component " + name + " in " + section + " already");
                }
            });
        });
    }

    private void paths() {
        Set<String> ids = new HashSet<>(contract.operationIds());
        Set<String> shapes = new HashSet<>();
        members(overlay.path("paths"), "/paths", (path, pointer) -> {
            if (path(path, pointer) && !shapes.add(shape(path))) {
                problem(pointer, path + " is there twice");
            }
            JsonNode item = overlay.at(pointer);
            members(item, pointer, (method, operation) -> {
                if (OpenApiContract.METHODS.contains(method)) {
                    operation(method, path, operation, item, ids);
                } else if (!Set.of("parameters", "summary", "description").contains(method)) {
                    problem(operation, method + " has no place here");
                }
            });
        });
    }

    private boolean path(String path, String pointer) {
        List<String> segments = Arrays.asList(path.split("/", -1));
        boolean wellFormed = segments.size() > 1
                && segments.get(0).isEmpty()
                && segments.stream()
                        .skip(1)
                        .allMatch(segment -> FIXED_SEGMENT.matcher(segment).matches()
                                || VARIABLE_SEGMENT.matcher(segment).matches())
                && FIXED_SEGMENT.matcher(segments.get(1)).matches();
        if (!wellFormed) {
            problem(pointer, path + " is not a path such as /merchants/{merchantId}/receipts");
            return false;
        }
        if (RESERVED.contains(segments.get(1))) {
            problem(pointer, "/" + segments.get(1) + " and what lies below it are the server's");
            return false;
        }
        contract.paths().stream()
                .filter(known -> contract.isOwn(known)
                        ? overlaps(path, known)
                        : shape(path).equals(shape(known)))
                .findFirst()
                .ifPresent(known -> problem(
                        pointer,
                        known.equals(path) ? path + " is served already" : path + " takes requests to " + known));
        return true;
    }

    /** Whether there are requests that both take. */
    private static boolean overlaps(String one, String other) {
        String[] a = Operation.segments(one);
        String[] b = Operation.segments(other);
        if (a.length != b.length) {
            return false;
        }
        for (int i = 0; i < a.length; i++) {
            if (!a[i].startsWith("{") && !b[i].startsWith("{") && !a[i].equals(b[i])) {
                return false;
            }
        }
        return true;
    }

    private static String shape(String path) {
        return path.replaceAll("\\{[^}]*}", "{}");
    }

    private void operation(String method, String path, String pointer, JsonNode item, Set<String> ids) {
        JsonNode operation = overlay.at(pointer);
        String id = operation.path("operationId").asText();
        if (id.isEmpty()) {
            problem(pointer, "operationId is missing");
        } else if (!id.matches(ID_PATTERN)) {
            problem(pointer + "/operationId", "operationId must be letters and digits");
        } else if (!ids.add(id)) {
            problem(pointer + "/operationId", "there is an operation " + id + " already");
        } else {
            unanswered.apply(id).ifPresent(reason -> problem(pointer + "/operationId", reason));
        }
        operation.fieldNames().forEachRemaining(name -> {
            if (name.startsWith("x-") && !name.equals("x-required-scope")
                    || name.equals("callbacks")
                    || name.equals("servers")) {
                problem(pointer + "/" + escape(name), name + " has no place here");
            }
        });
        security(operation, pointer);
        parameters(path, pointer, item, operation);
        body(method, operation, pointer);
    }

    private void security(JsonNode operation, String pointer) {
        JsonNode security = operation.path("security");
        boolean enforced = !operation.has("security") || security.isArray();
        for (JsonNode requirement : security) {
            enforced &= requirement.isObject()
                    && requirement.size() == 1
                    && SCHEMES.contains(requirement.fieldNames().next())
                    && requirement.elements().next().isArray()
                    && requirement.elements().next().isEmpty();
        }
        if (!enforced) {
            problem(
                    pointer + "/security",
                    "security must name ApiKey or AccessToken, each with []: no other is enforced");
        }
        if (operation.has("x-required-scope")) {
            if (!SCOPES.contains(operation.get("x-required-scope").asText())) {
                problem(pointer + "/x-required-scope", "x-required-scope must be create, relay or \"*\"");
            } else if (operation.has("security") && security.isEmpty()) {
                problem(
                        pointer + "/x-required-scope",
                        "x-required-scope asks for a key that security: [] does not ask for");
            }
        }
    }

    private void parameters(String path, String pointer, JsonNode item, JsonNode operation) {
        Set<String> names = new HashSet<>();
        Set<String> inPath = new HashSet<>();
        List<String> pointers = new ArrayList<>();
        String ofItem = pointer.substring(0, pointer.lastIndexOf('/')) + "/parameters";
        for (int i = 0; i < item.path("parameters").size(); i++) {
            pointers.add(ofItem + "/" + i);
        }
        for (int i = 0; i < operation.path("parameters").size(); i++) {
            pointers.add(pointer + "/parameters/" + i);
        }
        for (String at : pointers) {
            JsonNode parameter = resolve(overlay.at(at));
            String name = parameter.path("name").asText();
            String in = parameter.path("in").asText();
            if (parameter.isMissingNode()) {
                continue;
            }
            if (in.equals("path")) {
                inPath.add(name);
            } else if (!in.equals("query") && !in.equals("header")) {
                problem(at, "parameters come in path, query or header");
            }
            if (!PARAMETER_NAME.matcher(name).matches() || NO_PARAMETERS.contains(name.toLowerCase(Locale.ROOT))) {
                problem(at, "a parameter cannot have the name \"" + name + "\"");
            } else if (!names.add(name.toLowerCase(Locale.ROOT))) {
                problem(at, "parameter " + name + " is there twice");
            }
            if (!SCALARS.contains(resolve(parameter.path("schema")).path("type").asText())) {
                problem(at, "parameter " + name + " needs a schema with the type string, integer, number or boolean");
            }
        }
        Set<String> declared = Arrays.stream(Operation.segments(path))
                .filter(segment -> segment.startsWith("{"))
                .map(segment -> segment.substring(1, segment.length() - 1))
                .collect(Collectors.toSet());
        if (!declared.equals(inPath)) {
            problem(pointer, "the path parameters that are declared are not those of " + path);
        }
    }

    private void body(String method, JsonNode operation, String pointer) {
        if (!operation.has("requestBody")) {
            return;
        }
        JsonNode body = resolve(operation.get("requestBody"));
        if (!WITH_BODY.contains(method)) {
            problem(pointer + "/requestBody", method.toUpperCase(Locale.ROOT) + " has no body");
        } else if (!body.path("required").asBoolean()
                || body.path("content").size() != 1
                || !body.path("content").path("application/json").has("schema")) {
            problem(pointer + "/requestBody", "requestBody must be required, and have application/json with a schema");
        }
    }

    /** No file and no server is read for the sake of a reference. */
    private void references(String pointer, JsonNode node) {
        if (node.path("$ref").isTextual()) {
            String reference = node.get("$ref").asText();
            if (!reference.startsWith("#/") || resolve(node).isMissingNode()) {
                problem(pointer + "/$ref", "there is no " + reference);
            }
        }
        each(node, pointer, (member, child) -> references(child, member));
    }

    private JsonNode resolve(JsonNode node) {
        JsonNode reference = node.path("$ref");
        if (!reference.isTextual()) {
            return node;
        }
        String target = reference.asText();
        if (!target.startsWith("#/")) {
            return overlay.path("");
        }
        JsonNode added = overlay.at(target.substring(1));
        return added.isMissingNode() ? contract.at(target.substring(1)) : added;
    }

    private ObjectNode merged() {
        ObjectNode merged = contract.document();
        merged.withObject("/paths").setAll((ObjectNode) overlay.get("paths").deepCopy());
        members(
                overlay.path("paths"),
                "/paths",
                (path, item) -> members(overlay.at(item), item, (method, pointer) -> {
                    if (OpenApiContract.METHODS.contains(method)
                            && !overlay.at(pointer).has("security")) {
                        ArrayNode security = ((ObjectNode) merged.at(pointer)).putArray("security");
                        security.addObject().putArray("ApiKey");
                        security.addObject().putArray("AccessToken");
                    }
                }));
        members(overlay.path("components"), "/components", (section, pointer) -> merged.withObject("/components")
                .withObject("/" + section)
                .setAll((ObjectNode) overlay.at(pointer).deepCopy()));
        for (JsonNode tag : overlay.path("tags")) {
            if (merged.path("tags").findValuesAsText("name").stream()
                    .noneMatch(tag.path("name").asText()::equals)) {
                merged.withArray("/tags").add(tag);
            }
        }
        return merged;
    }

    /** What an OpenAPI document may look like is known to the parser that Camel takes it with. */
    private void structure(ObjectNode merged) {
        ParseOptions options = new ParseOptions();
        options.setResolve(false);
        for (String message : new OpenAPIV3Parser()
                .readContents(merged.toString(), null, options)
                .getMessages()) {
            problem(place(message), message.lines().findFirst().orElse(""));
        }
    }

    private String place(String message) {
        Matcher path = TOLD_PATH.matcher(message);
        String prefix = "";
        if (path.find()) {
            prefix = "/paths/" + escape(path.group(1)) + (path.group(2) == null ? "" : "/" + path.group(2));
        }
        Matcher member = TOLD_MEMBER.matcher(message);
        String start = prefix;
        String name = member.find() ? "/" + member.group(1) : "";
        return text
                .places((pointer, value) -> pointer.startsWith(start) && !name.isEmpty() && pointer.endsWith(name))
                .stream()
                .map(YamlText.Place::pointer)
                .findFirst()
                .orElse(prefix);
    }

    private void schemas(ObjectNode merged) {
        OpenApiContract.Compiler compiler = OpenApiContract.compiler(merged);
        members(overlay.at("/components/schemas"), "/components/schemas", (name, pointer) -> schema(compiler, pointer));
        schemasBelow(compiler, "/paths", overlay.path("paths"));
        members(overlay.path("components"), "/components", (section, pointer) -> {
            if (!section.equals("schemas")) {
                schemasBelow(compiler, pointer, overlay.at(pointer));
            }
        });
    }

    private void schemasBelow(OpenApiContract.Compiler compiler, String pointer, JsonNode node) {
        each(node, pointer, (member, child) -> {
            if (child.endsWith("/schema")) {
                schema(compiler, child);
            } else if (!VALUES.contains(last(child))) {
                schemasBelow(compiler, child, member);
            }
        });
    }

    private void schema(OpenApiContract.Compiler compiler, String pointer) {
        types(pointer, overlay.at(pointer));
        try {
            compiler.schema(pointer);
        } catch (RuntimeException e) {
            // The library tells of what it cannot use by exceptions of several kinds.
            problem(
                    pointer,
                    "the schema cannot be used: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    /** The library takes a type that it does not know for one that nothing has. */
    private void types(String pointer, JsonNode schema) {
        if (schema.has("type") && !TYPES.contains(schema.get("type").asText())) {
            problem(pointer + "/type", schema.get("type").asText() + " is not a type");
        }
        each(schema, pointer, (member, child) -> {
            if (SCHEMAS_BY_NAME.contains(last(child))) {
                each(member, child, (property, at) -> types(at, property));
            } else if (!VALUES.contains(last(child)) && member.isContainerNode()) {
                types(child, member);
            }
        });
    }

    private static void members(JsonNode node, String pointer, BiConsumer<String, String> each) {
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            each.accept(member.getKey(), pointer + "/" + escape(member.getKey()));
        }
    }

    private static void each(JsonNode node, String pointer, BiConsumer<JsonNode, String> each) {
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                each.accept(node.get(i), pointer + "/" + i);
            }
        } else {
            members(node, pointer, (name, at) -> each.accept(node.get(name), at));
        }
    }

    private static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private static String unescape(String name) {
        return name.replace("~1", "/").replace("~0", "~");
    }

    private static String last(String pointer) {
        return pointer.substring(pointer.lastIndexOf('/') + 1);
    }

    /** A file that is not added, with all that is wrong with it. */
    public static final class OverlayException extends Exception {

        private static final long serialVersionUID = 1L;

        private final transient List<String> problems;

        OverlayException(List<String> problems) {
            super(String.join("; ", problems));
            this.problems = problems;
        }

        /** One line each, with file and, where it is known, line; never empty. */
        public List<String> problems() {
            return problems;
        }
    }
}
