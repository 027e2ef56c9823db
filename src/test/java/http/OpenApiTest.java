package http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import database.Sql;
import embedded.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The API's description against the classes and the running server. */
@QuarkusTest
@TestProfile(WithoutNormalizing.class)
@QuarkusTestResource(TestServers.class)
class OpenApiTest {

    /** Streams without end, and what would take this test's own sign-in away or erase what others look at. */
    private static final Set<String> NOT_CALLED = Set.of("GET /orders/stream", "POST /auth/logout", "DELETE /demo");
    /** Served beside the resources: by the routes of the webhook edge. */
    private static final Set<String> OF_THE_ROUTES = Set.of("POST /webhook", "POST /webhook/{channel}", "POST /webhook/{channel}/{pathToken}");

    @Inject
    Sql database;

    private ApiDocument document;
    private ExampleRows examples;

    @BeforeEach
    void read() {
        examples = new ExampleRows(database);
        document = new ApiDocument(given().get("/q/openapi?format=json").then().statusCode(200).extract().asByteArray());
    }

    @AfterEach
    void forget() {
        examples.delete();
    }

    @Test
    void everyEndpointIsDescribedAndNoOther() {
        Set<String> there = new TreeSet<>(OF_THE_ROUTES);
        for (JavaClass resource : new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPaths("target/classes")) {
            if (resource.isAnnotatedWith(Path.class)) {
                resource.getMethods().forEach(method -> endpoint(resource, method).ifPresent(there::add));
            }
        }

        assertThat(document.operations().stream().map(ApiOperation::name)).containsExactlyInAnyOrderElementsOf(there);
    }

    private static Optional<String> endpoint(JavaClass resource, JavaMethod method) {
        String path = resource.getAnnotationOfType(Path.class).value() + (method.isAnnotatedWith(Path.class) ? "/" + method.getAnnotationOfType(Path.class).value() : "");
        String template = ("/" + path).replaceAll("\\{(\\w+)\\s*:[^}]*}", "{$1}").replaceAll("/+", "/");
        return method.getAnnotations().stream()
            .filter(annotation -> annotation.getRawType().isMetaAnnotatedWith(HttpMethod.class))
            .map(annotation -> annotation.getRawType().getSimpleName() + " " + template).findFirst();
    }

    @Test
    void everyEndpointSaysWhatItTakesAndGives() {
        List<String> lacking = new ArrayList<>();
        for (ApiOperation operation : document.operations()) {
            operation.lacking().forEach(lack -> lacking.add(operation.name() + ": " + lack));
        }

        assertThat(lacking).isEmpty();
    }

    @Test
    void everyExampleIsOfItsSchema() {
        List<String> wrong = new ArrayList<>();
        for (ApiOperation operation : document.operations()) {
            operation.examples().forEach(example -> document.faults(example.schema(), example.value())
                .forEach(fault -> wrong.add(operation.name() + " " + example.where() + ": " + fault)));
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    void whatIsReadAnswersAsDescribed() {
        // Given something of everything, under the ids that the examples have
        examples.insert();

        // When, Then
        List<String> wrong = new ArrayList<>();
        for (ApiOperation operation : document.operations()) {
            if (operation.method().equals("GET") && !NOT_CALLED.contains(operation.name())) {
                check(operation, operation.call(given()), wrong);
            }
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    void everyExampleOfARequestIsAnsweredAsDescribed() {
        List<String> wrong = new ArrayList<>();
        for (ApiOperation operation : document.operations()) {
            if (!operation.method().equals("GET") && !NOT_CALLED.contains(operation.name())) {
                for (JsonNode request : operation.requestExamples()) {
                    RequestSpecification call = given().contentType(operation.requestType())
                        .body(request.isTextual() ? request.textValue() : request.toString());
                    check(operation, operation.call(call), wrong);
                }
            }
        }

        assertThat(wrong).isEmpty();
    }

    private void check(ApiOperation operation, Response answer, List<String> wrong) {
        String status = Integer.toString(answer.statusCode());
        JsonNode described = operation.response(status);
        if (described.isMissingNode()) {
            wrong.add(operation.name() + " answers " + status + ", which is not described: " + answer.asString());
            return;
        }
        described.path("headers").fieldNames().forEachRemaining(header -> {
            if (answer.header(header) == null) {
                wrong.add(operation.name() + " answers " + status + " without " + header);
            }
        });
        String type = String.valueOf(answer.contentType()).split(";")[0].toLowerCase(Locale.ROOT);
        JsonNode content = described.path("content");
        if (content.isEmpty()) {
            if (!answer.asString().isEmpty()) {
                wrong.add(operation.name() + " answers " + status + " with a body, and describes none");
            }
        } else if (!content.has(type)) {
            wrong.add(operation.name() + " answers " + status + " as " + type + ", and describes " + content.fieldNames().next());
        } else if (type.endsWith("json")) {
            document.faults(content.path(type).path("schema"), ApiDocument.json(answer.asByteArray()))
                .forEach(fault -> wrong.add(operation.name() + " answers " + status + ": " + fault));
        }
    }
}
