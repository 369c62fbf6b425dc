package io.msqpay.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.msqpay.dsl.Deployed;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Applications of others in {@code src/test/hosts}, which Maven builds as theirs: the library is a dependency from the local repository,
 * everything else is of the versions that the application names.
 */
final class Hosts implements AutoCloseable {

    private static final Path SOURCES = Path.of("src/test/hosts").toAbsolutePath();
    private static final Path BUILT = Path.of("target/hosts").toAbsolutePath();
    private static final int MINUTES = 5;

    private final Path installed;

    private Hosts(Path installed) {
        this.installed = installed;
    }

    /** Builds them against the packaged jar, under a version that nothing else in the local repository has. */
    static Hosts built() throws IOException, InterruptedException {
        Path jar = libraryJar();
        String own = jar.getFileName().toString().replaceAll("msqpay-camel-(.*)\\.jar", "$1");
        String version = own + "-" + UUID.randomUUID();
        Path repository = Path.of(System.getProperty(
                "localRepository", System.getProperty("user.home") + File.separator + ".m2/repository"));
        Hosts hosts = new Hosts(repository.resolve("io/msqpay/msqpay-camel").resolve(version));
        try {
            String file = "msqpay-camel-" + version;
            Files.createDirectories(hosts.installed);
            Files.copy(jar, hosts.installed.resolve(file + ".jar"));
            Files.writeString(
                    hosts.installed.resolve(file + ".pom"),
                    Files.readString(Path.of("pom.xml"))
                            .replaceFirst("<version>" + own + "</version>", "<version>" + version + "</version>"));
            hosts.build(version, repository);
            return hosts;
        } catch (IOException | InterruptedException | AssertionError e) {
            hosts.close();
            throw e;
        }
    }

    private void build(String version, Path repository) throws IOException, InterruptedException {
        String home = System.getProperty("maven.home");
        String program = File.separatorChar == '\\' ? "mvn.cmd" : "mvn";
        List<String> lines = lines(
                new ProcessBuilder(
                        home == null ? program : Path.of(home, "bin", program).toString(),
                        "-B",
                        "-q",
                        "-f",
                        SOURCES.resolve("pom.xml").toString(),
                        "-Dmsqpay.version=" + version,
                        "-Dhosts.directory=" + BUILT,
                        "-Dmaven.repo.local=" + repository,
                        "compile",
                        "dependency:build-classpath"),
                MINUTES);
        assertThat(BUILT.resolve("lts/classpath")).as(String.join("\n", lines)).exists();
    }

    /** What the application prints when it runs; of a property that is a list, the values given here come first. */
    List<String> run(String host, String merchant, Deployed deployed, String... properties)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                BUILT.resolve(host).resolve("classes")
                        + File.pathSeparator
                        + Files.readString(BUILT.resolve(host).resolve("classpath")),
                "com.example.shop.Shop",
                merchant));
        Stream.of(properties).map(property -> "--" + property).forEach(command::add);
        deployed.properties().forEach((name, value) -> command.add("--" + name + "=" + value));
        command.add("--server.port=0");
        return lines(new ProcessBuilder(command).directory(BUILT.toFile()), 1);
    }

    private static List<String> lines(ProcessBuilder program, int minutes) throws IOException, InterruptedException {
        Process process = program.redirectErrorStream(true).start();
        List<String> lines = process.inputReader().lines().toList();
        assertThat(process.waitFor(minutes, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
        return lines;
    }

    static Path libraryJar() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            return files.filter(file -> file.getFileName().toString().matches("msqpay-camel-[0-9.]+(-SNAPSHOT)?\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no library jar in target: run mvn package first"))
                    .toAbsolutePath();
        }
    }

    /** Takes the library out of the local repository again. */
    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(installed)) {
            for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(file);
            }
        }
    }
}
