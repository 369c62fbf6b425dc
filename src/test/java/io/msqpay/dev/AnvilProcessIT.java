package io.msqpay.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.msqpay.dsl.Anvil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class AnvilProcessIT {

    @TempDir
    private Path folder;

    @Test
    void severalInstancesDoNotCollide() {
        List<AnvilProcess> instances = IntStream.range(0, 4)
                .parallel()
                .mapToObj(i -> AnvilProcess.start())
                .toList();
        try {
            assertThat(instances).extracting(AnvilProcess::url).doesNotHaveDuplicates();
            assertThat(instances).allMatch(AnvilProcess::isAlive);
        } finally {
            instances.forEach(AnvilProcess::close);
        }
        assertThat(instances).noneMatch(AnvilProcess::isAlive);
    }

    @Test
    void isAnvilItselfAndNotAShellAroundIt() {
        try (AnvilProcess anvil = AnvilProcess.start()) {
            assertThat(ProcessHandle.of(anvil.pid())
                            .orElseThrow()
                            .info()
                            .command()
                            .orElseThrow())
                    .endsWith("anvil");
        }
    }

    @Test
    void leavesNoWatchdogBehind() {
        AnvilProcess anvil = AnvilProcess.start();
        List<ProcessHandle> watchdogs =
                ProcessHandle.of(anvil.pid()).orElseThrow().descendants().toList();

        anvil.close();

        await().until(() -> watchdogs.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void closesTwice() {
        AnvilProcess anvil = AnvilProcess.start();
        anvil.close();
        anvil.close();
        assertThat(anvil.isAlive()).isFalse();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void endsWithAKilledJvm() throws IOException {
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StartsAnvil.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        ProcessHandle anvil;
        try {
            anvil = ProcessHandle.of(Long.parseLong(program.inputReader().readLine()))
                    .orElseThrow();
            assertThat(anvil.isAlive()).isTrue();
        } finally {
            program.destroyForcibly();
        }
        await().until(() -> !anvil.isAlive());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void repeatsWhatAnvilSaysWhenItDoesNotStart() throws IOException {
        Path broken = folder.resolve("anvil");
        Files.writeString(broken, "#!/bin/sh\necho 'Error: GLIBC is too old' >&2\nexit 1\n");
        assertThat(broken.toFile().setExecutable(true)).isTrue();

        assertThatThrownBy(() -> AnvilProcess.start(broken, List.of()))
                .isInstanceOf(LocalChainException.class)
                .hasMessage("The local chain did not start; anvil says: Error: GLIBC is too old");
    }

    @Test
    void refusesAnOptionAnvilDoesNotKnow() {
        assertThatThrownBy(() -> Anvil.start("--no-such-option"))
                .isInstanceOf(LocalChainException.class)
                .hasMessageContaining("--no-such-option");
    }
}
