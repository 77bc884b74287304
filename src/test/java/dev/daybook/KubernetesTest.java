package dev.daybook;

import static dev.daybook.support.Manifests.FOLDER;
import static dev.daybook.support.Manifests.container;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.daybook.support.Manifests;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Images and manifests are what Kubernetes knows, and fit the service and each other. */
class KubernetesTest {

    private interface Check {
        void validate(JsonElement object) throws IOException;
    }

    /** By version and kind: fields that are unknown, missing or of another type are refused. */
    private static final Map<String, Check> KINDS =
            Map.of(
                    "v1 Namespace", V1Namespace::validateJsonElement,
                    "v1 ConfigMap", V1ConfigMap::validateJsonElement,
                    "v1 Service", V1Service::validateJsonElement,
                    "v1 ServiceAccount", V1ServiceAccount::validateJsonElement,
                    "apps/v1 Deployment", V1Deployment::validateJsonElement,
                    "batch/v1 Job", V1Job::validateJsonElement,
                    "policy/v1 PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement,
                    "networking.k8s.io/v1 NetworkPolicy", V1NetworkPolicy::validateJsonElement);

    private static final List<String> ROLES = List.of("api", "projections", "relay");
    private static final Path JVM = Path.of("docker/Dockerfile.jvm");
    private static final Path NATIVE = Path.of("docker/Dockerfile.native");
    private static final Pattern ASSIGNMENT = Pattern.compile("(?m)^([A-Z_]+)=");
    private static final Pattern ENV = Pattern.compile("\\b([A-Z_]+)=");

    @Test
    void each_manifest_is_what_kubernetes_knows() throws IOException {
        for (var file : Manifests.objects().entrySet()) {
            for (JsonNode object : file.getValue()) {
                String kind =
                        "%s %s"
                                .formatted(
                                        object.path("apiVersion").textValue(),
                                        object.path("kind").textValue());
                assertNotNull(KINDS.get(kind), file.getKey() + ": " + kind);
                KINDS.get(kind).validate(JsonParser.parseString(object.toString()));
            }
        }
    }

    @Test
    void all_are_applied_but_the_one_that_makes_a_key() {
        JsonNode kustomization =
                Manifests.read(FOLDER.resolve("kustomization.yaml")).getFirst().path("resources");
        Set<String> files = new TreeSet<>(Manifests.objects().keySet());
        assertTrue(files.remove("first-key.yaml"));
        assertEquals(files, new TreeSet<>(texts(kustomization)));
    }

    @Test
    void each_variable_is_a_setting() throws IOException {
        Set<String> settings =
                new TreeSet<>(found(ASSIGNMENT, Files.readString(Path.of(".env.example"))));
        Set<String> variables = new TreeSet<>();
        Manifests.settings().fieldNames().forEachRemaining(variables::add);
        for (JsonNode pod : Manifests.pods()) {
            container(pod).path("env").forEach(each -> variables.add(each.path("name").asText()));
        }
        Manifests.read(Path.of("docker/compose.yaml"))
                .getFirst()
                .at("/services/daybook/environment")
                .fieldNames()
                .forEachRemaining(variables::add);
        for (Path image : List.of(JVM, NATIVE)) {
            variables.addAll(found(ENV, line(image, "ENV")));
        }
        assertTrue(variables.containsAll(List.of("HOST", "DAYBOOK_ROLE")), variables::toString);
        variables.removeAll(settings);
        assertEquals(Set.of(), variables);
    }

    @Test
    void no_variable_holds_a_secret_and_files_are_where_they_are_mounted() {
        assertFalse(Manifests.settings().has("POSTGRES_PASSWORD"));
        for (JsonNode pod : Manifests.pods()) {
            assertEquals("daybook-postgres", pod.at("/volumes/0/secret/secretName").textValue());
            JsonNode mount = container(pod).at("/volumeMounts/0");
            assertEquals(pod.at("/volumes/0/name"), mount.path("name"));
            for (String file : List.of("POSTGRES_PASSWORD_FILE", "POSTGRES_SSLROOTCERT")) {
                Path path = Path.of(Manifests.settings().path(file).textValue());
                assertEquals(Path.of(mount.path("mountPath").textValue()), path.getParent());
            }
        }
    }

    @Test
    void roles_differ_in_their_role_alone() throws IOException {
        List<String> templates = new ArrayList<>();
        for (String role : ROLES) {
            String text = Files.readString(FOLDER.resolve(role + ".yaml"));
            templates.add(
                    text.substring(text.indexOf('\n'))
                            .replace("daybook-" + role, "daybook-ROLE")
                            .replace("component: " + role, "component: ROLE")
                            .replace("value: " + role, "value: ROLE"));
        }
        assertEquals(1, Set.copyOf(templates).size());
        assertTrue(templates.getFirst().contains("- name: DAYBOOK_ROLE\n"), templates::getFirst);
    }

    @Test
    void ports_agree() throws IOException {
        String port = Manifests.settings().path("PORT").textValue();
        for (JsonNode deployment : Manifests.objects("Deployment")) {
            JsonNode template = deployment.at("/spec/template");
            assertEquals(
                    port, template.at("/metadata/annotations").path("prometheus.io/port").asText());
            JsonNode served = container(template.path("spec")).at("/ports/0");
            assertEquals(port, served.path("containerPort").asText());
            for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                assertEquals(
                        served.path("name"),
                        container(template.path("spec")).path(probe).at("/httpGet/port"));
            }
        }
        for (Path image : List.of(JVM, NATIVE)) {
            assertEquals("EXPOSE " + port, line(image, "EXPOSE"));
        }
        assertTrue(
                Files.readString(Path.of("docker/healthcheck")).contains("${PORT:-" + port + "}"));
    }

    @Test
    void pods_run_the_image_as_its_user_with_nothing_to_write_but_a_folder() throws IOException {
        JsonNode image =
                Manifests.read(FOLDER.resolve("kustomization.yaml")).getFirst().at("/images/0");
        String name = image.path("name").textValue() + ":" + image.path("newTag").textValue();
        assertTrue(Files.readString(JVM).contains("-t " + name + " "), name);
        for (JsonNode pod : Manifests.pods()) {
            assertEquals(name, container(pod).path("image").textValue());
            String user = pod.at("/securityContext/runAsUser").asText();
            assertEquals("USER " + user, line(JVM, "USER"));
            assertEquals("USER " + user, line(NATIVE, "USER"));
            assertTrue(container(pod).at("/securityContext/readOnlyRootFilesystem").booleanValue());
            assertEquals("/tmp", container(pod).at("/volumeMounts/1/mountPath").textValue());
        }
    }

    @Test
    void images_name_their_user_end_as_the_service_does_and_say_how_they_are() throws IOException {
        String user = line(JVM, "USER").replace("USER ", "");
        assertTrue(line(JVM, "RUN useradd").contains("--uid " + user + " "));
        for (Path image : List.of(JVM, NATIVE)) {
            assertEquals("STOPSIGNAL SIGTERM", line(image, "STOPSIGNAL"));
            assertTrue(line(image, "HEALTHCHECK").endsWith("CMD [\"bash\", \"/app/healthcheck\"]"));
            assertTrue(line(image, "LABEL").contains("org.opencontainers.image.title"));
            String text = Files.readString(image);
            assertTrue(text.contains("quarkus:dependency-sbom@bom"), text);
            assertTrue(text.contains("target/bom.json"), text);
        }
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(each -> texts.add(each.textValue()));
        return texts;
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map((MatchResult each) -> each.group(1)).toList();
    }

    /** The last line of an image that says this. */
    private static String line(Path image, String instruction) throws IOException {
        try (Stream<String> lines = Files.lines(image)) {
            return lines.filter(line -> line.startsWith(instruction + " "))
                    .reduce((_, last) -> last)
                    .orElseThrow();
        }
    }
}
