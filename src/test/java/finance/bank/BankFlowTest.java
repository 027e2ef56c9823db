package finance.bank;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import com.github.tomakehurst.wiremock.WireMockServer;
import database.Sql;
import finance.FinanceOn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;

/** The bank's files, rates and reports through the whole application. */
@QuarkusTest
@TestProfile(FinanceOn.class)
class BankFlowTest {

    /** Whoever reads it is told of an error, root too. */
    private static final Path UNREADABLE = Path.of("/proc/self/mem");
    private static final ZoneId ZONE = ZoneId.of("Asia/Ho_Chi_Minh");

    @Inject
    Sql sql;

    @Inject
    Scheduler scheduler;

    WireMockServer server;

    private final String mine = "B" + UUID.randomUUID().toString().substring(0, 8);

    private void run(String job, String group) throws SchedulerException {
        scheduler.triggerJob(JobKey.jobKey(job, group));
    }

    private static List<String> names(Path folder) {
        try (Stream<Path> files = Files.exists(folder) ? Files.list(folder) : Stream.empty()) {
            return files.map(file -> file.getFileName().toString().replaceFirst("^\\d{8}-\\d{9}-", "")).sorted().toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void order(String orderId, int amount) {
        sql.update("insert into orders (platform, shop_id, order_id, amount, currency, created_at, updated_at) values ('bankflow', 's1', ?, ?, 'VND', now(), now())",
            orderId, amount);
    }

    @Test
    void aWrongFileInAFolderKeepsNoOtherWaiting() throws IOException, SchedulerException {
        // Given an empty file, one that PostgreSQL does not take for now, and a wrong one before a right one, and a part of one under another name
        Files.createFile(BankServer.FOLDER.resolve(mine + "-0.xml"));
        Path untaken = Files.writeString(BankServer.FOLDER.resolve(mine + "-1.xml"), new Camt(mine + "-1").credit("5", "none").xml());
        sql.update("create function not_now() returns trigger language plpgsql as 'begin raise exception ''not now'' using errcode = ''57014''; end'");
        sql.update("create trigger not_now before insert on bank_statement for each row when (new.file_name like '%-1.xml') execute function not_now()");
        order(mine + "-1", 150_000);
        Files.writeString(BankServer.FOLDER.resolve(mine + "-a.xml"), "<Document>");
        Files.writeString(BankServer.FOLDER.resolve(mine + "-b.XML"), new Camt(mine).credit("150000", mine + "-1").xml());
        Files.writeString(BankServer.FOLDER.resolve(mine + "-c.xml.part"), "<Document>");

        // When
        run("bank-statements-folder", "ordersync");

        // Then
        await().untilAsserted(() -> {
            assertThat(names(BankServer.FOLDER.resolve("failed"))).contains(mine + "-0.xml", mine + "-a.xml");
            assertThat(names(BankServer.FOLDER.resolve("done"))).contains(mine + "-b.XML");
        });
        assertThat(names(BankServer.FOLDER)).contains(mine + "-1.xml", mine + "-c.xml.part").doesNotContain(mine + "-0.xml", mine + "-a.xml", mine + "-b.XML");
        sql.update("drop function not_now cascade");
        Files.delete(untaken);
        given().get("/bank-statements?state=REFUSED").then().statusCode(200)
            .body("bank_statements.find { it.file_name == '" + mine + "-a.xml' }.detail", startsWith("it is not well-formed XML"));
        given().get("/bank-lines?matched=true&date=2026-11-20&order=" + mine + "-1").then().statusCode(200)
            .body("bank_lines.payment_id", contains("bank:VN-001:" + mine + ":20261120:1.1")).body("bank_lines[0].amount", equalTo("150000"));
    }

    @Test
    void filesThatCannotBeReadKeepNoOtherWaiting() throws IOException, SchedulerException {
        // Given more of them than failures of the database end a run, before a right one
        List<Path> unreadable = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            unreadable.add(Files.createSymbolicLink(BankServer.FOLDER.resolve(mine + "-" + i + ".xml"), UNREADABLE));
        }
        Files.writeString(BankServer.FOLDER.resolve(mine + "-a.xml"), new Camt(mine).credit("5", "none").xml());

        // When
        run("bank-statements-folder", "ordersync");

        // Then
        await().untilAsserted(() -> assertThat(names(BankServer.FOLDER.resolve("done"))).contains(mine + "-a.xml"));
        assertThat(names(BankServer.FOLDER)).containsAll(unreadable.stream().map(file -> file.getFileName().toString()).toList());
        for (Path file : unreadable) {
            Files.delete(file);
        }
    }

    @Test
    void aFileOnTheServerIsReadAndMovedThere() throws IOException, SchedulerException {
        // Given
        Path unfinished = Files.writeString(BankServer.SERVED.resolve(mine + ".part"), new Camt(mine).credit("70000", mine + "-2").xml());
        Files.move(unfinished, BankServer.SERVED.resolve(mine + ".xml"));

        // When
        run("bank-statements-server", "ordersync");

        // Then
        await().untilAsserted(() -> assertThat(names(BankServer.SERVED.resolve("done"))).contains(mine + ".xml"));
        given().get("/bank-lines?matched=false&limit=200").then().statusCode(200)
            .body("bank_lines.find { it.line_id == 'VN-001:" + mine + ":20261120:1.1' }.amount", equalTo("70000"));

        // When its order comes
        order(mine + "-2", 70_000);
        run("bank-matching", "ordersync");

        // Then
        await().untilAsserted(() -> given().get("/bank-lines?order=" + mine + "-2").then()
            .body("bank_lines.payment_id", contains("bank:VN-001:" + mine + ":20261120:1.1")));
    }

    @Test
    void aFileWaitsInItsPlaceWhileTheDatabaseDoesNotTakeIt() throws IOException, SchedulerException {
        // Given
        sql.update("alter table bank_statement rename to bank_statement_away");
        Files.writeString(BankServer.FOLDER.resolve(mine + ".xml"), new Camt(mine).credit("5", mine + "-3").xml());

        // When
        run("bank-statements-folder", "ordersync");
        await().until(() -> sql.query("select (select count(*) from qrtz_fired_triggers where job_name = 'bank-statements-folder')"
            + " + (select count(*) from qrtz_triggers where job_name = 'bank-statements-folder' and trigger_name like 'MT%')", row -> row.getInt(1)).get(0) == 0);
        assertThat(names(BankServer.FOLDER)).contains(mine + ".xml");
        sql.update("alter table bank_statement_away rename to bank_statement");
        run("bank-statements-folder", "ordersync");

        // Then
        await().untilAsserted(() -> assertThat(names(BankServer.FOLDER.resolve("done"))).contains(mine + ".xml"));
    }

    @Test
    void linesAreReadPageByPage() {
        // Given
        for (int i = 0; i < 5; i++) {
            sql.update("insert into bank_line (line_id, account, booked_on, direction, amount, currency) values (?, 'A', '2031-01-05', 'CREDIT', 1, 'VND')", mine + i);
        }

        // When
        String next = given().get("/bank-lines?date=2031-01-05&limit=3").then().statusCode(200)
            .body("bank_lines.line_id", contains(mine + 0, mine + 1, mine + 2)).extract().path("next");

        // Then
        given().get("/bank-lines?date=2031-01-05&limit=3&cursor=" + next).then().body("bank_lines.line_id", contains(mine + 3, mine + 4))
            .body("next", equalTo(null));
        given().get("/bank-lines?cursor=zzz").then().statusCode(400);
        given().get("/bank-lines?matched=maybe").then().statusCode(400).body("detail", containsString("true or false"));
    }

    @Test
    void theRatesOfTheDayComeOnceAndStay() throws SchedulerException {
        // Given a feed that is wrong, then right; somebody has set one of its rates by hand
        LocalDate today = LocalDate.now(ZONE);
        sql.update("delete from fx_rate where day > ?", today.minusDays(6));
        sql.update("insert into fx_rate values ('AUD', ?, 16000)", today);
        String feed = "<ExrateList><DateTime>" + today.format(DateTimeFormatter.ofPattern("M/d/yyyy")) + " 12:00:01 AM</DateTime>"
            + "<Exrate CurrencyCode=\"AUD\" Transfer=\"16,262.73\"/><Exrate CurrencyCode=\"USD\" Transfer=\"%s\"/></ExrateList>";
        sql.update("insert into fx_rate values ('USD', ?, 25000)", today.minusDays(1));
        server.stubFor(get("/fx").willReturn(aResponse().withBody(feed.formatted("25.130,00"))));

        // When
        run("fx-rates", "ordersync-polls");
        await().until(() -> server.getAllServeEvents().stream().anyMatch(call -> call.getRequest().getUrl().equals("/fx")));
        server.stubFor(get("/fx").willReturn(aResponse().withBody(feed.formatted("25,130.00"))));
        run("fx-rates", "ordersync-polls");

        // Then
        await().untilAsserted(() -> assertThat(sql.query("select currency || ' ' || trim_scale(vnd) from fx_rate where day = ? order by 1",
            row -> row.getString(1), today)).containsExactly("AUD 16000", "USD 25130"));
        assertThat(sql.query("select actor from credit_audit where reason = ?", row -> row.getString(1), "USD " + today)).containsOnly("job");
        sql.update("delete from fx_rate where day > ?", today.minusDays(6));
    }

    @Test
    void theReportOfADayIsReadAsJsonOrCsv() {
        // Given
        sql.update("insert into erp_posting (business_key, kind, platform, shop_id, order_id, amount, currency, posting_date, document, status)"
            + " values (?, 'CUSTOMER_INVOICE', 'bankflow', 's1', ?, 108, 'USD', '2025-03-04', '{\"tax\":\"8\"}', 'CONFIRMED')", mine, mine);

        // Then
        given().get("/reports/sales/2025-03-04").then().statusCode(200).contentType("application/json")
            .body("sales.find { it.platform == 'bankflow' }.net", equalTo("100.00")).body("sales.find { it.platform == 'bankflow' }.vnd.unconverted", equalTo(1));
        given().accept("text/csv").get("/reports/sales/2025-03-04").then().statusCode(200).contentType("text/csv")
            .body(containsString("2025-03-04,sales,bankflow,s1,USD,1,108.00,8.00,0.00,0.00,100.00,0,0,0,0,0,1,0,"));
        given().get("/reports/sales/2025-03-04?format=csv").then().contentType("text/csv");
        given().get("/reports/sales/2025-03-04?format=pdf").then().statusCode(400).body("detail", containsString("json or csv"));
        given().get("/reports/sales/2999-01-01").then().statusCode(400).body("detail", containsString("today or a day before it"));
    }

    @Test
    void theReportOfYesterdayIsWrittenAtNight() throws Exception {
        // Given no report of an earlier run of the tests
        LocalDate today = LocalDate.now(ZONE);
        for (LocalDate day : List.of(today.minusDays(1), today)) {
            for (String format : List.of(".json", ".csv")) {
                Files.deleteIfExists(Path.of("target/reports", "sales-" + day + format));
            }
        }

        // When
        run("sales-report", "ordersync");

        // Then, also where midnight has passed since
        for (String format : List.of(".json", ".csv")) {
            await().untilAsserted(() -> assertThat(names(Path.of("target/reports")))
                .containsAnyOf("sales-" + today.minusDays(1) + format, "sales-" + today + format));
        }
    }
}
