package io.msqpay.command;

import io.msqpay.chain.DeploymentException;
import io.msqpay.config.CommandSettings;
import io.msqpay.config.ConfigurationException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Where commands begin. Their configuration is the server's, read by Spring; help and mistakes in arguments are answered without it. Results go
 * to standard output, everything else to standard error. Exit codes: 0 good, 1 not, 2 wrong arguments.
 */
@Command(
        name = "msqpay",
        description = "Without a command: starts the server, which docs/configuration.md describes.",
        synopsisSubcommandLabel = "[COMMAND]",
        mixinStandardHelpOptions = true,
        versionProvider = CommandStart.Version.class,
        subcommands = {
            DeployCommand.class,
            RolesCommand.class,
            CheckCommand.class,
            EventsCommand.class,
            HelpCommand.class
        })
public final class CommandStart implements Runnable {

    /** Options of Spring Boot begin with two hyphens too, and belong to the server. */
    private static final Set<String> OPTIONS = Set.of("-h", "--help", "-V", "--version");

    /** Of what the server logs commands have no use: they say themselves what goes wrong. */
    private static final List<String> QUIET = List.of("--logging.level.root=OFF", "--logging.level.io.msqpay=OFF");

    @Spec
    private CommandSpec spec;

    private final Supplier<ConfigurableEnvironment> environment;

    private CommandStart(Supplier<ConfigurableEnvironment> environment) {
        this.environment = environment;
    }

    /** Whether these arguments are for a command rather than for the server. */
    public static boolean isMeant(String... arguments) {
        return arguments.length > 0 && (!arguments[0].startsWith("-") || OPTIONS.contains(arguments[0]));
    }

    /** Runs a command and answers its exit code. */
    public static int run(String... arguments) {
        return commandLine(StandardEnvironment::new).execute(arguments);
    }

    /** @param environment where configuration comes from, a new one at each call */
    static CommandLine commandLine(Supplier<ConfigurableEnvironment> environment) {
        return new CommandLine(new CommandStart(environment))
                .registerConverter(AddressOption.class, AddressOption::parse)
                .setExecutionExceptionHandler(CommandStart::report);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }

    /** What the server would be configured with. */
    CommandSettings settings() {
        try (ConfigurableApplicationContext context =
                application().sources(CommandSettings.Source.class).run(QUIET.toArray(String[]::new))) {
            return context.getBean(CommandSettings.class);
        }
    }

    /** An application without a web server, that reads its configuration where the server does. */
    SpringApplicationBuilder application() {
        return new SpringApplicationBuilder()
                .environment(environment.get())
                .web(WebApplicationType.NONE)
                .registerShutdownHook(false);
    }

    /** Messages of other exceptions may quote what must not be seen. */
    private static int report(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (failure instanceof ConfigurationException wrong) {
            wrong.problems().forEach(err::println);
        } else if (failure instanceof CommandFailure || failure instanceof DeploymentException) {
            err.println(failure.getMessage());
        } else {
            err.println("This is a defect: " + failure.getClass().getName() + " at " + failure.getStackTrace()[0]);
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** What the build noted. */
    static final class Version implements CommandLine.IVersionProvider {

        @Override
        public String[] getVersion() throws IOException {
            Properties build =
                    PropertiesLoaderUtils.loadProperties(new ClassPathResource("META-INF/build-info.properties"));
            return new String[] {"MSQPay " + build.getProperty("build.version")};
        }
    }
}
