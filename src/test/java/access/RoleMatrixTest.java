package access;

import static io.restassured.RestAssured.given;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import embedded.TestServers;
import http.Clients;
import http.WithoutNormalizing;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.HttpMethod;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Who may do what, asked of the running application: every address, every role. */
@QuarkusTest
@TestProfile(WithoutNormalizing.class)
@QuarkusTestResource(TestServers.class)
class RoleMatrixTest {

    private static final String EVERYONE = "everyone";

    /** Of each address one of the roles that may; whoever holds one of these may, too. What is new is added here. */
    private static final String MATRIX = """
        everyone: POST /webhook, POST /webhook/{channel}, POST /webhook/{channel}/{pathToken}
        everyone: POST /auth/login, POST /auth/refresh, POST /auth/logout, GET /auth/config, POST /payments/momo/ipn, GET /payments/vnpay/ipn
        viewer: GET /orders, GET /orders/{platform}/{orderId}, GET /orders/export, GET /channels, GET /overview
        viewer dealer: GET /orders/stream
        viewer shop dealer: GET /auth/me, POST /auth/password, GET /auth/oidc
        operator: GET /dead-letters, GET /dead-letters/export, GET /dead-letters/groups, GET /dead-letters/{id}, POST /dead-letters/{id}/try, POST /dead-letters/{id}/replay
        operator: POST /dead-letters/replay, GET /dead-letters/replays/{id}, POST /dead-letters/replays/{id}/stop, POST /channels/{channel}/backfill, GET /channels/{channel}/backfill/{id}
        engineer: GET /orders/{platform}/{orderId}/messages, GET /mappings, POST /mappings/{channel}/try
        shop: POST /orders, POST /credit/check, GET /credit/status, GET /api/credit/status
        credit: GET /dealers/export, POST /credit/unlock, POST /dealers/import, GET /dealers, GET /dealers/{customerId}, PUT /dealers/{customerId}
        credit: POST /dealers/{customerId}/lock, POST /dealers/{customerId}/unlock, POST /dealers/{customerId}/adjustments
        credit: GET /dealers/{customerId}/invoices, GET /dealers/{customerId}/ledger, GET /dealers/{customerId}/audit
        credit: GET /dealers/{customerId}/invoices/export, GET /dealers/{customerId}/ledger/export, GET /dealers/{customerId}/audit/export
        credit: GET /credit/limit-requests, GET /credit/limit-requests/export, POST /credit/limit-requests, GET /credit/limit-requests/{id}
        credit: POST /credit/limit-requests/{id}/approve, POST /credit/limit-requests/{id}/refuse
        credit: GET /credit/rates, PUT /credit/rates/{currency}/{day}
        credit finance: GET /credit/payments, GET /credit/payments/export
        finance: GET /bank-lines, GET /bank-lines/export, GET /bank-statements, GET /bank-statements/export
        finance: GET /postings/export, GET /payments/export, GET /postings, GET /postings/{businessKey}, GET /payments, GET /payments/{paymentId}
        finance shop: POST /payments
        finance: POST /reconciliations, GET /reconciliations, GET /reconciliations/{date}, GET /reconciliations/open
        finance: GET /reconciliations/{date}/export, GET /reconciliations/open/export
        finance: POST /reconciliations/{date}/explain, GET /reports/sales/{date}
        dealer: GET /portal/account, GET /portal/orders, GET /portal/orders/export
        dealer: GET /portal/invoices, GET /portal/invoices/export, GET /portal/limit-requests, GET /portal/limit-requests/export, POST /portal/limit-requests
        admin: GET /users, POST /users, PUT /users/{username}, DELETE /users/{username}, POST /users/{username}/password, GET /audit, GET /audit/export, GET /demo, DELETE /demo, GET /buyers/{id}, DELETE /buyers/{id}
        """;

    private static final HttpClient HTTP = Clients.http11();

    @Inject
    Router router;

    @Test
    void everyMethodOfEveryResourceNamesItsRoles() {
        List<String> nameless = new ArrayList<>();
        for (JavaClass resource : new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPath(Path.of("target/classes"))) {
            for (JavaMethod method : resource.getMethods()) {
                boolean endpoint = method.getAnnotations().stream().anyMatch(annotation -> annotation.getRawType().isAnnotatedWith(HttpMethod.class));
                boolean named = method.isAnnotatedWith(RolesAllowed.class) || method.isAnnotatedWith(PermitAll.class)
                    || resource.isAnnotatedWith(RolesAllowed.class) || resource.isAnnotatedWith(PermitAll.class);
                if (endpoint && !named) {
                    nameless.add(method.getFullName());
                }
            }
        }

        assertThat(nameless).isEmpty();
    }

    @Test
    void theMatrixHasEveryAddressOfTheApi() {
        assertThat(new TreeSet<>(matrix().keySet())).isEqualTo(operations());
    }

    @Test
    void noAddressIsThereThatIsNoResourceButThoseThatAreKnown() {
        Set<String> others = router.getRoutes().stream().map(Route::getPath).filter(path -> path != null)
            .filter(path -> !path.startsWith("/q") && !path.startsWith("/webhook")).collect(toSet());

        assertThat(others).isSubsetOf("/", "/static", "/static/", "/static/*", "/static/bundle", "/_static", "/index.html", "/*");
    }

    @Test
    void whoHasNotSignedInIsToldToEverywhere() {
        Map<String, Integer> answers = matrix().entrySet().stream().filter(entry -> !entry.getValue().contains(EVERYONE))
            .collect(toMap(Map.Entry::getKey, entry -> status(entry.getKey(), null)));

        assertThat(answers).allSatisfy((operation, status) -> assertThat(status).isEqualTo(401));
    }

    @Test
    void noRoleMayMoreThanTheMatrixSays() {
        Map<String, Integer> answers = new TreeMap<>();
        for (String role : Access.ROLES) {
            String token = token(role);
            matrix().forEach((operation, roles) -> {
                if (!roles.contains(EVERYONE) && !may(role, roles)) {
                    answers.put(role + " " + operation, status(operation, token));
                }
            });
        }

        assertThat(answers).hasSizeGreaterThan(200).allSatisfy((operation, status) -> assertThat(status).isEqualTo(403));
    }

    /** Nothing is deleted, and the stream has no end; bodies are missing, so that nothing is changed. */
    @Test
    void everyRoleMayWhatTheMatrixSays() {
        Map<String, Integer> answers = new TreeMap<>();
        for (String role : Access.ROLES) {
            String token = token(role);
            matrix().forEach((operation, roles) -> {
                if (may(role, roles) && !operation.startsWith("DELETE") && !operation.endsWith("/stream")) {
                    answers.put(role + " " + operation, status(operation, token));
                }
            });
        }

        assertThat(answers).hasSizeGreaterThan(100).allSatisfy((operation, status) -> assertThat(status).isNotIn(401, 403));
    }

    private static boolean may(String role, Set<String> roles) {
        return Access.allOf(List.of(role)).stream().anyMatch(roles::contains);
    }

    private static String token(String role) {
        return role.equals(Access.DEALER) ? Tokens.ofDealer("dealer", "no-such-dealer") : Tokens.of(role, role);
    }

    private static Map<String, Set<String>> matrix() {
        Map<String, Set<String>> matrix = new TreeMap<>();
        MATRIX.lines().forEach(line -> {
            Set<String> roles = Set.of(line.substring(0, line.indexOf(':')).split(" "));
            Arrays.stream(line.substring(line.indexOf(':') + 1).split(",")).forEach(operation -> matrix.put(operation.trim(), roles));
        });
        return matrix;
    }

    private static Set<String> operations() {
        Map<String, Map<String, Object>> paths = given().accept("application/json").get("/q/openapi").jsonPath().getMap("paths");
        Set<String> operations = new TreeSet<>();
        paths.forEach((path, methods) -> methods.keySet().stream().filter(method -> Set.of("get", "post", "put", "delete", "patch").contains(method))
            .forEach(method -> operations.add(method.toUpperCase() + " " + path)));
        return operations;
    }

    private static int status(String operation, String token) {
        String[] parts = operation.split(" ");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + parts[1].replaceAll("\\{[^}]*}", "1")))
            .method(parts[0], BodyPublishers.noBody());
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            return HTTP.send(request.build(), BodyHandlers.discarding()).statusCode();
        } catch (Exception e) {
            throw new IllegalStateException(operation, e);
        }
    }
}
