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
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;

/** What goes on with dealers by the clock. */
@QuarkusTest
@TestProfile(WithoutNormalizing.class)
@QuarkusTestResource(TestServers.class)
class CreditJobsTest {

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
