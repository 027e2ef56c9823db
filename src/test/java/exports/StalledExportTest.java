package exports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import access.Tokens;
import database.Sql;
import embedded.TestServers;
import http.TightLimits;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@QuarkusTest
@TestProfile(TightLimits.class)
@QuarkusTestResource(TestServers.class)
class StalledExportTest {

    private static final String WRITING = """
        select pid from pg_stat_activity where pid <> pg_backend_pid() and xact_start is not null and query like '%as found_id%'""";

    @Inject
    Sql database;

    @ParameterizedTest
    @EnumSource
    void aClientThatTakesNothingLosesItsExport(HttpClient.Version version) throws Exception {
        // Given an export of more than fits between server and client
        database.update("""
            insert into orders (platform, shop_id, order_id, status, platform_status, created_at, updated_at)
            select 'stalled', 's', 'o' || n, 'PENDING', repeat('x', 1000), now(), now() from generate_series(1, 40000) as n""");
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + "/orders/export?format=csv&platform=stalled"))
            .header("Authorization", "Bearer " + Tokens.of("slow", "viewer")).build();
        HttpResponse<InputStream> answer = HttpClient.newBuilder().version(version).build().send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);

        // When its client takes nothing
        await().until(() -> database.query(WRITING, row -> row.getInt(1)).isEmpty());

        // Then it is over, and has no end
        assertThatThrownBy(answer.body()::readAllBytes).isInstanceOf(IOException.class);
    }

    /** The planner is left to believe that there are few orders: whatever it believes, the next export's pages are read in time. */
    @AfterEach
    void delete() {
        database.update("delete from orders where platform = 'stalled'");
        database.update("analyze orders");
    }
}
