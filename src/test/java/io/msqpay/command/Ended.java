package io.msqpay.command;

import io.msqpay.dsl.ServerProcess;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import picocli.CommandLine;

/**
 * A command that has ended.
 *
 * @param results what it wrote to standard output
 * @param remarks what it wrote to standard error; of a process of its own, all of it is among the results
 */
record Ended(int code, List<String> results, List<String> remarks) {

    /** Runs it inside this JVM, with these variables alone. */
    static Ended of(Map<String, String> environment, String command, String... options) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = CommandStart.commandLine(() -> environment(environment))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err));
        String[] arguments =
                Stream.concat(Stream.of(command), Stream.of(options)).toArray(String[]::new);
        int code = commandLine.execute(arguments);
        return new Ended(
                code, out.toString().lines().toList(), err.toString().lines().toList());
    }

    /** Runs the packaged jar, as an operator does. */
    static Ended process(Map<String, String> environment, String... arguments) {
        try (ServerProcess process = ServerProcess.run(environment, arguments)) {
            int code = process.awaitExit();
            return new Ended(code, process.lines(), List.of());
        }
    }

    /** How a command with these variables alone begins. */
    static CommandStart start(Map<String, String> environment) {
        return (CommandStart) CommandStart.commandLine(() -> environment(environment))
                .getCommandSpec()
                .userObject();
    }

    private static StandardEnvironment environment(Map<String, String> variables) {
        StandardEnvironment environment = new StandardEnvironment();
        String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
        environment
                .getPropertySources()
                .replace(name, new SystemEnvironmentPropertySource(name, new TreeMap<String, Object>(variables)));
        return environment;
    }

    String text() {
        return String.join("\n", results) + "\n" + String.join("\n", remarks);
    }

    /** The results that are variables. */
    Map<String, String> variables() {
        return results.stream()
                .filter(line -> line.matches("[A-Z_]+=.*"))
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    }
}
