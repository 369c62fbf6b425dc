package io.msqpay.convention;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/** Notes every route step that runs in any test of this build, one file for each JVM; {@link RouteStepsCovered} reads them. */
@AutoConfiguration(before = CamelAutoConfiguration.class)
public class StepRecorder {

    static final Path FOLDER = Path.of("target", "route-steps");

    private static final Path FILE = FOLDER.resolve(ProcessHandle.current().pid() + ".txt");
    private static final Set<String> SEEN = ConcurrentHashMap.newKeySet();

    @Bean
    InterceptStrategy noteSteps() {
        return (context, definition, target, next) -> new DelegateAsyncProcessor(target) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                note(definition.getId());
                return super.process(exchange, callback);
            }
        };
    }

    private static void note(String id) {
        if (id != null && SEEN.add(id)) {
            synchronized (StepRecorder.class) {
                try {
                    Files.createDirectories(FOLDER);
                    Files.write(FILE, List.of(id), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
