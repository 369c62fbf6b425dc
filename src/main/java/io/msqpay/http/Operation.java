package io.msqpay.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.JsonSchema;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One operation of the contract.
 *
 * @param scope the scope its API key must have; null if none
 * @param parameterSchema an object schema over all parameters by name
 * @param bodySchema the schema of the body; null if it takes none
 */
record Operation(
        String id,
        String method,
        List<String> template,
        List<Parameter> parameters,
        boolean keyNeeded,
        String scope,
        JsonSchema parameterSchema,
        JsonSchema bodySchema) {

    /**
     * @param in {@code path}, {@code query} or {@code header}
     * @param type as its schema calls it
     * @param defaultValue what an absent parameter counts as; null if nothing
     */
    record Parameter(String name, String in, String type, String defaultValue) {

        private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]{0,99})");
        private static final Pattern NUMBER = Pattern.compile(INTEGER + "(\\.[0-9]{1,99})?");
        private static final Pattern BOOLEAN = Pattern.compile("true|false");

        /** What was sent, as its schema looks at it: a text if it is not written like a value of the type. */
        JsonNode value(String text) {
            if (type.equals("integer") && INTEGER.matcher(text).matches()) {
                return BigIntegerNode.valueOf(new BigInteger(text));
            }
            if (type.equals("number") && NUMBER.matcher(text).matches()) {
                return DecimalNode.valueOf(new BigDecimal(text));
            }
            if (type.equals("boolean") && BOOLEAN.matcher(text).matches()) {
                return BooleanNode.valueOf(Boolean.parseBoolean(text));
            }
            return TextNode.valueOf(text);
        }
    }

    static String[] segments(String path) {
        return path.split("/", -1);
    }

    boolean matches(String wantedMethod, String[] segments) {
        if (!method.equals(wantedMethod) || segments.length != template.size()) {
            return false;
        }
        for (int i = 0; i < segments.length; i++) {
            if (!isVariable(template.get(i)) && !template.get(i).equals(segments[i])) {
                return false;
            }
        }
        return true;
    }

    /** The raw value of a path parameter. */
    String pathValue(String name, String[] segments) {
        return segments[template.indexOf("{" + name + "}")];
    }

    private static boolean isVariable(String segment) {
        return segment.startsWith("{");
    }
}
