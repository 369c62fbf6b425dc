package io.msqpay.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisabledOnOs(OS.WINDOWS)
class AnvilBinaryTest {

    private static final String PACKAGES = "src/main/solidity/node_modules/@foundry-rs/";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "Linux,      amd64,   anvil-linux-amd64/bin/anvil",
        "Linux,      aarch64, anvil-linux-arm64/bin/anvil",
        "Mac OS X,   aarch64, anvil-darwin-arm64/bin/anvil",
        "Mac OS X,   x86_64,  anvil-darwin-amd64/bin/anvil",
        "Windows 11, amd64,   anvil-win32-amd64/bin/anvil.exe"
    })
    void takesThePackageOfThePlatform(String os, String architecture, String file) throws IOException {
        Path binary = executable(PACKAGES + file, "binary");

        assertThat(new AnvilBinary(os, architecture).find(folder, "")).isEqualTo(binary);
    }

    @Test
    void findsTheProjectFromAFolderInside() throws IOException {
        Path binary = executable(PACKAGES + "anvil-linux-amd64/bin/anvil", "binary");

        assertThat(linux().find(Files.createDirectories(folder.resolve("target/deep")), ""))
                .isEqualTo(binary);
    }

    @Test
    void prefersTheProjectsOwnToThePath() throws IOException {
        Path binary = executable(PACKAGES + "anvil-linux-amd64/bin/anvil", "binary");
        executable("bin/anvil", "binary");

        assertThat(linux().find(folder, folder.resolve("bin").toString())).isEqualTo(binary);
    }

    @Test
    void takesTheFirstOnThePath() throws IOException {
        Path second = executable("two/anvil", "binary");
        executable("three/anvil", "binary");

        assertThat(linux().find(folder, path("one", "two", "three"))).isEqualTo(second);
    }

    @Test
    void takesTheBinaryBesideTheScriptThatNpmInstalls() throws IOException {
        Path script = executable("lib/node_modules/@foundry-rs/anvil/bin.mjs", "#!/usr/bin/env node");
        Path binary = executable("lib/node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil", "binary");
        Files.createDirectories(folder.resolve("bin"));
        Files.createSymbolicLink(folder.resolve("bin/anvil"), script);

        assertThat(linux().find(folder, path("bin"))).isEqualTo(binary.toRealPath());
    }

    @Test
    void passesByAScriptWithoutBinary() throws IOException {
        executable("one/anvil", "#!/bin/sh");
        Path binary = executable("two/anvil", "binary");

        assertThat(linux().find(folder, path("one", "two"))).isEqualTo(binary);
    }

    @Test
    void saysWhatToDoWhenThereIsNone() throws IOException {
        Files.createDirectories(folder.resolve("one/anvil"));

        assertThatThrownBy(() -> linux().find(folder, path("one")))
                .isInstanceOfSatisfying(LocalChainException.class, e -> assertThat(e.action())
                        .contains("mvn generate-resources", "Node.js", "POLYGON_RPC_URL"))
                .hasMessage("The dev profile starts a local chain with anvil, and there is no anvil on this machine.");
    }

    private static AnvilBinary linux() {
        return new AnvilBinary("Linux", "amd64");
    }

    private String path(String... folders) {
        return String.join(
                File.pathSeparator,
                Arrays.stream(folders)
                        .map(name -> folder.resolve(name).toString())
                        .toList());
    }

    private Path executable(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }
}
