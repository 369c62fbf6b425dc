package io.msqpay.config;

import java.util.List;

/** The start stops here: everything that is wrong with the configuration, one line per problem. */
public final class ConfigurationException extends RuntimeException {

    private final transient List<String> problems;

    /** @param problems one sentence each, without secrets; at least one */
    public ConfigurationException(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
