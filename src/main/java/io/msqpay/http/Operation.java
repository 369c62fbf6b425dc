package io.msqpay.http;

import com.networknt.schema.JsonSchema;
import java.util.List;

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
     * @param defaultValue what an absent parameter counts as; null if nothing
     */
    record Parameter(String name, String in, String defaultValue) {}

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
