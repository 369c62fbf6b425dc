package io.msqpay.dev;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds anvil's own binary. What npm puts on the PATH is a Node.js script that starts the binary as its child: ending the script
 * by force would leave the node running.
 */
final class AnvilBinary {

    private static final String PACKAGES = "src/main/solidity/node_modules/@foundry-rs";

    private final String platformPackage;
    private final String fileName;

    /**
     * @param os as in the system property {@code os.name}
     * @param architecture as in the system property {@code os.arch}
     */
    AnvilBinary(String os, String architecture) {
        String name = os.toLowerCase(Locale.ROOT);
        String platform = name.startsWith("windows") ? "win32" : name.startsWith("mac") ? "darwin" : "linux";
        String cpu =
                switch (architecture) {
                    case "amd64", "x86_64" -> "amd64";
                    case "aarch64" -> "arm64";
                    default -> architecture;
                };
        this.platformPackage = "anvil-" + platform + "-" + cpu;
        this.fileName = platform.equals("win32") ? "anvil.exe" : "anvil";
    }

    static Path find() {
        return new AnvilBinary(System.getProperty("os.name"), System.getProperty("os.arch"))
                .find(Path.of(""), System.getenv().getOrDefault("PATH", ""));
    }

    /**
     * Looks into the project that holds the directory, then along the path.
     *
     * @param path folders, separated as the platform does
     * @throws LocalChainException if there is no anvil
     */
    Path find(Path directory, String path) {
        return inProject(directory.toAbsolutePath())
                .or(() -> onPath(path))
                .orElseThrow(() -> new LocalChainException(
                        "The dev profile starts a local chain with anvil, and there is no anvil on this machine.",
                        "Run \"mvn generate-resources\" in the project's directory (it needs Node.js 20 or newer), put anvil on"
                                + " the PATH, or name a running node in POLYGON_RPC_URL."));
    }

    private Optional<Path> inProject(Path directory) {
        return Stream.iterate(directory, above -> above != null, Path::getParent)
                .map(above -> above.resolve(PACKAGES)
                        .resolve(platformPackage)
                        .resolve("bin")
                        .resolve(fileName))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private Optional<Path> onPath(String path) {
        return Stream.of(path.split(Pattern.quote(File.pathSeparator)))
                .filter(folder -> !folder.isBlank())
                .map(folder -> Path.of(folder, fileName))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .map(file -> isScript(file) ? besideScript(file) : Optional.of(file))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<Path> besideScript(Path script) {
        Path wrapperPackage = realPath(script).getParent();
        return Stream.of(
                        wrapperPackage.resolveSibling(platformPackage),
                        wrapperPackage
                                .resolve("node_modules")
                                .resolve("@foundry-rs")
                                .resolve(platformPackage))
                .map(folder -> folder.resolve("bin").resolve(fileName))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static boolean isScript(Path file) {
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] start = stream.readNBytes(2);
            return start.length == 2 && start[0] == '#' && start[1] == '!';
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static Path realPath(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot follow " + file, e);
        }
    }
}
