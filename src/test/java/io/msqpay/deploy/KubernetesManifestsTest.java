package io.msqpay.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the manifests against the API of Kubernetes, and against the server that they start. */
class KubernetesManifestsTest {

    private static final Path FOLDER = Path.of("deploy", "kubernetes");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** The API's own schemas, as its client checks them: required members, and none that is unknown. */
    private interface Schema {
        void validate(JsonElement manifest) throws IOException;
    }

    private static final Map<String, Schema> SCHEMAS = Map.of(
            "apps/v1 Deployment", V1Deployment::validateJsonElement,
            "v1 Service", V1Service::validateJsonElement,
            "v1 ConfigMap", V1ConfigMap::validateJsonElement,
            "v1 Secret", V1Secret::validateJsonElement,
            "policy/v1 PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement,
            "autoscaling/v2 HorizontalPodAutoscaler", V2HorizontalPodAutoscaler::validateJsonElement,
            "networking.k8s.io/v1 NetworkPolicy", V1NetworkPolicy::validateJsonElement);

    static Stream<String> manifests() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml") && !name.equals("kustomization.yaml"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private static JsonNode read(String name) throws IOException {
        return YAML.readTree(FOLDER.resolve(name).toFile());
    }

    private static void validate(JsonNode manifest) throws IOException {
        Schema schema = SCHEMAS.get(manifest.path("apiVersion").asText() + " "
                + manifest.path("kind").asText());
        assertThat(schema).as(manifest.path("kind").asText()).isNotNull();
        schema.validate(JsonParser.parseString(manifest.toString()));
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void fitsTheSchemaOfItsKind(String name) throws IOException {
        validate(read(name));
    }

    @Test
    void aMisspelledMemberIsNoticed() throws IOException {
        ObjectNode manifest = (ObjectNode) read("deployment.yaml");
        ((ObjectNode) manifest.at("/spec/template/spec/containers/0")).put("imagePullPolcy", "Always");

        assertThatThrownBy(() -> validate(manifest)).hasMessageContaining("imagePullPolcy");
    }

    @Test
    void everyManifestButTheExampleSecretIsApplied() throws IOException {
        List<String> applied = YAML.convertValue(
                read("kustomization.yaml").path("resources"),
                YAML.getTypeFactory().constructCollectionType(List.class, String.class));

        assertThat(Stream.concat(applied.stream(), Stream.of("secret.yaml")))
                .containsExactlyInAnyOrderElementsOf(manifests().toList());
    }

    @Test
    void everyVariableIsOneOfTheServersOwn() throws IOException {
        String settings = Files.readString(Path.of("src/main/resources/application.yaml"));
        JsonNode container = read("deployment.yaml").at("/spec/template/spec/containers/0");

        Stream<String> named = container.path("env").findValuesAsText("name").stream()
                .filter(Pattern.compile("[A-Z_]+").asMatchPredicate());
        Stream<String> mapped =
                read("configmap.yaml").path("data").propertyStream().map(Map.Entry::getKey);
        assertThat(Stream.concat(named, mapped)).isNotEmpty().allSatisfy(name -> assertThat(settings)
                .contains("${" + name + ":"));
    }

    @Test
    void theSecretHoldsWhatTheDeploymentTakesFromIt() throws IOException {
        JsonNode pod = read("deployment.yaml").at("/spec/template/spec");
        Stream<String> variables = pod.at("/containers/0/env").findValues("secretKeyRef").stream()
                .map(ref -> ref.path("key").asText());
        Stream<String> files = pod.at("/volumes/0/secret/items").findValuesAsText("key").stream();

        assertThat(Stream.concat(variables, files))
                .containsExactlyInAnyOrderElementsOf(read("secret.yaml")
                        .path("stringData")
                        .propertyStream()
                        .map(Map.Entry::getKey)
                        .toList());
    }

    @Test
    void thePodHasTheUserAndThePortOfTheImage() throws IOException {
        String image = Files.readString(Path.of("Dockerfile"));
        JsonNode pod = read("deployment.yaml").at("/spec/template/spec");

        assertThat(image)
                .contains("USER " + pod.at("/securityContext/runAsUser").asText() + ":");
        assertThat(image)
                .contains("EXPOSE "
                        + pod.at("/containers/0/ports/0/containerPort").asText());
        assertThat(pod.at("/containers/0/image").asText())
                .isEqualTo("msqpay:"
                        + read("kustomization.yaml").at("/images/0/newTag").asText());
    }

    @Test
    void secretsStandInNoManifest() throws IOException {
        assertThat(read("secret.yaml").path("stringData"))
                .allSatisfy(value -> assertThat(value.asText()).isEmpty());
    }
}
