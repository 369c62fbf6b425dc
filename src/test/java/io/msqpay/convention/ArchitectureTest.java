package io.msqpay.convention;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the Java code keeps away from. */
class ArchitectureTest {

    private static final Path MAIN = Path.of("src/main/java/io/msqpay");
    private static final Pattern NOT_CODE =
            Pattern.compile("//[^\\n]*|/\\*.*?\\*/|\"\"\".*?\"\"\"|\"(\\\\.|[^\"\\\\])*\"", Pattern.DOTALL);

    /** Pure functions and value types: everything that neither serves HTTP nor wires beans nor runs a local chain. */
    private static final Set<String> CORE =
            Set.of("payment", "contract", "event", "gasless", "chain", "relayer", "signer", "limit", "stream", "error");

    enum Rule {
        NO_FLOATING_POINT(
                "Money and gas are counted in whole units", "\\b(double|float|Double|Float)\\b", "double fee") {
            @Override
            boolean binds(String area, String file) {
                // The edge refuses numbers that JSON cannot carry exactly, and to do so must look at them.
                return !file.equals("StrictJson.java");
            }
        },
        NO_CONSOLE("Output goes to the log", "System\\.(out|err)|printStackTrace", "System.out.println()") {
            @Override
            boolean binds(String area, String file) {
                // The probe is a program of its own that an orchestrator reads.
                return !area.equals("dev") && !file.equals("ReadinessProbe.java");
            }
        },
        NO_SLEEP("Nothing waits by sleeping", "Thread\\.sleep|TimeUnit\\.\\w+\\.sleep", "Thread.sleep(1)") {
            @Override
            boolean binds(String area, String file) {
                // Whoever deploys to a local chain waits for its blocks.
                return !area.equals("dev") && !file.equals("ContractDeployer.java");
            }
        },
        NO_SCATTERED_CONFIGURATION("Configuration is typed", "@Value\\b", "@Value(x)") {
            @Override
            boolean binds(String area, String file) {
                return !area.equals("http");
            }
        },
        NO_EXCHANGE_IN_BEANS(
                "Beans know nothing of Camel or Spring",
                "org\\.(apache\\.camel|springframework)\\.",
                "import org.apache.camel.Exchange;") {
            @Override
            boolean binds(String area, String file) {
                return CORE.contains(area);
            }
        },
        NO_WAY_UP(
                "The core knows nothing of what is built on it",
                "import io\\.msqpay\\.(http|dev)\\.",
                "import io.msqpay.http.ApiKey;") {
            @Override
            boolean binds(String area, String file) {
                return CORE.contains(area);
            }
        },
        NO_WIRING_IN_THE_CORE(
                "Of the configuration the core knows values only",
                "import io\\.msqpay\\.config\\.(?!MsqpayProperties;|Secret;)",
                "import io.msqpay.config.Settings;") {
            @Override
            boolean binds(String area, String file) {
                return CORE.contains(area);
            }
        },
        NO_DEVELOPMENT_IN_PRODUCTION(
                "Only the server's start knows the local chain",
                "io\\.msqpay\\.dev\\.",
                "import io.msqpay.dev.LocalChain;") {
            @Override
            boolean binds(String area, String file) {
                return !area.equals("dev");
            }
        };

        private final String reason;
        private final Pattern forbidden;
        private final String example;

        Rule(String reason, String forbidden, String example) {
            this.reason = reason;
            this.forbidden = Pattern.compile(forbidden);
            this.example = example;
        }

        abstract boolean binds(String area, String file);
    }

    private record Source(String area, Path file, String code) {

        static Source read(Path file) {
            try {
                Path inside = MAIN.relativize(file);
                String area =
                        inside.getNameCount() == 1 ? "" : inside.getName(0).toString();
                return new Source(area, inside, stripped(Files.readString(file)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void keeps(Rule rule) {
        assertThat(breaches(rule, sources())).as(rule.reason).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void noticesABreachOf(Rule rule) {
        String area = CORE.iterator().next();
        Source source = new Source(area, Path.of("A.java"), stripped("/* text */ class A { } " + rule.example));

        assertThat(breaches(rule, List.of(source))).hasSize(1);
    }

    @Test
    void commentsAndTextsAreNotCode() {
        assertThat(stripped("int a; // double\n/* float */ String b = \"Thread.sleep \\\" double\";"))
                .isEqualTo("int a; \n String b = ;");
    }

    /** Two areas that need each other are one: none of the outer ones may be part of such a pair. */
    @Test
    void outerAreasAreNotTiedToEachOther() {
        List<Source> sources = sources();
        List<String> pairs = new ArrayList<>();
        for (String one : List.of("http", "dev", "config")) {
            for (String other : List.of("http", "dev", "relayer", "payment", "contract")) {
                if (needs(sources, one, other) && needs(sources, other, one) && !one.equals(other)) {
                    pairs.add(one + " and " + other);
                }
            }
        }
        // The auto-configuration imports the HTTP edge and the relayers, whose beans take the typed properties.
        assertThat(pairs).containsExactly("config and http", "config and relayer");
    }

    private static boolean needs(List<Source> sources, String area, String other) {
        return sources.stream().filter(source -> source.area().equals(area)).anyMatch(source -> source.code()
                .contains("import io.msqpay." + other + "."));
    }

    private static List<Path> breaches(Rule rule, List<Source> sources) {
        return sources.stream()
                .filter(source ->
                        rule.binds(source.area(), source.file().getFileName().toString()))
                .filter(source -> rule.forbidden.matcher(source.code()).find())
                .map(Source::file)
                .toList();
    }

    private static List<Source> sources() {
        try (Stream<Path> files = Files.walk(MAIN)) {
            List<Source> sources = files.filter(file -> file.toString().endsWith(".java"))
                    .map(Source::read)
                    .toList();
            assertThat(sources).hasSizeGreaterThan(50);
            return sources;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String stripped(String source) {
        return NOT_CODE.matcher(source).replaceAll("");
    }
}
