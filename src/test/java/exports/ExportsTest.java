package exports;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.startsWith;

import access.Tokens;
import database.Sql;
import embedded.TestServers;
import http.WithoutNormalizing;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(WithoutNormalizing.class)
@QuarkusTestResource(TestServers.class)
class ExportsTest {

    private static final String HEADING = "platform,shop_id,order_id,status,platform_status,amount,currency,created_at,updated_at,buyer_name,buyer_phone,dealer_id,credit_locked";

    @Inject
    Sql database;

    /** Each test has a platform of its own, and so exports its own orders alone. */
    private final String platform = "p" + UUID.randomUUID().toString().substring(0, 8);

    @Test
    void anExportHoldsEveryOrderOfTheFilterOnceOverManyPages() {
        // Given orders of several pages, many of them changed at the same time, and others that are not asked for
        orders(1_203, "PENDING");
        orders(7, "SHIPPED");

        // When
        List<String> lines = csv("/orders/export?format=csv&shop=PENDING&platform=" + platform).lines().toList();

        // Then
        assertThat(lines.get(0)).isEqualTo(HEADING);
        assertThat(lines.subList(1, lines.size())).hasSize(1_203).doesNotHaveDuplicates().allMatch(line -> line.contains(",PENDING,"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"=HYPERLINK(\"http://evil\")", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1"})
    void aTextThatWouldBeAFormulaIsNoneInCsv(String hostile) {
        // Given
        order("1", hostile);

        // When
        String csv = csv("/orders/export?format=csv&platform=" + platform);

        // Then
        String field = "'" + hostile;
        assertThat(csv).contains(hostile.contains("\"") || hostile.contains("\r") ? '"' + field.replace("\"", "\"\"") + '"' : "," + field + ",");
    }

    @Test
    void aWorkbookHoldsTheTextsAsTextsAndTheAmountsAsNumbers() throws Exception {
        // Given
        order("0012", "=1+1 <script>\u0001");

        // When
        byte[] file = given().get("/orders/export?format=xlsx&platform=" + platform).then().statusCode(200)
            .contentType(ExportFormat.XLSX_TYPE).header("Content-Disposition", startsWith("attachment; filename=\"orders-")).extract().asByteArray();

        // Then
        try (ReadableWorkbook book = new ReadableWorkbook(new ByteArrayInputStream(file)); Stream<Row> rows = book.getFirstSheet().openStream()) {
            Row row = rows.skip(1).findFirst().orElseThrow();
            assertThat(row.getCellText(2)).isEqualTo("0012");
            assertThat(row.getCellAsNumber(5).orElseThrow()).isEqualByComparingTo("150000.5");
            assertThat(row.getCellText(9)).startsWith("=1+1 <script>");
            assertThat(row.getCell(9).getFormula()).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dead-letters/export", "/dealers/export", "/payments/export", "/postings/export"})
    void everyListIsExportedInEitherFormat(String path) {
        given().get(path + "?format=csv").then().statusCode(200).contentType(startsWith("text/csv")).body(containsString(","));
        given().get(path + "?format=xlsx").then().statusCode(200).contentType(ExportFormat.XLSX_TYPE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "pdf", "CSV"})
    void anotherFormatIsRefused(String format) {
        given().queryParam("format", format).get("/orders/export").then().statusCode(400).contentType("application/problem+json")
            .body("detail", containsString("csv or xlsx"));
    }

    @Test
    void anExportThatBreaksOffIsSeenToBeBroken() throws Exception {
        // Given an export of more than fits between server and client, of which the client has taken the first byte
        database.update("""
            insert into orders (platform, shop_id, order_id, status, platform_status, created_at, updated_at)
            select ?, 's', 'o' || n, 'PENDING', repeat('x', 1000), now(), now() from generate_series(1, 40000) as n""", platform);
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + "/orders/export?format=csv&platform=" + platform))
            .header("Authorization", "Bearer " + Tokens.admin()).build();
        try (InputStream file = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream()).body()) {
            assertThat(file.read()).isPositive();

            // When PostgreSQL loses the connection
            await().atMost(Duration.ofSeconds(30)).until(() -> !database.query("""
                select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and state = 'idle in transaction'
                   and query like '%as found_id%'""", row -> row.getBoolean(1)).isEmpty());

            // Then the file has no end
            assertThatThrownBy(file::readAllBytes).isInstanceOf(IOException.class);
        }
    }

    @AfterEach
    void delete() {
        database.update("delete from orders where platform = ?", platform);
    }

    private static String csv(String address) {
        return given().get(address).then().statusCode(200).contentType(startsWith("text/csv")).extract().asString();
    }

    private void orders(int count, String status) {
        database.update("""
            insert into orders (platform, shop_id, order_id, status, created_at, updated_at)
            select ?, ?, ? || n, ?, timestamptz '2026-03-01T00:00:00Z' + (n / 100) * interval '1 second', now() from generate_series(1, ?) as n""",
            platform, status, status, status, count);
    }

    private void order(String id, String buyer) {
        database.update("""
            insert into orders (platform, shop_id, order_id, status, amount, currency, buyer, created_at, updated_at)
            values (?, 's', ?, 'PENDING', 150000.5, 'VND', jsonb_build_object('name', ?), now(), now())""", platform, id,
            // PostgreSQL holds every character but NUL.
            buyer);
    }
}
