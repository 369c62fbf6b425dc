package io.msqpay.config;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.type.MethodMetadata;

/**
 * Gives a bean that an application brings in place of one of ours the name of ours too, since routes and Camel look beans up by name. An
 * application's bean may so have any name, as long as there is one of its type.
 */
final class BeanNames implements BeanFactoryPostProcessor {

    private final List<Class<?>> configurations;

    /** @param configurations whose beans they are; one that is not in use is passed over */
    BeanNames(Class<?>... configurations) {
        this.configurations = List.of(configurations);
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        configurations.stream()
                .filter(configuration -> beans.getBeanNamesForType(configuration, true, false).length > 0)
                .flatMap(configuration -> Arrays.stream(configuration.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Replaceable.class))
                .forEach(method -> alias(method, beans));
    }

    private static void alias(Method method, ConfigurableListableBeanFactory beans) {
        String name = name(method);
        if (beans.containsBean(name)) {
            return;
        }
        Class<?> type = method.getReturnType();
        String[] brought = beans.getBeanNamesForType(type, true, false);
        if (brought.length > 1) {
            throw new IllegalStateException(
                    "There are several beans of type " + type.getSimpleName() + ": name the one to use " + name);
        }
        if (brought.length == 1) {
            beans.registerAlias(brought[0], name);
        }
    }

    private static String name(Method method) {
        String[] names = MergedAnnotations.from(method).get(Bean.class).getStringArray("name");
        return names.length > 0 ? names[0] : method.getName();
    }

    /** Whether a bean is ours, and not one that an application brings. */
    static boolean isOurs(ConfigurableListableBeanFactory beans, String name) {
        MethodMetadata method = beans.containsBeanDefinition(name)
                        && beans.getBeanDefinition(name) instanceof AnnotatedBeanDefinition definition
                ? definition.getFactoryMethodMetadata()
                : null;
        return method != null && method.isAnnotated(Replaceable.class.getName());
    }
}
