package io.msqpay.dev;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A running anvil on a free port of the loopback interface. It never outlives this JVM, however that ends. */
public final class AnvilProcess implements AutoCloseable {

    private static final Path SHELL = Path.of("/bin/sh");

    /**
     * Waits in the background for the end of standard input, which is a pipe from this JVM that the kernel closes even after kill
     * -9, and then ends the shell's process, which has become anvil. When anvil ends first, this JVM closes the pipe.
     */
    private static final String WATCHDOG = """
            exec 3<&0
            { while read -r _; do :; done; kill "$$"; } <&3 3<&- >/dev/null 2>&1 &
            exec "$@" </dev/null 3<&-
            """;

    private static final String READY = "Listening on ";
    private static final int START_SECONDS = 20;
    private static final int STOP_SECONDS = 3;
    private static final int KEPT_LINES = 20;

    private final Process process;
    private final Deque<String> lastLines = new ArrayDeque<>();
    private final CompletableFuture<String> address = new CompletableFuture<>();

    private AnvilProcess(Process process) {
        this.process = process;
    }

    /**
     * Starts anvil and waits until it answers.
     *
     * @param options anvil's own command line options, without host and port
     * @throws LocalChainException if anvil is missing or does not start
     */
    public static AnvilProcess start(String... options) {
        return start(AnvilBinary.find(), List.of(options));
    }

    static AnvilProcess start(Path binary, List<String> options) {
        boolean shell = Files.isExecutable(SHELL);
        List<String> command = new ArrayList<>();
        if (shell) {
            command.addAll(List.of(SHELL.toString(), "-c", WATCHDOG, "anvil-watchdog"));
        }
        command.addAll(List.of(binary.toString(), "--host", "127.0.0.1", "--port", "0"));
        command.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // A line per call costs time and is read by nobody.
        builder.environment().put("RUST_LOG", "off");
        builder.environment().remove("ANVIL_IP_ADDR");
        AnvilProcess anvil;
        try {
            anvil = new AnvilProcess(builder.start());
        } catch (IOException e) {
            throw new LocalChainException("The local chain cannot be started: " + e.getMessage(), null, e);
        }
        if (!shell) {
            Runtime.getRuntime().addShutdownHook(new Thread(anvil::close, "stop-anvil"));
        }
        Thread reader = new Thread(anvil::readOutput, "anvil-output");
        reader.setDaemon(true);
        reader.start();
        anvil.awaitStart();
        return anvil;
    }

    /** The JSON-RPC URL. */
    public String url() {
        return "http://" + address.join();
    }

    /** The operating system's id of anvil itself. */
    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Ends anvil and waits for it; harmless when it has ended already. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void awaitStart() {
        try {
            address.get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            close();
            throw new LocalChainException("The local chain did not start; anvil says: " + lastWords(), null, e);
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new LocalChainException("The start of the local chain was interrupted.", null, e);
        }
    }

    /** Runs until anvil ends: with nobody reading, a full pipe would stop it. */
    private void readOutput() {
        try (BufferedReader output = process.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                keep(line);
                if (line.startsWith(READY)) {
                    address.complete(line.substring(READY.length()).strip());
                }
            }
            address.completeExceptionally(new IllegalStateException("anvil has ended"));
        } catch (IOException e) {
            // Stream closed while reading: anvil is being stopped.
            address.completeExceptionally(new UncheckedIOException(e));
        }
    }

    private void keep(String line) {
        if (line.isBlank()) {
            return;
        }
        synchronized (lastLines) {
            if (lastLines.size() == KEPT_LINES) {
                lastLines.removeFirst();
            }
            lastLines.addLast(line.strip());
        }
    }

    private String lastWords() {
        synchronized (lastLines) {
            return lastLines.isEmpty() ? "nothing" : String.join(" / ", lastLines);
        }
    }
}
