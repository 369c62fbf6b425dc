package io.msqpay.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.ValidationMessage;
import io.msqpay.error.ErrorBody.Detail;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Turns what a schema says about a value into sentences that do not repeat the value. */
final class Problems {

    /** The name of the body as a whole. */
    static final String BODY = "body";

    private static final List<String> TELLING_FIRST = List.of("required", "additionalProperties", "type");

    private final OpenApiContract contract;

    Problems(OpenApiContract contract) {
        this.contract = contract;
    }

    /** One problem for each field at fault, ordered by field. */
    List<Detail> of(JsonSchema schema, JsonNode value) {
        Map<String, ValidationMessage> byField = new TreeMap<>();
        schema.validate(value).stream()
                .sorted(Comparator.comparingInt(message -> rank(message.getType())))
                .forEach(message -> byField.putIfAbsent(field(message), message));
        return byField.entrySet().stream()
                .map(entry -> new Detail(entry.getKey(), sentence(entry.getValue())))
                .collect(Collectors.toList());
    }

    private static int rank(String keyword) {
        int rank = TELLING_FIRST.indexOf(keyword);
        return rank < 0 ? TELLING_FIRST.size() : rank;
    }

    private static String field(ValidationMessage message) {
        JsonNodePath location = message.getInstanceLocation();
        String field = "";
        for (int i = 0; i < location.getNameCount(); i++) {
            field = FieldNames.join(field, String.valueOf(location.getElement(i)));
        }
        if (message.getProperty() != null) {
            field = FieldNames.join(field, message.getProperty());
        }
        return field.isEmpty() ? BODY : field;
    }

    private String sentence(ValidationMessage message) {
        String pointer = message.getSchemaLocation().getFragment().toString();
        String keyword = message.getType();
        if (keyword.equals("required")) {
            return "is required";
        }
        if (keyword.equals("additionalProperties")) {
            return "is not a known field";
        }
        JsonNode schema = contract.at(pointer.substring(0, pointer.lastIndexOf('/')));
        if (schema.has("x-message")) {
            return schema.get("x-message").asText();
        }
        JsonNode limit = schema.path(keyword);
        return switch (keyword) {
            case "type" -> "must be " + typeName(limit.asText());
            case "enum" ->
                "must be one of "
                        + StreamSupport.stream(limit.spliterator(), false)
                                .map(JsonNode::asText)
                                .collect(Collectors.joining(", "));
            case "minimum" -> "must be at least " + limit.asText();
            case "maximum" -> "must be at most " + limit.asText();
            case "minLength" -> "must have at least " + limit.asText() + " characters";
            case "maxLength" -> "must have at most " + limit.asText() + " characters";
            default -> "has the wrong form";
        };
    }

    private static String typeName(String type) {
        return switch (type) {
            case "integer" -> "a whole number, written without fraction or exponent";
            case "object" -> "a JSON object";
            case "boolean" -> "true or false";
            default -> "a " + type;
        };
    }
}
