package credit;

import static credit.Books.put;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import database.Sql;
import embedded.TestServers;
import http.WithoutNormalizing;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;

/** Who is locked for an overdue invoice. The job is that of every hour. */
@QuarkusTest
@TestProfile(WithoutNormalizing.class)
@QuarkusTestResource(TestServers.class)
class OverdueDealersTest {

    @Inject
    Sql sql;

    @Inject
    Scheduler scheduler;

    private final String p = "o" + UUID.randomUUID().toString().substring(0, 8) + "-";
    private final LocalDate today = LocalDate.now(ZoneId.of("Asia/Ho_Chi_Minh"));
    private Books books;

    @BeforeEach
    void open() {
        books = new Books(sql);
    }

    @AfterEach
    void forget() {
        books.run("delete from invoice where customer_id like ?", p + "%");
    }

    @Test
    void dealersAreLockedOnceTheirGraceDaysAreOverAndUnlockedWhenNothingIsOverdue() throws SchedulerException {
        // Given five days of grace: one dealer within them, one past them, one past them that has paid, one below it
        put(p + "within", 100, null);
        books.invoice(p + "within", p + "1", 100, 100, today.minusDays(5));
        put(p + "past", 100, null);
        books.invoice(p + "past", p + "2", 100, 1, today.minusDays(6));
        books.invoice(p + "past", p + "3", 100, 100, today.minusDays(40));
        put(p + "paid", 100, null);
        books.invoice(p + "paid", p + "4", 100, 0, today.minusDays(60));
        books.waitingOrder(p + "paid", p + "o", "OVERDUE", "b2b");
        books.run("update dealer set overdue_since = ? where customer_id = ?", today.minusDays(60), p + "paid");
        put(p + "below", 100, p + "past");

        // When
        scheduler.triggerJob(JobKey.jobKey("credit-overdue", "ordersync"));

        // Then
        await().untilAsserted(() -> given().get("/dealers/{id}", p + "past").then()
            .body("locked", equalTo(true)).body("reason", equalTo("OVERDUE")).body("overdue_since", equalTo(today.minusDays(40).toString())));
        given().get("/dealers/{id}", p + "below").then().body("reason", equalTo("OVERDUE")).body("locked_by", equalTo(p + "past"));
        given().get("/dealers/{id}", p + "within").then().body("locked", equalTo(false));
        given().get("/dealers/{id}", p + "paid").then().body("locked", equalTo(false)).body("overdue_since", nullValue());
        assertThat(books.one("select release_due from dealer where customer_id = ?", p + "paid")).isEqualTo("t");
        assertThat(books.one("select action || ' ' || actor || ' ' || (after ->> 'overdue_since') from credit_audit where customer_id = ? order by id desc limit 1", p + "past"))
            .isEqualTo("DEALER_LOCKED job " + today.minusDays(40));
        assertThat(books.one("select action || ' ' || (before ->> 'overdue_since') from credit_audit where customer_id = ? order by id desc limit 1", p + "paid"))
            .isEqualTo("DEALER_UNLOCKED " + today.minusDays(60));
        assertThat(books.one("select count(*) from dealer where customer_id in (?, ?) and version = 2", p + "past", p + "paid")).isEqualTo("2");

        // Then it is among those past due by more than 30 days; other tests have left some
        String longOverdue = books.one("select count(distinct customer_id) from invoice where open > 0 and due_on < ?", today.minusDays(30));
        assertThat(longOverdue).isNotEqualTo("0");
        await().untilAsserted(() -> given().get("/q/metrics").then().body(containsString("credit_overdue_dealers " + longOverdue + ".0")));

        // When its invoice has more days of grace, it is looked at at once
        given().contentType("application/json").body("{\"name\": \"A\", \"limit\": 100, \"currency\": \"VND\", \"termsDays\": 30, \"graceDays\": 90}")
            .put("/dealers/{id}", p + "past").then().statusCode(200).body("locked", equalTo(false));
    }

    @Test
    void dealersOfAFileWithOtherGraceDaysAreLookedAtAtOnce() {
        // Given one that is within its grace days and one that is locked
        put(p + "a", 100, null);
        books.invoice(p + "a", p + "1", 100, 100, today.minusDays(4));
        put(p + "b", 100, null);
        books.invoice(p + "b", p + "2", 100, 100, today.minusDays(6));
        books.run("update dealer set overdue_since = ? where customer_id = ?", today.minusDays(6), p + "b");

        // When
        given().contentType("text/csv").body("customer_id,name,limit,currency,terms_days,grace_days\n" + p + "a,A,100,VND,30,0\n" + p + "b,B,100,VND,30,90\n")
            .post("/dealers/import").then().statusCode(200).body("changed", equalTo(2));

        // Then
        given().get("/dealers/{id}", p + "a").then().body("reason", equalTo("OVERDUE")).body("overdue_since", equalTo(today.minusDays(4).toString()));
        given().get("/dealers/{id}", p + "b").then().body("locked", equalTo(false));
    }

    @Test
    void aPersonCannotLiftALockForAnInvoice() {
        // Given
        put(p + "a", 100, null);
        books.run("update dealer set overdue_since = ? where customer_id = ?", today.minusDays(60), p + "a");

        // When, Then
        Books.post("/dealers/" + p + "a/unlock", "{\"reason\": \"x\"}").statusCode(409).body("detail", containsString("graceDays"));
        books.run("update dealer set overdue_since = null where customer_id = ?", p + "a");
    }

    @Test
    void manyDealersAreLookedAtPageByPage() throws SchedulerException {
        // Given
        books.run("""
            insert into dealer (customer_id, name, currency, credit_limit, terms_days, grace_days, pool)
            select ? || i, 'A', 'VND', 1, 0, 0, array[? || i] from generate_series(1, 1200) i""", p, p);
        books.run("""
            insert into invoice select 'b2b', 's', customer_id, customer_id, 1, 1, '2026-01-01', ?::date from dealer where customer_id like ?""",
            today.minusDays(1), p + "%");

        // When
        scheduler.triggerJob(JobKey.jobKey("credit-overdue", "ordersync"));

        // Then
        await().untilAsserted(() -> assertThat(books.one("select count(*) from dealer where customer_id like ? and overdue_since is not null", p + "%"))
            .isEqualTo("1200"));
    }
}
