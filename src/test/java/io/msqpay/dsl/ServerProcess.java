package io.msqpay.dsl;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/** The packaged server as an operator runs it: a JVM of its own, configured by environment variables alone. */
public final class ServerProcess implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(90);
    /** For tests, which end before their code would be worth compiling well. */
    private static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final Process process;
    private final ReservedPort reserved;
    private final int port;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private ServerProcess(Process process, ReservedPort reserved, int port) {
        this.process = process;
        this.reserved = reserved;
        this.port = port;
        this.reader = new Thread(this::readOutput, "server-output");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts the server of this build; does not wait for it.
     *
     * @param environment all variables but PATH and PORT; a port in it is respected
     */
    public static ServerProcess start(Map<String, String> environment) {
        return start(unpackedJar(), Path.of(""), environment);
    }

    /** Starts it as {@link #start} does, but with the compiler and collector that the JVM chooses: to be measured. */
    public static ServerProcess startTuned(Map<String, String> environment) {
        return start(jar(List.of(), unpackedJar()), Path.of(""), environment);
    }

    /** Runs a command; does not wait for its end. */
    public static ServerProcess run(Map<String, String> environment, String... arguments) {
        return start(jar(QUICK_START, unpackedJar()), Path.of(""), environment, arguments);
    }

    /** The one file that an operator starts. */
    public static Path executableJar() {
        return executableJar(Path.of("target"));
    }

    /** Starts a jar in a working directory. */
    public static ServerProcess start(Path jar, Path directory, Map<String, String> environment) {
        return start(jar(QUICK_START, jar), directory, environment);
    }

    /** Starts the executable jar with the jars of a folder, as documented; does not wait for it. */
    public static ServerProcess startWith(Path jars, Map<String, String> environment) {
        List<String> program = new ArrayList<>(QUICK_START);
        program.addAll(List.of(
                "-Dloader.path=" + jars.toAbsolutePath(),
                "-cp",
                executableJar().toAbsolutePath().toString(),
                "org.springframework.boot.loader.launch.PropertiesLauncher"));
        return start(program, Path.of(""), environment);
    }

    private static List<String> jar(List<String> jvm, Path jar) {
        return Stream.concat(
                        jvm.stream(), Stream.of("-jar", jar.toAbsolutePath().toString()))
                .toList();
    }

    private static ServerProcess start(
            List<String> program, Path directory, Map<String, String> environment, String... arguments) {
        ReservedPort reserved = new ReservedPort();
        Map<String, String> all = new LinkedHashMap<>();
        all.put("PATH", System.getenv("PATH"));
        all.put("PORT", Integer.toString(reserved.number()));
        all.putAll(environment);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(program);
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toAbsolutePath().toFile())
                .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(all);
        try {
            return new ServerProcess(builder.start(), reserved, Integer.parseInt(all.get("PORT")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the server says it is healthy; one that does not get there is killed. */
    public ServerProcess awaitReady() {
        try {
            await().atMost(START).until(() -> !process.isAlive() || isHealthy());
        } catch (ConditionTimeoutException e) {
            kill();
            throw new IllegalStateException("the server does not get healthy: " + String.join("\n", lines), e);
        }
        if (!process.isAlive()) {
            awaitExit();
            throw new IllegalStateException("the server has ended: " + String.join("\n", lines));
        }
        return this;
    }

    public String url() {
        return "http://localhost:" + port;
    }

    /** A merchant with the tests' API key. */
    public Merchant merchant() {
        return Merchant.of(url());
    }

    /** What it has written so far, standard error included. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    public long pid() {
        return process.pid();
    }

    /** Ends it as an orchestrator does, with SIGTERM, and answers the exit code. */
    public int terminate() {
        process.destroy();
        return awaitExit();
    }

    /** Ends it as a crash does, with SIGKILL. */
    public void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /** Waits for its end and answers the exit code; all lines are there then. */
    public int awaitExit() {
        try {
            if (!process.waitFor(START.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("the server still runs");
            }
            reader.join(START.toMillis());
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
        reserved.close();
    }

    private boolean isHealthy() throws InterruptedException {
        try {
            return HTTP.send(
                                    HttpRequest.newBuilder(URI.create(url() + "/health"))
                                            .timeout(Duration.ofSeconds(5))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            // Not listening yet: asked again.
            return false;
        }
    }

    private void readOutput() {
        try (BufferedReader output = process.inputReader()) {
            output.lines().forEach(lines::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As in the container, with the libraries beside the server's own jar: it starts in two thirds of the time. */
    private static Path unpackedJar() {
        return executableJar(Path.of("target", "unpacked"));
    }

    private static Path executableJar(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith("-exec.jar"))
                    .findFirst()
                    .orElseThrow(
                            () -> new IllegalStateException("no executable jar: run mvn pre-integration-test first"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
