package finance.reconciliation;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import database.Sql;
import finance.FinanceOn;
import http.KeyCursor;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The API, the files and the mail. Each test has a day of its own, in a year of this class. */
@QuarkusTest
@TestProfile(FinanceOn.class)
class ReconciliationResourceTest {

    private static final Duration PATIENCE = Duration.ofSeconds(45);
    private static final Path REPORTS = Path.of("target", "reports");

    @Inject
    Sql sql;

    @Inject
    ReconciliationMail mail;

    GreenMail mailServer;

    @AfterEach
    void clear() {
        sql.update("delete from orders where order_id like 'rec-%'");
        sql.update("delete from payment where order_id like 'rec-%'");
        sql.update("delete from reconciliation_item where date between '2011-01-01' and '2011-12-31'");
        sql.update("delete from reconciliation where date between '2011-01-01' and '2011-12-31'");
    }

    @Test
    void aDayIsReconciledInTheBackgroundAndItsReportRead() throws IOException {
        // Given
        payment("rec-1", "2011-03-01", "100");
        payment("rec-2", "2011-03-01", "200");

        // When
        reconcile("2011-03-01");

        // Then the sums and a page of items
        String next = given().queryParam("limit", 1).get("/reconciliations/2011-03-01").then().statusCode(200)
            .body("state", equalTo("DONE")).body("payments", equalTo(2)).body("alerts", equalTo(0))
            .body("summary.class", contains("MISSING_ORDER")).body("summary[0].count", equalTo(2)).body("summary[0].sum", equalTo("300"))
            .body("items.order_id", contains("rec-1")).body("items[0].expected", nullValue()).body("items[0].actual", equalTo("100"))
            .body("items[0].reason", equalTo("vnpay took 100 VND for an order that is not there.")).body("items[0].age_days", equalTo(0))
            .body("next", notNullValue()).extract().path("next");
        given().queryParam("cursor", next).get("/reconciliations/2011-03-01").then().statusCode(200)
            .body("items.order_id", contains("rec-2")).body("next", nullValue());
        given().queryParam("class", "IN_DOUBT").get("/reconciliations/2011-03-01").then().body("items", equalTo(List.of()));
        given().get("/reconciliations").then().statusCode(200).body("reconciliations.date", hasItem("2011-03-01"));

        // And the files are what the API gives
        for (ReportFormat format : ReportFormat.values()) {
            byte[] file = Files.readAllBytes(REPORTS.resolve("reconciliation-2011-03-01." + format.extension()));
            byte[] given = given().queryParam("format", format.extension()).get("/reconciliations/2011-03-01").then().statusCode(200)
                .header("Content-Disposition", containsString("reconciliation-2011-03-01." + format.extension())).extract().asByteArray();
            assertThat(given).as(format.name()).isEqualTo(file);
        }
        given().queryParam("format", "csv").get("/reconciliations/2011-03-01").then().contentType("text/csv");
    }

    @Test
    void whatIsOpenOfAllDaysIsReadPageByPage() {
        // Given
        payment("rec-11", "2011-03-11", "100");
        payment("rec-12", "2011-03-12", "200");
        reconcile("2011-03-12");
        reconcile("2011-03-11");

        // When
        String next = given().queryParam("limit", 1).queryParam("class", "MISSING_ORDER").queryParam("owner", "finance").get("/reconciliations/open")
            .then().statusCode(200).body("items.order_id", contains("rec-11")).body("items[0].date", equalTo("2011-03-11"))
            .body("items[0].age_days", greaterThanOrEqualTo(1)).extract().path("next");

        // Then
        given().queryParam("limit", 1).queryParam("cursor", next).get("/reconciliations/open").then().statusCode(200)
            .body("items.order_id", contains("rec-12"));
        given().queryParam("owner", "nobody").get("/reconciliations/open").then().body("items", equalTo(List.of()));
        for (ReportFormat format : ReportFormat.values()) {
            given().queryParam("format", format.extension()).get("/reconciliations/open").then().statusCode(200)
                .header("Content-Disposition", containsString("reconciliation-open." + format.extension()));
        }
        given().queryParam("cursor", new KeyCursor(List.of("x", "2011-03-11", "", "", "", "")).text()).get("/reconciliations/open").then().statusCode(400);
    }

    @Test
    void theFilterOfItemsIsThatOfTheirFile() {
        // Given two items, of which one is explained
        payment("rec-21", "2011-04-01", "100.50");
        payment("rec-22", "2011-04-01", "200");
        reconcile("2011-04-01");
        sql.update("update reconciliation_item set state = 'explained', note = '=cash' where order_id = 'rec-22'");

        // When
        String open = export("/reconciliations/2011-04-01/export?format=csv&class=MISSING_ORDER&state=open");
        String explained = export("/reconciliations/2011-04-01/export?format=csv&state=explained");
        String ofAllDays = export("/reconciliations/open/export?format=csv&class=MISSING_ORDER&owner=finance");

        // Then
        assertThat(open.lines()).hasSize(2).first().asString().isEqualTo("\uFEFF" + String.join(",", CsvReport.COLUMNS));
        assertThat(open.lines().skip(1)).singleElement().asString().startsWith("2011-04-01,MISSING_ORDER,rec-21,").contains(",100.5,", ",open,");
        assertThat(explained.lines().skip(1)).singleElement().asString().startsWith("2011-04-01,MISSING_ORDER,rec-22,").endsWith(",explained,'=cash");
        assertThat(ofAllDays).contains("2011-04-01,MISSING_ORDER,rec-21,").doesNotContain("rec-22");
        given().get("/reconciliations/2011-04-02/export?format=xlsx").then().statusCode(404).contentType("application/problem+json");
    }

    private static String export(String address) {
        return new String(given().get(address).then().statusCode(200).extract().asByteArray(), UTF_8);
    }

    @Test
    void anItemIsExplainedByAPersonAndSettledByARunOnly() {
        // Given
        payment("rec-3", "2011-03-02", "100");
        reconcile("2011-03-02");

        // When
        explain("rec-3", "Paid for a gift card").statusCode(200).body("state", equalTo("explained")).body("note", equalTo("Paid for a gift card"));
        // Then
        explain("rec-9", "no such item").statusCode(404);
        given().queryParam("state", "open").get("/reconciliations/2011-03-02").then().body("items", equalTo(List.of()));

        // And when the order comes
        sql.update("insert into orders (platform, shop_id, order_id, status, amount, currency, created_at, updated_at)"
            + " values ('here', 's1', 'rec-3', 'PENDING', 100, 'VND', '2011-03-02', '2011-03-02')");
        sql.update("insert into erp_posting (business_key, kind, order_id, amount, currency, status) values ('rec-3:P', 'INCOMING_PAYMENT', 'rec-3', 100, 'VND', 'CONFIRMED')");
        reconcile("2011-03-02");

        // Then
        given().get("/reconciliations/2011-03-02").then().body("items.state", contains("settled"));
        sql.update("delete from erp_posting where order_id = 'rec-3'");
    }

    @Test
    void whatCannotBeReconciledIsRefusedWithAProblem() {
        // Given a run that another process has
        sql.update("insert into reconciliation (date, state, started_at, taken_until) values ('2011-03-03', 'RUNNING', now(), now() + interval '1 hour')");

        // When, then
        ask("2011-03-03").statusCode(409).contentType("application/problem+json").body("detail", containsString("2011-03-03 is under way"));
        // A day that is still to come should midnight pass meanwhile
        ask(LocalDate.now(ZoneId.of("Asia/Ho_Chi_Minh")).plusDays(2).toString()).statusCode(400).body("detail", containsString("date"));
        for (String wrong : List.of("2011-02-30", "yesterday", "01/02/2011", "")) {
            ask(wrong).statusCode(400).body("detail", containsString("date"));
        }
        given().contentType("application/json").body("{\"day\":\"2011-03-03\"}").post("/reconciliations").then().statusCode(400);
        given().get("/reconciliations/2011-03-04").then().statusCode(404);
        given().get("/reconciliations/someday").then().statusCode(400);
        given().queryParam("format", "pdf").get("/reconciliations/2011-03-03").then().statusCode(400).body("detail", containsString("json, csv, xlsx"));
        given().queryParam("state", "closed").get("/reconciliations/2011-03-03").then().statusCode(400);
        given().queryParam("cursor", "x").get("/reconciliations/2011-03-03").then().statusCode(400);
    }

    @Test
    void whatIsOpenIsMailedOnceWithoutAnybodysData() throws MessagingException {
        // Given
        payment("rec-5", "2011-03-05", "1234567");
        sql.update("insert into orders (platform, shop_id, order_id, status, amount, currency, created_at, updated_at)"
            + " values ('here', 's1', 'rec-6', 'PENDING', 100, 'VND', '2011-03-05', '2011-03-05')");
        payment("rec-6", "2011-03-05", "300");
        sql.update("insert into reconciliation_item (date, class, order_id, reason, owner, since) values ('2011-02-01', 'IN_DOUBT', 'rec-0', 'r', 'o', '2011-02-01')");
        reconcile("2011-03-05");

        // When
        mail.send();

        // Then
        await().untilAsserted(() -> assertThat(mails("2011-03-05")).isNotEmpty());
        MimeMessage told = mails("2011-03-05").get(0);
        assertThat(told.getSubject()).isEqualTo("ALERT: Reconciliation of 2011-03-05: 2 open");
        assertThat(GreenMailUtil.getBody(told)).contains("MISSING_ORDER").contains("1234567 VND").contains("1 amounts are further apart than 1%").contains("Of earlier days 1 are still open, the oldest for 32 days")
            .doesNotContain("rec-");
        // And when the same is found again
        reconcile("2011-03-05");
        mail.send();
        // Then each of the two was told once
        assertThat(sql.query("select mailed = sha256 from reconciliation where date = '2011-03-05'", row -> row.getBoolean(1))).containsExactly(true);
        assertThat(mails("2011-03-05")).hasSize(2);
    }

    @Test
    void aMailServerThatIsDownIsTriedAgain() {
        // Given
        payment("rec-7", "2011-03-07", "100");
        mailServer.stop();
        try {
            // When
            reconcile("2011-03-07");
            mail.send();
        } finally {
            mailServer.start();
        }
        // Then the run is done, and the mail comes once the server has been left alone for a while
        given().get("/reconciliations/2011-03-07").then().body("state", equalTo("DONE"));
        // at the first try, or after one more for each connection of before the stop that was kept, which takes as long as the mailer waits
        await().atMost(PATIENCE.multipliedBy(4)).pollInSameThread().untilAsserted(() -> {
            sql.update("update reconciliation set taken_until = now() - interval '1 second' where date = '2011-03-07' and mailed is null");
            mail.send();
            assertThat(mails("2011-03-07")).isNotEmpty();
        });
    }

    private List<MimeMessage> mails(String date) {
        return Arrays.stream(mailServer.getReceivedMessages()).filter(message -> {
            try {
                return message.getSubject().contains(date);
            } catch (MessagingException e) {
                throw new IllegalStateException(e);
            }
        }).toList();
    }

    private void payment(String order, String date, String amount) {
        sql.update("insert into payment (payment_id, provider, order_id, amount, currency, status, settled_at) values (?, 'vnpay', ?, ?::numeric, 'VND', 'CAPTURED', ?::timestamptz)",
            "vnpay:" + order, order, amount, date + "T05:00:00Z");
    }

    private void reconcile(String date) {
        ask(date).statusCode(202).header("Location", endsWith("/reconciliations/" + date)).body("state", notNullValue());
        await().untilAsserted(() -> given().get("/reconciliations/" + date).then().body("state", equalTo("DONE")));
    }

    private static ValidatableResponse ask(String date) {
        return given().contentType("application/json").body("{\"date\":\"" + date + "\"}").post("/reconciliations").then();
    }

    private static ValidatableResponse explain(String order, String note) {
        return given().contentType("application/json").body("{\"class\":\"MISSING_ORDER\",\"order_id\":\"" + order + "\",\"payment_id\":\"vnpay:" + order
            + "\",\"note\":\"" + note + "\"}").post("/reconciliations/2011-03-02/explain").then();
    }
}
