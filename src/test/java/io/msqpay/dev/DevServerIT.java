package io.msqpay.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.msqpay.dsl.ServerProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(OS.WINDOWS)
class DevServerIT {

    private static final Map<String, String> DEV = Map.of("SPRING_PROFILES_ACTIVE", "dev");

    @Test
    void needsNothingButTheProfileAndEndsWithItsChain() {
        try (ServerProcess server = ServerProcess.start(ServerProcess.executableJar(), Path.of(""), DEV)
                .awaitReady()) {
            List<ProcessHandle> nodes = nodesOf(server);
            assertThat(nodes).isNotEmpty();
            await().untilAsserted(() -> assertThat(server.lines())
                    .anyMatch(line -> line.startsWith("MSQPay is ready at " + server.url() + " ")));
            assertThat(server.lines())
                    .as("a log for people")
                    .anyMatch(line ->
                            line.matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO  .*io.msqpay: MSQPay .* chain 31337 .*"))
                    .noneMatch(line -> line.startsWith("{"));

            assertThat(server.terminate()).isEqualTo(143);

            await().until(() -> nodes.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    @Test
    void takesItsChainAlongWhenItIsKilled() {
        try (ServerProcess server = ServerProcess.start(DEV).awaitReady()) {
            List<ProcessHandle> nodes = nodesOf(server);
            assertThat(nodes).isNotEmpty();

            server.kill();

            await().until(() -> nodes.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    private static List<ProcessHandle> nodesOf(ServerProcess server) {
        return ProcessHandle.of(server.pid()).orElseThrow().descendants().toList();
    }
}
