package io.msqpay.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.msqpay.http.ReadinessProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the files that make and run the image against each other, and against the project. */
class ContainerFilesTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Pattern VARIABLE = Pattern.compile("(?<![\\w=:-])([A-Z]\\w*)=");

    private record Instruction(String name, String text) {

        Stream<MatchResult> find(String regex) {
            return Pattern.compile(regex).matcher(text).results();
        }

        /** The words of its exec form, which needs no shell. */
        List<String> words() throws IOException {
            return YAML.convertValue(
                    YAML.readTree(text.substring(text.indexOf('['))),
                    YAML.getTypeFactory().constructCollectionType(List.class, String.class));
        }
    }

    private static List<Instruction> instructions() throws IOException {
        return Files.readString(Path.of("Dockerfile"))
                .replaceAll("(?m)^#.*\n", "")
                .replaceAll("\\\\\n\\s*", "")
                .lines()
                .filter(line -> !line.isBlank())
                .map(line -> line.split(" ", 2))
                .map(parts -> new Instruction(parts[0], parts[1]))
                .toList();
    }

    private static Stream<Instruction> all(String name) throws IOException {
        return instructions().stream().filter(instruction -> instruction.name().equals(name));
    }

    private static Instruction only(String name) throws IOException {
        List<Instruction> found = all(name).toList();
        assertThat(found).as(name).hasSize(1);
        return found.get(0);
    }

    /** What the last stage does, which is what the image is. */
    private static List<String> lastStage() throws IOException {
        List<String> names = instructions().stream().map(Instruction::name).toList();
        return names.subList(names.lastIndexOf("FROM") + 1, names.size());
    }

    private static JsonNode service(String name) throws IOException {
        return YAML.readTree(Path.of("docker-compose.yml").toFile())
                .path("services")
                .path(name);
    }

    private static String serverPort() throws IOException {
        JsonNode settings =
                YAML.readTree(Path.of("src/main/resources/application.yaml").toFile());
        return settings.at("/server/port").asText().replaceAll("\\D", "");
    }

    @Test
    void everythingLeftInTheBuildContextExists() throws IOException {
        List<String> entries = Files.readAllLines(Path.of(".dockerignore"));
        List<String> kept = entries.stream()
                .filter(line -> line.startsWith("!"))
                .map(line -> line.substring(1))
                .toList();

        assertThat(entries).contains("*");
        assertThat(kept).contains("pom.xml", "routes", "src/main").allSatisfy(path -> assertThat(Path.of(path))
                .exists());
    }

    @Test
    void imagesArePinnedByDigestAndCanBeReplaced() throws IOException {
        List<String> stages = all("FROM")
                .flatMap(from -> from.find(" AS (\\w+)$"))
                .map(match -> match.group(1))
                .toList();
        List<String> images = all("ARG").map(arg -> arg.text().split("=")[0]).toList();

        assertThat(all("ARG")).allSatisfy(arg -> assertThat(arg.text())
                .matches("\\w+=[\\w./-]+:\\d+\\.\\d+\\.\\d+[-\\w]*@sha256:[0-9a-f]{64}"));
        assertThat(all("FROM").map(from -> from.text().split(" ")[0]))
                .allMatch(base -> stages.contains(base) || images.contains(base.replaceAll("[${}]", "")));
        assertThat(all("COPY").flatMap(copy -> copy.find("--from=(\\S+)")).map(match -> match.group(1)))
                .isNotEmpty()
                .isSubsetOf(stages);
        assertThat(service("chain").path("image").asText())
                .matches("\\$\\{\\w+:-\\S+:v\\d+\\.\\d+\\.\\d+@sha256:[0-9a-f]{64}}");
    }

    @Test
    void itIsBuiltWithProfilesOfTheProject() throws IOException {
        String project = Files.readString(Path.of("pom.xml"));

        assertThat(all("RUN").flatMap(run -> run.find("-P(\\w+)")).map(match -> match.group(1)))
                .isNotEmpty()
                .allSatisfy(profile -> assertThat(project).contains("<id>" + profile + "</id>"));
    }

    @Test
    void theTrainedCacheIsTheOneTheServerStartsWith() throws IOException {
        Instruction training = all("RUN")
                .filter(run -> run.text().contains("AOTCacheOutput"))
                .findFirst()
                .orElseThrow();
        String cache = training.find("-XX:AOTCacheOutput=(\\S+)")
                .findFirst()
                .orElseThrow()
                .group(1);

        assertThat(only("ENTRYPOINT").words()).contains("-XX:AOTCache=" + cache);
        assertThat(all("COPY").map(Instruction::text)).contains("--from=training " + cache + " ./");
    }

    @Test
    void theTrainingEndsWithASentenceOfTheServer() throws IOException {
        String sentence = all("RUN")
                .flatMap(run -> run.find("grep -q \"([^\"]+)\""))
                .findFirst()
                .orElseThrow()
                .group(1);

        assertThat(Files.readString(Path.of("src/main/java/io/msqpay/config/DeploymentCheck.java")))
                .contains('"' + sentence);
    }

    @Test
    void everyVariableIsOneOfTheServersOwn() throws IOException {
        String known = Files.readString(Path.of(".env.example"));
        Stream<String> inImage = Stream.concat(all("ENV"), all("RUN"))
                .flatMap(instruction -> VARIABLE.matcher(instruction.text()).results())
                .map(match -> match.group(1));
        Stream<String> inCompose = service("server")
                .path("environment")
                .propertyStream()
                .map(entry -> entry.getKey())
                .filter(name -> !name.startsWith("SPRING_"));

        assertThat(Stream.concat(inImage, inCompose))
                .contains("MSQPAY_ROUTES_DIR", "POLYGON_RPC_URL")
                .allSatisfy(name -> assertThat(known).contains("\n" + name + "="));
    }

    @Test
    void listensWhereTheServerListens() throws IOException {
        assertThat(only("EXPOSE").text()).isEqualTo(serverPort());
        assertThat(service("server").at("/ports/0").asText()).endsWith(":" + serverPort() + ":" + serverPort());
    }

    @Test
    void runsWithoutRightsOnAReadOnlyFileSystem() throws IOException {
        assertThat(lastStage()).contains("USER").doesNotContain("RUN");
        assertThat(only("USER").text()).matches("[1-9]\\d*:[1-9]\\d*");
        assertThat(service("server").path("read_only").asBoolean()).isTrue();
        assertThat(service("server").path("cap_drop")).map(JsonNode::asText).containsExactly("ALL");
    }

    @Test
    void whatChangesRarelyIsALayerBelowWhatChangesAlways() throws IOException {
        assertThat(all("COPY")
                        .flatMap(copy -> copy.find("--from=build /build/layers/(\\S+)/ "))
                        .map(match -> match.group(1)))
                .containsExactly("dependencies", "snapshot-dependencies", "application");
    }

    @Test
    void mayTakeAsLongToEndAsTheServerDoes() throws IOException {
        Duration ending = Duration.parse("PT"
                + YAML.readTree(Path.of("src/main/resources/application.yaml").toFile())
                        .at("/spring/lifecycle/timeout-per-shutdown-phase")
                        .asText());
        int pod = YAML.readTree(Path.of("deploy/kubernetes/deployment.yaml").toFile())
                .at("/spec/template/spec/terminationGracePeriodSeconds")
                .asInt();

        assertThat(Duration.ofSeconds(pod)).isGreaterThan(ending);
        assertThat(Duration.parse(
                        "PT" + service("server").path("stop_grace_period").asText()))
                .isGreaterThan(ending);
    }

    @Test
    void itsHealthCheckIsAClassThatIsThere() throws IOException {
        assertThat(only("HEALTHCHECK").words()).startsWith("java").endsWith(ReadinessProbe.class.getName());
    }

    @Test
    void routesAreMountedWhereTheServerLooks() throws IOException {
        String folder = only("ENV").text().replace("MSQPAY_ROUTES_DIR=", "");
        String[] mount = service("server").at("/volumes/0").asText().split(":");

        assertThat(all("WORKDIR").map(Instruction::text)).contains(folder);
        assertThat(Path.of(mount[0])).isDirectory();
        assertThat(mount[1]).isEqualTo(folder);
    }
}
