package io.msqpay.command;

import java.time.Duration;
import picocli.CommandLine.Option;

/** The option of commands that send transactions. */
final class TransactionTimeout {

    @Option(
            names = "--timeout",
            paramLabel = "<seconds>",
            defaultValue = "300",
            description = "How long to wait for each transaction; default ${DEFAULT-VALUE}.")
    private int seconds;

    Duration duration() {
        return Duration.ofSeconds(seconds);
    }
}
