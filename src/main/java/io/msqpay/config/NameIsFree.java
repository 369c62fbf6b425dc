package io.msqpay.config;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.core.type.MethodMetadata;

/** Like {@code ConditionalOnMissingBean(name = ...)} with the name that the method itself gives its bean. */
final class NameIsFree implements ConfigurationCondition {

    @Override
    public ConfigurationPhase getConfigurationPhase() {
        return ConfigurationPhase.REGISTER_BEAN;
    }

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        String[] names = metadata.getAnnotations().get(Bean.class).getStringArray("name");
        String name = names.length > 0 ? names[0] : ((MethodMetadata) metadata).getMethodName();
        return !context.getBeanFactory().containsBean(name);
    }
}
