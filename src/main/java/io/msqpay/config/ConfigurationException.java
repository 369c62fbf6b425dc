package io.msqpay.config;

import java.util.List;
import org.springframework.boot.ExitCodeGenerator;

/**
 * The server cannot start with this configuration. Thrown for what is written down wrongly and for what the chain contradicts; the
 * start ends with one line per problem, without stack trace, and a non-zero exit code.
 */
public final class ConfigurationException extends RuntimeException implements ExitCodeGenerator {

    /** EX_CONFIG of sysexits.h: lets an orchestrator tell a wrong configuration from a crash. */
    private static final int EXIT_CODE = 78;

    private final transient List<String> problems;

    /**
     * @param problems at least one; each a single line that names the variable, says what to do and holds no secret
     */
    public ConfigurationException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("problems must not be empty");
        }
        this.problems = List.copyOf(problems);
    }

    /** One line each, in the order of the documentation; never empty. */
    public List<String> problems() {
        return problems;
    }

    @Override
    public int getExitCode() {
        return EXIT_CODE;
    }
}
