package io.msqpay.command;

import io.msqpay.contract.MalformedAnswerException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.function.Supplier;

/** What was looked at: a line each, that it is well, or what to do. */
final class Findings {

    private final PrintWriter out;
    private boolean failed;

    Findings(PrintWriter out) {
        this.out = out;
    }

    /**
     * Looks at something.
     *
     * @param remedy what to do when it is not as it should be
     * @param look says what is well, or throws {@link CommandFailure}
     * @return what was found; empty when it is not well
     */
    <T> Optional<T> look(String subject, String remedy, Supplier<T> look) {
        try {
            T found = look.get();
            print("ok", subject + ": " + found);
            return Optional.of(found);
        } catch (CommandFailure e) {
            failed(subject, e.getMessage(), remedy);
        } catch (MalformedAnswerException e) {
            failed(subject, "what answers there is something else", remedy);
        }
        return Optional.empty();
    }

    boolean areGood() {
        return !failed;
    }

    private void failed(String subject, String reason, String remedy) {
        failed = true;
        print("failed", subject + ": " + reason + "; " + remedy);
    }

    private void print(String word, String text) {
        out.printf("%-7s %s%n", word, text);
        out.flush();
    }
}
