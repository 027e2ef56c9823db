package credit;

import static credit.Books.put;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import database.Sql;
import embedded.TestServers;
import http.WithoutNormalizing;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerKey;

/** What goes on with dealers by the clock. */
@QuarkusTest
@TestProfile(WithoutNormalizing.class)
@QuarkusTestResource(TestServers.class)
class CreditJobsTest {

    private static final JobKey OVERDUE = JobKey.jobKey("credit-overdue", "ordersync");

    @Inject
    Sql sql;

    @Inject
    AgroalDataSource database;

    @Inject
    Scheduler scheduler;

    private final String p = "j" + UUID.randomUUID().toString().substring(0, 8) + "-";
    private Books books;

    @BeforeEach
    void open() {
        books = new Books(sql);
    }

    @Test
    void whoIsHeldByAnotherKeepsNobodyElseWaiting() throws SQLException, SchedulerException {
        // Given a rate that was set by a process which died, for an order that has waited for days
        put(p + "b", 1000, null);
        books.waitingOrder(p + "b", p + "o", "NO_RATE", "b2b");
        books.run("update credit_order set locked_at = now() - interval '3 days', ordered_at = '2032-03-01T05:00:00Z' where order_id = ?", p + "o");
        books.run("insert into fx_rate values ('USD', '2032-03-01', 25000)");
        // Given a dealer whose temporary limit is over, and whose row somebody holds
        put(p + "a", 1000, null);
        books.run("update dealer set temporary_limit = 2000, temporary_until = now() - interval '1 second' where customer_id = ?", p + "a");
        try (Connection holder = database.getConnection(); Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("select 1 from dealer where customer_id = '" + p + "a' for update");

            // When
            scheduler.triggerJob(JobKey.jobKey("credit-expiry", "ordersync"));
            scheduler.triggerJob(JobKey.jobKey("credit-rates-look", "ordersync"));

            // Then
            await().untilAsserted(() ->
                assertThat(books.one("select release_due from dealer where customer_id = ?", p + "b")).isEqualTo("t"));
            holder.rollback();
            holder.setAutoCommit(true);
        }
        await().untilAsserted(() ->
            assertThat(books.one("select coalesce(temporary_until::text, 'none') from dealer where customer_id = ?", p + "a")).isEqualTo("none"));
        books.run("delete from fx_rate where day = '2032-03-01'");
    }

    @Test
    void anOverdueDealerWhoIsHeldThroughARunIsLockedByTheNextOfTheDay() throws SQLException, SchedulerException {
        // Given two dealers with an invoice overdue, the first of which somebody holds
        LocalDate dueOn = LocalDate.now(ZoneId.of("Asia/Ho_Chi_Minh")).minusDays(6);
        for (String dealer : List.of(p + "a", p + "b")) {
            put(dealer, 1000, null);
            books.invoice(dealer, dealer, 100, 100, dueOn);
        }
        try (Connection holder = database.getConnection(); Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("select 1 from dealer where customer_id = '" + p + "a' for update");

            // When a run has come past it
            scheduler.triggerJob(OVERDUE);
            await().untilAsserted(() -> assertThat(overdueSince(p + "b")).isEqualTo(dueOn.toString()));
            assertThat(overdueSince(p + "a")).isEqualTo("none");
            holder.rollback();
            holder.setAutoCommit(true);
        }
        scheduler.triggerJob(OVERDUE);

        // Then
        await().untilAsserted(() -> assertThat(overdueSince(p + "a")).isEqualTo(dueOn.toString()));
        books.run("delete from invoice where customer_id like ?", p + "%");
    }

    @Test
    void overdueInvoicesAreLookedForOnceAnHour() throws SchedulerException {
        Trigger trigger = scheduler.getTrigger(TriggerKey.triggerKey("credit-overdue", "ordersync"));
        Date first = trigger.getFireTimeAfter(Date.from(Instant.parse("2032-03-01T17:00:00Z")));
        assertThat(first.toInstant()).isEqualTo("2032-03-01T17:10:00Z");
        assertThat(trigger.getFireTimeAfter(first).toInstant()).isEqualTo("2032-03-01T18:10:00Z");
    }

    private String overdueSince(String dealer) {
        return books.one("select coalesce(overdue_since::text, 'none') from dealer where customer_id = ?", dealer);
    }

    @Test
    void aSumThatIsBrokenIsFoundAndCounted() throws SchedulerException {
        // Given
        put(p + "a", 1000, null);
        books.run("update dealer set held = held + 1, pool_held = pool_held + 1 where customer_id = ?", p + "a");

        // When
        scheduler.triggerJob(JobKey.jobKey("credit-proof", "ordersync"));

        // Then
        await().untilAsserted(() -> assertThat(given().get("/q/metrics").asString())
            .containsPattern("ordersync_credit_broken [1-9]"));
        books.run("update dealer set held = 0, pool_held = 0 where customer_id = ?", p + "a");
    }
}
