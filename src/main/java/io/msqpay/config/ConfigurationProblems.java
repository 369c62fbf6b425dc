package io.msqpay.config;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/** Collects values that cannot even be converted, such as a word where a number belongs, so that they are reported with all other problems. */
final class ConfigurationProblems implements ConfigurationPropertiesBindHandlerAdvisor {

    private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("msqpay");

    private final List<String> found = new CopyOnWriteArrayList<>();

    List<String> found() {
        return List.copyOf(found);
    }

    @Override
    public BindHandler apply(BindHandler handler) {
        return new AbstractBindHandler(handler) {
            @Override
            public Object onFailure(
                    ConfigurationPropertyName name, Bindable<?> target, BindContext context, Exception error)
                    throws Exception {
                if (ROOT.isAncestorOf(name) && context.getConfigurationProperty() != null) {
                    found.add(name + " cannot be read as "
                            + target.getType().resolve(Object.class).getSimpleName());
                    return null;
                }
                return super.onFailure(name, target, context, error);
            }
        };
    }
}
