package io.msqpay.config;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;

/**
 * Collects values that cannot even be converted, such as a word where a number belongs, so that they are reported with all other
 * problems: Spring would stop at the first one and print its value, which may be a secret. Such a value, and a blank one, counts as
 * absent.
 */
final class ConfigurationProblems implements ConfigurationPropertiesBindHandlerAdvisor, EnvironmentAware {

    private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("msqpay");

    private final Map<String, Problem> problems = new ConcurrentHashMap<>();

    private List<Problem> portProblems = List.of();

    /** What is wrong so far, in no particular order. */
    List<Problem> found() {
        List<Problem> found = new ArrayList<>(portProblems);
        found.addAll(problems.values());
        return found;
    }

    @Override
    public void setEnvironment(Environment environment) {
        portProblems = ServerPort.problems(environment);
    }

    @Override
    public BindHandler apply(BindHandler parent) {
        return new Handler(parent);
    }

    private static String expectation(ResolvableType type) {
        Class<?> target = type.resolve(Object.class);
        if (target == int.class || target == long.class || target == Integer.class) {
            return "must be a whole number";
        }
        if (target == BigDecimal.class) {
            return "must be a number";
        }
        if (target == Duration.class) {
            return "must be a duration, such as 500ms, 30s or 10m";
        }
        if (target == Path.class) {
            return "must be a path";
        }
        return "must be plain text";
    }

    private static boolean isBlank(Object value) {
        if (value instanceof Collection<?> values) {
            return values.stream().allMatch(ConfigurationProblems::isBlank);
        }
        return value instanceof Secret secret && secret.isBlank() || value instanceof String text && text.isBlank();
    }

    private final class Handler extends AbstractBindHandler {

        Handler(BindHandler parent) {
            super(parent);
        }

        @Override
        public Object onSuccess(
                ConfigurationPropertyName name, Bindable<?> target, BindContext context, Object result) {
            // An element of a list stays: without it Spring would drop those that follow.
            if (!ROOT.isAncestorOf(name) || name.isLastElementIndexed()) {
                return super.onSuccess(name, target, context, result);
            }
            // Spring looks for a path on the class path first, where /routes, for one, is a folder of ours.
            Object value = result instanceof Path ? text(name, context) : result;
            if (isBlank(value)) {
                return null;
            }
            return result instanceof Path ? Path.of((String) value) : super.onSuccess(name, target, context, result);
        }

        @Override
        public Object onFailure(
                ConfigurationPropertyName name, Bindable<?> target, BindContext context, Exception error)
                throws Exception {
            if (!ROOT.isAncestorOf(name)) {
                return super.onFailure(name, target, context, error);
            }
            if (!isBlankText(name, context)) {
                String property = name.toString().replaceAll("\\[.*", "");
                problems.putIfAbsent(property, new Problem(property, expectation(target.getType())));
            }
            return null;
        }

        private static boolean isBlankText(ConfigurationPropertyName name, BindContext context) {
            try {
                return isBlank(text(name, context));
            } catch (BindException unreadable) {
                // Not even text: its caller reports it.
                return false;
            }
        }

        /** The value as it is written, after placeholders; null when there is none. */
        private static String text(ConfigurationPropertyName name, BindContext context) {
            return context.getBinder().bind(name, Bindable.of(String.class)).orElse(null);
        }
    }
}
