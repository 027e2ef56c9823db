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
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(TightLimits.class)
@QuarkusTestResource(TestServers.class)
class StalledExportTest {

    private static final String WRITING = """
        select pid from pg_stat_activity where pid <> pg_backend_pid() and xact_start is not null and query like '%as found_id%'""";

    /** As {@link #WRITING}, where what was read last is the next of a day's items. */
    private static final String REPORTING = """
        select pid from pg_stat_activity where pid <> pg_backend_pid() and xact_start is not null and query like '%from reconciliation_item where%'""";

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

    @ParameterizedTest
    @ValueSource(strings = {"csv", "json", "xlsx"})
    void aClientThatTakesNothingLosesItsReport(String format) throws Exception {
        // Given a report of more than fits between server and client
        database.update("insert into reconciliation (date, state, started_at) values ('2010-01-01', 'DONE', now())");
        database.update("""
            insert into reconciliation_item (date, class, order_id, reason, owner, since)
            select '2010-01-01', 'MISSING_PAYMENT', 'stalled' || n, (select string_agg(md5(n::text || m), '') from generate_series(1, 31) as m), 'o', now()
              from generate_series(1, 40000) as n""");
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + "/reconciliations/2010-01-01?format=" + format))
            .header("Authorization", "Bearer " + Tokens.of("slow", "finance")).build();

        // When its client takes nothing
        HttpResponse<InputStream> answer = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build().send(request, HttpResponse.BodyHandlers.ofInputStream());
        await().until(() -> database.query(REPORTING, row -> row.getInt(1)).isEmpty());

        // Then it is over, and has no end
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThatThrownBy(answer.body()::readAllBytes).isInstanceOf(IOException.class);
    }

    /** The planner is left to believe that there are few orders: whatever it believes, the next export's pages are read in time. */
    @AfterEach
    void delete() {
        database.update("delete from orders where platform = 'stalled'");
        database.update("delete from reconciliation_item where date = '2010-01-01'");
        database.update("delete from reconciliation where date = '2010-01-01'");
        database.update("analyze orders");
    }
}
