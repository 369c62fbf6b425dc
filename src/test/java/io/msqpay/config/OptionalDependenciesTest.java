package io.msqpay.config;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an application that embeds the library need not bring. */
class OptionalDependenciesTest {

    /** Spring looks at the methods of a configuration and of each bean. */
    @ParameterizedTest
    @CsvSource({
        "io.msqpay.config.MsqpayAutoConfiguration, org.springframework.boot.actuate.",
        "io.msqpay.config.MsqpayAutoConfiguration, io.micrometer.core.",
        "io.msqpay.config.MsqpayAutoConfiguration, io.opentelemetry.",
        "io.msqpay.config.ObservationConfiguration, org.springframework.boot.actuate.",
        "io.msqpay.config.ObservationConfiguration, io.micrometer.core.",
        "io.msqpay.http.HttpEdgeConfiguration, org.springframework.security.",
        "io.msqpay.http.Callers, org.springframework.security."
    })
    void aConfigurationCanBeReadWithoutIt(String read, String missing) {
        ClassLoader loader = new Without(missing);

        assertThatCode(() -> Class.forName(read, false, loader).getDeclaredMethods())
                .doesNotThrowAnyException();
    }

    /** Defines the library's classes itself, so that they see nothing of a package that is missing. */
    private static final class Without extends ClassLoader {

        private final String missing;

        Without(String missing) {
            super(OptionalDependenciesTest.class.getClassLoader());
            this.missing = missing;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith(missing)) {
                throw new ClassNotFoundException(name);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded != null) {
                    return loaded;
                }
                return name.startsWith("io.msqpay.") ? define(name) : super.loadClass(name, resolve);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
