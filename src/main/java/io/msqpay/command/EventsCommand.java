package io.msqpay.command;

import io.msqpay.event.Finality;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Tells the events of a range of blocks once more, to people, programs or a route. */
@Command(
        name = "events",
        description = {
            "Prints the events of payments in a range of blocks, each as a line of JSON, or hands them to a route.",
            "Needs the server's environment; API keys may be missing. Sends nothing to the chain."
        },
        mixinStandardHelpOptions = true)
final class EventsCommand implements Callable<Integer> {

    private static final String PRINT = "printEvent";
    private static final Pattern PAYMENT = Pattern.compile("0x[0-9a-fA-F]{64}");
    private static final Pattern ROUTE = Pattern.compile("direct:[A-Za-z0-9._-]+");

    @ParentCommand
    private CommandStart start;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--from",
            paramLabel = "<number>",
            required = true,
            description = "The first block, such as that of the contract.")
    private long first;

    @Option(names = "--to", paramLabel = "<number>", description = "The last block; without it, the last there is.")
    private Long last;

    @Option(
            names = "--finality",
            paramLabel = "<tag>",
            defaultValue = "finalized",
            description =
                    "Up to which block: latest, safe or finalized; default ${DEFAULT-VALUE}. What is not finalized may vanish.")
    private String finality;

    @Option(names = "--payment", paramLabel = "0x<id>", description = "Events of this payment only.")
    private String payment;

    @Option(
            names = "--deliver-to",
            paramLabel = "direct:<name>",
            description = {
                "A route in MSQPAY_ROUTES_DIR that takes the events instead, one at a time; its failure ends the command.",
                "It finds 'replayed' in the variable position, which is none to keep."
            })
    private String deliverTo;

    @Override
    public Integer call() {
        check();
        PrintWriter out = spec.commandLine().getOut();
        Map<String, Object> variables = new LinkedHashMap<>();
        variables.put("fromBlock", Long.toString(first));
        variables.put("toBlock", last == null ? "latest" : Long.toString(last));
        variables.put("finality", finality);
        variables.put("deliverTo", deliverTo == null ? "direct:" + PRINT : deliverTo);
        if (payment != null) {
            variables.put("wantedPayment", payment.toLowerCase(Locale.ROOT));
        }
        try (CommandRoutes routes = CommandRoutes.onDeployment(start.application())) {
            if (deliverTo != null && !routes.serves(deliverTo)) {
                throw new CommandFailure("There is no route from " + deliverTo + "; put one into MSQPAY_ROUTES_DIR");
            }
            routes.take(PRINT, line -> {
                out.println(line);
                if (out.checkError()) {
                    throw new CommandFailure("Nobody reads the events any more");
                }
            });
            routes.call("direct:replayEvents", variables);
        }
        return 0;
    }

    private void check() {
        if (first < 0 || (last != null && last < first)) {
            throw new ParameterException(spec.commandLine(), "--from must be 0 or more, and --to not below it");
        }
        if (!Finality.isOne(finality)) {
            throw new ParameterException(spec.commandLine(), "--finality must be latest, safe or finalized");
        }
        if (payment != null && !PAYMENT.matcher(payment).matches()) {
            throw new ParameterException(spec.commandLine(), "--payment must be 0x and 64 hex digits");
        }
        if (deliverTo != null && !ROUTE.matcher(deliverTo).matches()) {
            throw new ParameterException(spec.commandLine(), "--deliver-to must be direct: and the name of a route");
        }
    }
}
