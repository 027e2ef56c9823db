package kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import roles.Role;

/** What {@code kubectl kustomize} makes of {@code k8s/}; skipped where there is no kubectl. */
class ManifestsTest {

    private static final YAMLMapper YAML = new YAMLMapper();
    /** Kubernetes' own objects keep fields that they do not know; here a field that nobody knows is a fault. */
    private static final YAMLMapper STRICT = YAMLMapper.builder().annotationIntrospector(new JacksonAnnotationIntrospector() {
        @Override
        public Boolean hasAnySetter(Annotated of) {
            return false;
        }
    }).build();
    private static final Map<String, Class<?>> KINDS = Stream.of(ConfigMap.class, Service.class, ServiceAccount.class, Deployment.class,
            HorizontalPodAutoscaler.class, Job.class, Ingress.class, NetworkPolicy.class, PodDisruptionBudget.class)
        .collect(Collectors.toMap(Class::getSimpleName, kind -> kind));
    private static final Set<String> OF_OPERATORS = Set.of("Integration", "ScaledObject", "PodMonitor", "PrometheusRule");
    private static final Map<String, List<JsonNode>> RENDERED = new HashMap<>();
    private static final Pattern ROOT = Pattern.compile("(?m)^@Path\\(\"([^\"]+)\"\\)");
    private static final Pattern OF_METHOD = Pattern.compile("(?m)^ +@Path\\(\"([^\"]+)\"\\)");
    private static final String ROLES = "ORDERSYNC_ROLES";

    @ParameterizedTest
    @ValueSource(strings = {"overlays/one", "overlays/by-role", "overlays/production", "overlays/camel-k", "migration", "overlays/production/migration"})
    void everyObjectHasOnlyFieldsThatItsKindKnows(String directory) throws Exception {
        for (JsonNode object : rendered(directory)) {
            String kind = object.path("kind").asText();
            if (!OF_OPERATORS.contains(kind)) {
                assertThat(KINDS).as("kinds of Kubernetes").containsKey(kind);
                assertThat(STRICT.treeToValue(object, KINDS.get(kind))).isNotNull();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlays/one", "overlays/by-role", "overlays/production", "overlays/camel-k"})
    void eachRoleIsRunByOneKindOfProcess(String directory) throws Exception {
        List<String> run = processes(rendered(directory)).values().stream().flatMap(process -> process.roles().stream()).toList();

        assertThat(run).containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Role.values()).map(role -> role.name().toLowerCase(Locale.ROOT)).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlays/one", "overlays/by-role", "overlays/production", "overlays/camel-k"})
    void aServiceFindsTheProcessesOfItsRoleAndNoOthers(String directory) throws Exception {
        List<JsonNode> objects = rendered(directory);
        Map<String, Process> processes = processes(objects);

        for (String role : List.of("ingest", "api")) {
            JsonNode selector = named(objects, "Service", "ordersync-" + role).at("/spec/selector");
            List<Process> found = processes.values().stream().filter(process -> process.isSelectedBy(selector)).toList();
            assertThat(found).as("processes behind %s", role).hasSize(1)
                .allSatisfy(process -> assertThat(process.roles()).contains(role));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlays/one", "overlays/by-role", "overlays/production", "overlays/camel-k", "migration", "overlays/production/migration"})
    void everyVariableOfOursIsAKeyThatIsExplained(String directory) throws Exception {
        String explained = Files.readString(Path.of("docs/operate.md")) + Files.readString(Path.of("docs/finance.md"));
        Set<String> keys = Pattern.compile("[a-z][a-z0-9-]*(\\.[a-z0-9-]+)+").matcher(explained).results()
            .map(key -> key.group().replaceAll("[.-]", "_").toUpperCase(Locale.ROOT)).collect(Collectors.toSet());
        Set<String> set = new TreeSet<>();
        for (JsonNode object : rendered(directory)) {
            object.path("data").fieldNames().forEachRemaining(set::add);
            object.at("/spec/template/spec/containers").forEach(container ->
                container.path("env").forEach(variable -> set.add(variable.path("name").asText())));
            object.at("/spec/traits/environment/vars").forEach(variable -> set.add(variable.asText().split("=")[0]));
        }
        set.removeIf(name -> !name.startsWith("ORDERSYNC_"));

        assertThat(keys).containsAll(set);
    }

    @Test
    void anIntegrationIsConfiguredAsADeploymentIs() throws Exception {
        JsonNode container = named(rendered("overlays/by-role"), "Deployment", "ordersync-store").at("/spec/template/spec/containers/0");
        JsonNode traits = named(rendered("overlays/camel-k"), "Integration", "ordersync-store").at("/spec/traits");
        Set<String> variables = new TreeSet<>(named(rendered("base"), "ConfigMap", "ordersync").path("data").properties().stream()
            .map(Map.Entry::getKey).toList());
        container.path("env").forEach(variable -> variables.add(variable.path("name").asText()));

        assertThat(traits.at("/environment/vars")).extracting(variable -> variable.asText().split("=")[0])
            .containsExactlyInAnyOrderElementsOf(variables);
        for (String probe : List.of("startup", "liveness", "readiness")) {
            assertThat(traits.path("health").path(probe + "Probe")).isEqualTo(container.path(probe + "Probe").at("/httpGet/path"));
        }
        assertThat(traits.at("/container/expose").asBoolean()).isTrue();
        assertThat(traits.at("/container/port")).isEqualTo(container.at("/ports/0/containerPort"));
        assertThat(traits.at("/container/portName")).isEqualTo(container.at("/ports/0/name"));
        assertThat(traits.at("/container/limitMemory")).isEqualTo(container.at("/resources/limits/memory"));
    }

    @Test
    void theSchemaIsMigratedByTheImageThatIsToRun() throws Exception {
        String migrates = rendered("overlays/production/migration").get(0).at("/spec/template/spec/containers/0/image").asText();

        assertThat(rendered("overlays/production")).filteredOn(object -> object.path("kind").asText().equals("Deployment")).hasSize(6)
            .allSatisfy(deployment -> assertThat(deployment.at("/spec/template/spec/containers/0/image").asText()).isEqualTo(migrates));
    }

    @Test
    void theOutsideReachesEveryAddressButThoseOfHealthAndMetrics() throws Exception {
        Map<String, String> exactly = new TreeMap<>();
        Map<String, String> under = new TreeMap<>();
        named(rendered("overlays/production"), "Ingress", "ordersync").at("/spec/rules/0/http/paths").forEach(path ->
            (path.path("pathType").asText().equals("Exact") ? exactly : under).put(path.path("path").asText(), path.at("/backend/service/name").asText()));
        Set<String> served = new TreeSet<>();
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            sources.filter(Files::isRegularFile).forEach(source -> served.addAll(addresses(read(source))));
        }

        assertThat(served).hasSizeGreaterThan(20).allSatisfy(address ->
            assertThat(exactly.containsKey(address) || under.keySet().stream().anyMatch(prefix -> (address + "/").startsWith(prefix + "/"))).as(address).isTrue());
        assertThat(under).containsEntry("/webhook", "ordersync-ingest").containsEntry("/static", "ordersync-api");
        assertThat(exactly).containsOnly(Map.entry("/", "ordersync-api"),
            Map.entry("/payments/vnpay/ipn", "ordersync-ingest"), Map.entry("/payments/momo/ipn", "ordersync-ingest"));
        assertThat(under.keySet()).noneMatch(prefix -> prefix.startsWith("/q"));
    }

    @Test
    void anAlertAsksForMetricsThatAreExplained() throws Exception {
        String explained = Files.readString(Path.of("docs/operate.md"));
        Pattern metric = Pattern.compile("\\b(?:ordersync|credit)_[a-z_]+");

        named(rendered("overlays/production"), "PrometheusRule", "ordersync").at("/spec/groups/0/rules").forEach(rule -> {
            Matcher asked = metric.matcher(rule.path("expr").asText());
            // Whether there is a process is Kubernetes' to say.
            if (rule.path("expr").asText().startsWith("kube_")) {
                return;
            }
            assertThat(asked.find()).as(rule.path("alert").asText()).isTrue();
            assertThat(explained).contains("| `" + asked.group().replaceAll("_bucket$", "") + "` |");
        });
    }

    private record Process(List<String> roles, JsonNode labels) {

        boolean isSelectedBy(JsonNode selector) {
            return selector.properties().stream().allMatch(label -> label.getValue().equals(labels.path(label.getKey())));
        }
    }

    private static Map<String, Process> processes(List<JsonNode> objects) {
        Map<String, Process> found = new TreeMap<>();
        for (JsonNode object : objects) {
            String name = object.at("/metadata/name").asText();
            if (object.path("kind").asText().equals("Deployment")) {
                object.at("/spec/template/spec/containers/0/env").forEach(variable -> {
                    if (variable.path("name").asText().equals(ROLES)) {
                        found.put(name, new Process(List.of(variable.path("value").asText().split(",")), object.at("/spec/template/metadata/labels")));
                    }
                });
            } else if (object.path("kind").asText().equals("Integration")) {
                // The operator labels the pods of an Integration with its name.
                String[] roles = object.at("/spec/traits/environment/vars/0").asText().split("=");
                assertThat(roles[0]).isEqualTo(ROLES);
                found.put(name, new Process(List.of(roles[1].split(",")),
                    YAML.createObjectNode().put("camel.apache.org/integration", name)));
            }
        }
        return found;
    }

    /** Those of the resource; of one at the root those of its methods. */
    private static List<String> addresses(String source) {
        List<String> roots = ROOT.matcher(source).results().map(address -> address.group(1)).toList();
        return roots.contains("/") ? OF_METHOD.matcher(source).results().map(address -> address.group(1)).toList() : roots;
    }

    private static JsonNode named(List<JsonNode> objects, String kind, String name) {
        return objects.stream().filter(object -> object.path("kind").asText().equals(kind))
            .filter(object -> object.at("/metadata/name").asText().matches(name + "(-[a-z0-9]{10})?")).findFirst().orElseThrow();
    }

    private static List<JsonNode> rendered(String directory) throws IOException, InterruptedException {
        if (!RENDERED.containsKey(directory)) {
            RENDERED.put(directory, render(directory));
        }
        return RENDERED.get(directory);
    }

    private static List<JsonNode> render(String directory) throws IOException, InterruptedException {
        Path errors = Files.createTempFile("kustomize", ".txt");
        try {
            java.lang.Process kubectl;
            try {
                kubectl = new ProcessBuilder("kubectl", "kustomize", "k8s/" + directory).redirectError(errors.toFile()).start();
            } catch (IOException missing) {
                assumeTrue(false, "There is no kubectl: k8s/ is not looked at");
                throw missing;
            }
            List<JsonNode> objects = new ArrayList<>();
            try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(kubectl.getInputStream())) {
                documents.forEachRemaining(objects::add);
            }
            assertThat(kubectl.waitFor()).as(() -> read(errors)).isZero();
            return objects;
        } finally {
            Files.delete(errors);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException gone) {
            return gone.toString();
        }
    }
}
