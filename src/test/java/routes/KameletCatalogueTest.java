package routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of the Camel Kamelet catalogue's validator, over every file of {@code kamelets/}. */
class KameletCatalogueTest {

    private static final String ANNOTATION = "camel.apache.org/";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\??([A-Za-z][A-Za-z0-9]*)[^}]*}}");
    private static final Pattern SECRET = Pattern.compile("(?i).*(password|secret|token|credential|(access|secret|private|api)key).*");
    /** Steps that need no component, and the alias of those that do. */
    private static final Set<String> CORE = Set.of("camel:core", "camel:kamelet");

    static Stream<Path> kamelets() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("kamelets"))) {
            return files.toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void isNamedByItsTypeAndFile(Path file) throws IOException {
        JsonNode kamelet = read(file);
        String name = kamelet.at("/metadata/name").asText();
        String type = kamelet.at("/metadata/labels").path(ANNOTATION + "kamelet.type").asText();

        assertThat(file.getFileName()).hasToString(name + ".kamelet.yaml");
        assertThat(kamelet.path("apiVersion").asText()).isEqualTo("camel.apache.org/v1");
        assertThat(kamelet.path("kind").asText()).isEqualTo("Kamelet");
        assertThat(type).isIn("source", "sink", "action");
        assertThat(name).matches("[a-z0-9]+(-[a-z0-9]+)*-" + type);
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void saysWhoMadeItAndWhereItBelongs(Path file) throws IOException {
        JsonNode annotations = read(file).at("/metadata/annotations");

        assertThat(List.of("provider", "kamelet.group", "kamelet.namespace", "catalog.version", "kamelet.support.level"))
            .allSatisfy(annotation -> assertThat(annotations.path(ANNOTATION + annotation).asText()).as(annotation).isNotBlank());
        assertThat(annotations.path(ANNOTATION + "kamelet.support.level").asText()).isIn("Stable", "Preview");
        assertThat(annotations.path(ANNOTATION + "kamelet.icon").asText()).startsWith("data:image/svg+xml;base64,");
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void describesItselfAndEveryProperty(Path file) throws IOException {
        JsonNode definition = read(file).at("/spec/definition");

        assertThat(definition.path("title").asText()).isNotBlank();
        assertThat(definition.path("description").asText()).isNotBlank();
        assertThat(definition.path("type").asText()).isEqualTo("object");
        definition.path("properties").fields().forEachRemaining(property -> {
            JsonNode told = property.getValue();
            assertThat(property.getKey()).matches("[a-z][A-Za-z0-9]*");
            assertThat(told.path("title").asText()).as(property.getKey() + " title").isNotBlank();
            assertThat(told.path("title").asText().split(" ")).as(property.getKey() + " title in capitals")
                .allMatch(word -> Character.isUpperCase(word.charAt(0)) || word.length() < 4);
            assertThat(told.path("description").asText()).as(property.getKey() + " description").endsWith(".");
            assertThat(told.path("type").asText()).as(property.getKey() + " type").isIn("string", "integer", "number", "boolean");
            assertThat(told.has("x-descriptors")).as(property.getKey() + " has no x-descriptors any more").isFalse();
            if (told.path("type").asText().equals("integer") && told.has("default")) {
                assertThat(told.path("default").isIntegralNumber()).as(property.getKey() + " default").isTrue();
            }
        });
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void hidesEverySecret(Path file) throws IOException {
        read(file).at("/spec/definition/properties").fields().forEachRemaining(property -> {
            if (SECRET.matcher(property.getKey()).matches()) {
                assertThat(property.getValue().path("format").asText()).as(property.getKey()).isEqualTo("password");
            }
        });
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void requiresExactlyWhatHasNoDefault(Path file) throws IOException {
        JsonNode definition = read(file).at("/spec/definition");
        Set<String> required = new TreeSet<>();
        definition.path("required").forEach(name -> required.add(name.asText()));
        Set<String> optional = optionalPlaceholders(read(file).at("/spec/template"));
        Set<String> withoutDefault = new TreeSet<>();
        definition.path("properties").fields().forEachRemaining(property -> {
            if (!property.getValue().has("default") && !optional.contains(property.getKey())) {
                withoutDefault.add(property.getKey());
            }
        });

        assertThat(required).isEqualTo(withoutDefault);
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void usesItsPropertiesAndNoOthers(Path file) throws IOException {
        JsonNode spec = read(file).path("spec");
        Set<String> declared = new TreeSet<>();
        spec.at("/definition/properties").fieldNames().forEachRemaining(declared::add);
        Set<String> used = new TreeSet<>();
        Matcher placeholder = PLACEHOLDER.matcher(spec.path("template").toString());
        while (placeholder.find()) {
            used.add(placeholder.group(1));
        }

        assertThat(used).isEqualTo(declared);
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void writesParametersApartFromAddresses(Path file) throws IOException {
        for (JsonNode address : addresses(read(file).at("/spec/template"))) {
            assertThat(address.asText()).as("the address of an endpoint").doesNotContain("?");
        }
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void endsEveryHttpCallInItsTimeWhateverTheAnswer(Path file) throws IOException {
        for (JsonNode call : read(file).at("/spec/template").findParents("uri")) {
            // The others name their component before a colon, but for that of files, whose address is a directory.
            if (call.path("uri").asText().matches("https?:.*|\\{\\{\\w*[uU]rl}}.*")) {
                JsonNode parameters = call.path("parameters");
                assertThat(parameters.path("httpClientConfigurer").asText()).isEqualTo("#boundedHttpClient");
                assertThat(List.of("httpConnection.connectTimeout", "httpClient.connectionRequestTimeout", "httpClient.responseTimeout"))
                    .allMatch(parameters::has);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void namesEveryComponentItUses(Path file) throws IOException {
        JsonNode spec = read(file).path("spec");
        Set<String> dependencies = new HashSet<>();
        spec.path("dependencies").forEach(dependency -> dependencies.add(dependency.asText()));

        assertThat(dependencies).containsAll(CORE);
        for (JsonNode address : addresses(spec.path("template"))) {
            if (address.asText().startsWith("{{")) {
                assertThat(dependencies).as("component of " + address.asText()).containsAnyOf("camel:http", "camel:file");
            } else {
                assertThat(dependencies).as("component of " + address.asText()).contains("camel:" + address.asText().split(":")[0]);
            }
        }
        if (!spec.path("template").findValues("bean").isEmpty()) {
            assertThat(dependencies).contains("camel:bean");
        }
        assertThat(Files.readString(Path.of("pom.xml"))).as("Camel Quarkus does not read dependencies: the pom has to have them")
            .contains(dependencies.stream().map(name -> "camel-quarkus-" + name.substring("camel:".length())).toList());
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void isConnectedAsItsTypeSays(Path file) throws IOException {
        JsonNode kamelet = read(file);
        JsonNode template = kamelet.at("/spec/template");
        boolean fromSource = template.at("/from/uri").asText().startsWith("kamelet:source");
        boolean toSink = addresses(template).stream().anyMatch(address -> address.asText().equals("kamelet:sink"));

        switch (kamelet.at("/metadata/labels").path(ANNOTATION + "kamelet.type").asText()) {
            case "source" -> {
                assertThat(fromSource).isFalse();
                assertThat(toSink).isTrue();
                assertThat(kamelet.at("/spec/types/out/mediaType").asText()).isNotBlank();
            }
            case "sink" -> {
                assertThat(fromSource).isTrue();
                assertThat(toSink).isFalse();
                assertThat(kamelet.at("/spec/types/in/mediaType").asText()).isNotBlank();
            }
            default -> assertThat(fromSource).isTrue();
        }
    }

    private static JsonNode read(Path file) throws IOException {
        return new YAMLMapper().readTree(file.toFile());
    }

    /** The addresses of every {@code from} and {@code to}, in either way of writing them. */
    private static List<JsonNode> addresses(JsonNode template) {
        return Stream.concat(template.findValues("uri").stream(), template.findValues("to").stream().filter(JsonNode::isTextual)).toList();
    }

    private static Set<String> optionalPlaceholders(JsonNode template) {
        Set<String> optional = new HashSet<>();
        Matcher placeholder = Pattern.compile("\\{\\{\\?([A-Za-z0-9]+)}}").matcher(template.toString());
        while (placeholder.find()) {
            optional.add(placeholder.group(1));
        }
        return optional;
    }
}
