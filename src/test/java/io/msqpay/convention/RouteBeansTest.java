package io.msqpay.convention;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.msqpay.config.MsqpayAutoConfiguration;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;

/** What routes name by a string is there in Java, under that name and with as many parameters. */
class RouteBeansTest {

    private static final Map<String, Class<?>> BEANS = new HashMap<>();

    static {
        for (Method method : MsqpayAutoConfiguration.class.getDeclaredMethods()) {
            if (method.isAnnotationPresent(Bean.class)) {
                BEANS.put(method.getName(), method.getReturnType());
            }
        }
    }

    @Test
    void everyBeanMethodAndExceptionIsThere() {
        assertThat(BEANS).containsKeys("msqpayContract", "paymentOrders");
        assertThat(RouteFile.withExamples())
                .flatExtracting(RouteBeansTest::missing)
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ref: nobody\n    method: address",
                "ref: msqpayContract\n    method: addresses",
                "ref: msqpayContract\n    method: \"address(1)\"",
                "ref: msqpayContract\n    method: pay",
                "ref: msqpayContract\n    method: \"close(${variable.a})\"",
                "beanType: java.util.Lost\n    method: of",
                "exceptionType: io.msqpay.error.LostException",
                "exceptionType: java.lang.String"
            })
    void whatIsMissingIsNamed(String members) {
        RouteFile file = RouteFile.of("broken.camel.yaml", "- bean:\n    " + members + "\n");

        assertThat(missing(file)).hasSize(1);
    }

    @Test
    void commasWithinAnArgumentSeparateNothing() {
        assertThat(arguments("f(${random(1,2)}, 'a, b', ${variable.c})")).isEqualTo(3);
        assertThat(arguments("f()")).isZero();
        assertThat(arguments("f")).isZero();
    }

    private static List<String> missing(RouteFile file) {
        List<String> missing = new ArrayList<>();
        // What makes an example's own bean is known when its file is loaded.
        Set<String> own = new HashSet<>();
        file.content().forEach(entry -> entry.path("beans")
                .forEach(bean -> own.add(bean.path("name").asText())));
        check(file.content(), own, missing);
        return missing.stream().map(problem -> file.path() + ": " + problem).toList();
    }

    private static void check(JsonNode node, Set<String> own, List<String> missing) {
        if (node.has("method")
                && node.get("method").isTextual()
                && !own.contains(node.path("ref").asText())) {
            Class<?> type = node.has("ref")
                    ? BEANS.get(node.get("ref").asText())
                    : type(node.path("beanType").asText());
            String call = node.get("method").asText();
            if (type == null) {
                missing.add("no bean for " + node);
            } else if (!has(type, call)) {
                missing.add(type.getSimpleName() + " has no method like " + call);
            }
        }
        for (JsonNode exception : exceptions(node)) {
            Class<?> type = type(exception.asText());
            if (type == null || !Throwable.class.isAssignableFrom(type)) {
                missing.add("no exception " + exception);
            }
        }
        node.forEach(child -> check(child, own, missing));
    }

    private static List<JsonNode> exceptions(JsonNode node) {
        List<JsonNode> names = new ArrayList<>();
        if (node.has("exceptionType")) {
            names.add(node.get("exceptionType"));
        }
        if (node.path("exception").isArray()) {
            node.get("exception").forEach(names::add);
        }
        return names;
    }

    private static boolean has(Class<?> type, String call) {
        String name = call.replaceAll("(?s)\\(.*", "");
        return Arrays.stream(type.getMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .anyMatch(method -> method.getName().equals(name) && method.getParameterCount() == arguments(call));
    }

    private static int arguments(String call) {
        int start = call.indexOf('(');
        if (start < 0 || call.charAt(start + 1) == ')') {
            return 0;
        }
        int depth = 0;
        int count = 1;
        boolean quoted = false;
        for (char c : call.substring(start + 1, call.length() - 1).toCharArray()) {
            if (c == '\'') {
                quoted = !quoted;
            } else if (c == '{' || c == '(') {
                depth++;
            } else if (c == '}' || c == ')') {
                depth--;
            } else if (c == ',' && depth == 0 && !quoted) {
                count++;
            }
        }
        return count;
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName(name, false, RouteBeansTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            // Reported by the caller, with the place that names it.
            return null;
        }
    }
}
