package exports;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import access.Tokens;
import database.Sql;
import embedded.TestServers;
import http.WithoutNormalizing;
import io.quarkus.runtime.shutdown.ShutdownRecorder;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.vertx.http.runtime.filters.GracefulShutdownFilter;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(WithoutNormalizing.class)
@QuarkusTestResource(TestServers.class)
class ExportsTest {

    private static final String HEADING = "platform,shop_id,order_id,status,platform_status,amount,currency,created_at,updated_at,buyer_name,buyer_phone,dealer_id,credit_locked";

    /** The connections over which orders are exported to a client that is slower. */
    private static final String WRITING = """
        from pg_stat_activity where pid <> pg_backend_pid() and xact_start is not null and query like '%as found_id%'""";

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
    @ValueSource(strings = {"csv", "xlsx"})
    void anExportOfWhatIsSearchedForHoldsWhatIsFound(String format) throws Exception {
        // Given orders of several pages whose ids begin with the text, and others
        orders(403, "PENDING");
        orders(7, "SHIPPED");

        // When
        byte[] file = given().get("/orders/export?format=" + format + "&text=PENDING&platform=" + platform).then().statusCode(200).extract().asByteArray();

        // Then
        if (format.equals("csv")) {
            assertThat(new String(file, UTF_8).lines().skip(1)).hasSize(403).doesNotHaveDuplicates().allMatch(line -> line.contains(",PENDING,"));
        } else {
            try (ReadableWorkbook book = new ReadableWorkbook(new ByteArrayInputStream(file)); Stream<Row> rows = book.getFirstSheet().openStream()) {
                assertThat(rows.skip(1)).hasSize(403);
            }
        }
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
    @ValueSource(strings = {"/dead-letters/export", "/dealers/export", "/payments/export", "/postings/export", "/bank-lines/export", "/bank-statements/export", "/audit/export",
        "/credit/limit-requests/export", "/credit/payments/export"})
    void everyListIsExportedInEitherFormat(String path) {
        given().get(path + "?format=csv").then().statusCode(200).contentType(startsWith("text/csv")).body(containsString(","));
        given().get(path + "?format=xlsx").then().statusCode(200).contentType(ExportFormat.XLSX_TYPE);
    }

    /** But for two: the days that were reconciled, each of which has a file of its own, and the users. */
    @Test
    void everyListThatHasPagesHasAnExport() {
        // When
        Map<String, Map<String, Map<String, Object>>> paths = given().get("/q/openapi?format=json").jsonPath().getMap("paths");

        // Then
        List<String> lists = paths.entrySet().stream().filter(path -> takes(path.getValue().get("get"), "cursor")).map(Map.Entry::getKey)
            .filter(path -> !List.of("/reconciliations", "/users").contains(path)).toList();
        assertThat(lists).hasSizeGreaterThan(10).allSatisfy(path -> assertThat(paths).containsKey(path + "/export"));
    }

    private static boolean takes(Map<String, Object> operation, String parameter) {
        return operation != null && operation.getOrDefault("parameters", List.of()) instanceof List<?> parameters
            && parameters.stream().anyMatch(one -> parameter.equals(((Map<?, ?>) one).get("name")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "pdf", "CSV"})
    void anotherFormatIsRefused(String format) {
        given().queryParam("format", format).get("/orders/export").then().statusCode(400).contentType("application/problem+json")
            .body("detail", containsString("csv or xlsx"));
    }

    @Test
    void aCsvFileTellsExcelThatItIsUtf8() {
        // Given
        order("1", "Nguyễn Thị Ánh");

        // When
        byte[] file = given().get("/orders/export?format=csv&platform=" + platform).asByteArray();

        // Then
        assertThat(file).startsWith(0xEF, 0xBB, 0xBF);
        assertThat(new String(file, UTF_8)).startsWith("\uFEFF" + HEADING + "\r\n").contains(",Nguyễn Thị Ánh,").containsOnlyOnce("\uFEFF");
    }

    @ParameterizedTest
    @CsvSource({"/orders/export,status,LOST", "/orders/export,from,yesterday", "/orders/export,text,a%00b", "/dead-letters/export,reason,BAD",
        "/dealers/export,locked,perhaps", "/payments/export,waitsFor,GODOT", "/postings/export,erp,ledger", "/postings/export,date,2026-02-30",
        "/bank-lines/export,matched,perhaps", "/bank-statements/export,state,LOST", "/audit/export,to,now", "/credit/limit-requests/export,state,LOST",
        "/credit/payments/export,waitsFor,GODOT", "/dealers/D-1/invoices/export,open,perhaps"})
    void aWrongFilterIsNamed(String path, String name, String value) {
        given().urlEncodingEnabled(false).get(path + "?format=csv&" + name + "=" + value).then().statusCode(400)
            .contentType("application/problem+json").header("Content-Disposition", nullValue()).body("detail", startsWith(name + ": must be "));
    }

    @Test
    void anExportThatBreaksOffIsSeenToBeBroken() throws Exception {
        // Given an export of more than fits between server and client, of which the client has taken the first byte
        largeOrders();
        try (InputStream file = begin("/orders/export?format=csv&platform=" + platform)) {

            // When PostgreSQL loses the connection
            await().until(() -> !database.query("select pg_terminate_backend(pid) " + WRITING, row -> row.getBoolean(1)).isEmpty());

            // Then the file has no end
            assertThatThrownBy(file::readAllBytes).isInstanceOf(IOException.class);
        }
    }

    @Test
    void anExportThatBrokeOffIsNotWaitedForWhenTheProcessEnds() throws Exception {
        // Given an order whose amount is none, behind more than is sent at once
        orders(3_000, "PENDING");
        database.update("update orders set amount = 'NaN' where platform = ? and order_id = 'PENDING1'", platform);
        int before = waitedFor();

        // When that breaks off so often that each way it can go is gone
        for (int i = 0; i < 30; i++) {
            try (InputStream file = begin("/orders/export?format=csv&platform=" + platform)) {
                assertThatThrownBy(file::readAllBytes).isInstanceOf(IOException.class);
            }
        }

        // Then
        await().untilAsserted(() -> assertThat(waitedFor()).isLessThanOrEqualTo(before));
    }

    @Test
    void anExportThatFailsBeforeItsFirstRowIsAProblem() {
        // Given an order whose amount is none, on the first page
        order("1", "An");
        database.update("update orders set amount = 'NaN' where platform = ?", platform);

        // When, Then
        given().get("/orders/export?format=csv&platform=" + platform).then().statusCode(500).contentType("application/problem+json")
            .header("Content-Disposition", nullValue()).body("status", equalTo(500));
    }

    @Test
    void anExportThatFailsBeforeAnythingWasSentIsNoFileAllTheSame() {
        // Given an order whose amount is none, on the second page, and a first page that the server has not sent yet
        orders(600, "PENDING");
        database.update("update orders set amount = 'NaN' where platform = ? and order_id = 'PENDING1'", platform);

        // When, Then
        assertThatThrownBy(() -> {
            try (InputStream file = begin("/orders/export?format=csv&platform=" + platform)) {
                file.readAllBytes();
            }
        }).isInstanceOf(IOException.class);
    }

    @Test
    void whoeverComesWhileAsManyAreWrittenAsMayBeIsToldWhenToComeAgain() throws Exception {
        // Given two exports that wait for their clients
        largeOrders();
        String path = "/orders/export?format=csv&platform=" + platform;
        try (InputStream one = begin(path); InputStream other = begin(path)) {

            // When, Then
            given().get("/dealers/export?format=xlsx").then().statusCode(429).contentType("application/problem+json")
                .header("Retry-After", "10").header("Content-Disposition", nullValue()).body("detail", containsString("2 exports"));
        }
    }

    @Test
    void aReportTakesAPlaceAsAListDoes() throws Exception {
        // Given a list that waits for its client, and what a report is of
        largeOrders();
        database.update("insert into reconciliation (date, state, sha256, started_at) values ('2010-02-01', 'DONE', 'none', now())");
        String path = "/orders/export?format=csv&platform=" + platform;
        try (InputStream one = begin(path)) {
            given().get("/reconciliations/2010-02-01?format=json").then().statusCode(200);

            // When as many wait as may be
            try (InputStream other = begin(path)) {

                // Then
                for (String report : List.of("/reconciliations/2010-02-01?format=json", "/reconciliations/open?format=xlsx")) {
                    given().get(report).then().statusCode(429).contentType("application/problem+json")
                        .header("Retry-After", "10").header("Content-Disposition", nullValue()).body("detail", containsString("2 exports"));
                }
            }
        } finally {
            database.update("delete from reconciliation where date = '2010-02-01'");
        }
    }

    @Test
    void dealersHaveTwoPlacesOfTheirOwn() throws Exception {
        // Given exports of two dealers that wait for their clients
        largeOrders();
        database.update("update orders set dealer_id = ? || id % 2 where platform = ?", platform, platform);
        String path = "/portal/orders/export?format=csv";
        try (InputStream one = begin(path, Tokens.ofDealer(platform, platform + 0)); InputStream other = begin(path, Tokens.ofDealer(platform, platform + 1))) {

            // When
            Response third = given().header("Authorization", "Bearer " + Tokens.ofDealer(platform, platform + 2)).get(path);
            Response ofStaff = given().get("/dealers/export?format=csv");

            // Then
            third.then().statusCode(429).body("detail", containsString("2 exports"));
            ofStaff.then().statusCode(200);
        }
    }

    @Test
    void oneDealerHasOnePlaceAtATime() throws Exception {
        // Given
        largeOrders();
        database.update("update orders set dealer_id = ? where platform = ?", platform, platform);
        String dealer = Tokens.ofDealer(platform, platform);
        String path = "/portal/orders/export?format=csv";
        try (InputStream waiting = begin(path, dealer)) {

            // When
            Response again = given().header("Authorization", "Bearer " + dealer).get(path);
            Response ofAnother = given().header("Authorization", "Bearer " + Tokens.ofDealer(platform, platform + 1)).get(path);

            // Then
            again.then().statusCode(429).body("detail", containsString("of yours"));
            ofAnother.then().statusCode(200);
            assertThat(waiting.read()).isNotNegative();
        }
        await().untilAsserted(() -> begin(path, dealer).close());
    }

    @Test
    void aClientThatGoesAwayGivesItsPlaceToTheNext() throws Exception {
        // Given two exports that wait for their clients
        largeOrders();
        String path = "/orders/export?format=csv&platform=" + platform;
        InputStream one = begin(path);
        InputStream other = begin(path);

        // When
        one.close();
        other.close();

        // Then
        await().until(() -> database.query("select pid " + WRITING, row -> row.getInt(1)).isEmpty());
        await().untilAsserted(() -> {
            try (InputStream next = begin(path); InputStream nextButOne = begin(path)) {
                assertThat(next.read()).isNotNegative();
                assertThat(nextButOne.read()).isNotNegative();
            }
        });
    }

    @Test
    void anExportOfDealersIsOfOneState() throws Exception {
        // Given an export of more dealers than fit between server and client, of which the client has taken the first byte
        database.update("""
            insert into dealer (customer_id, name, credit_limit, currency, terms_days, grace_days, pool)
            select ? || n, repeat('o', 4000), 1, 'VND', 30, 5, array[? || n] from generate_series(1, 5000) as n""", platform, platform);
        try (InputStream file = begin("/dealers/export?format=csv&text=" + platform)) {

            // When another changes all of them
            database.update("update dealer set name = 'new' where customer_id like ?", platform + "%");

            // Then
            String[] lines = new String(file.readAllBytes(), UTF_8).split("\r\n");
            assertThat(lines).hasSize(5001).noneMatch(line -> line.contains(",new,"));
        } finally {
            database.update("delete from dealer where customer_id like ?", platform + "%");
        }
    }

    @AfterEach
    void delete() {
        await().until(() -> database.query("select pid " + WRITING, row -> row.getInt(1)).isEmpty());
        database.update("delete from orders where platform = ?", platform);
    }

    private static String csv(String address) {
        byte[] file = given().get(address).then().statusCode(200).contentType(startsWith("text/csv")).extract().asByteArray();
        return new String(file, UTF_8).substring(1);
    }

    /** How many requests Quarkus would wait for if it were told to end; it says so nowhere. */
    private static int waitedFor() throws ReflectiveOperationException {
        Field listeners = ShutdownRecorder.class.getDeclaredField("shutdownListeners");
        listeners.setAccessible(true);
        for (Object listener : (List<?>) listeners.get(null)) {
            if (listener instanceof GracefulShutdownFilter) {
                Field count = GracefulShutdownFilter.class.getDeclaredField("currentRequestCount");
                count.setAccessible(true);
                return ((AtomicInteger) count.get(listener)).get();
            }
        }
        throw new IllegalStateException("Quarkus waits for no requests");
    }

    /** A file of which nobody takes more than its first bytes before it is read. */
    private static InputStream begin(String address) throws Exception {
        return begin(address, Tokens.admin());
    }

    private static InputStream begin(String address, String token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + address))
            .header("Authorization", "Bearer " + token).build();
        HttpResponse<InputStream> answer = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()
            .send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    /** More of them than fit between server and client. */
    private void largeOrders() {
        database.update("""
            insert into orders (platform, shop_id, order_id, status, platform_status, created_at, updated_at)
            select ?, 's', 'o' || n, 'PENDING', repeat('x', 1000), now(), now() from generate_series(1, 40000) as n""", platform);
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
