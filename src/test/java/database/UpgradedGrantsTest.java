package database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** An upgrade of a database whose application has a role of its own. */
class UpgradedGrantsTest {

    private static final String BEFORE_THE_JOBS_WERE_MADE_ANEW = "22";

    @Test
    void theNightlyJobsStillRunAsTheirOwnerAfterAnUpgrade() throws Exception {
        try (OwnDatabase database = new OwnDatabase("upgraded_grants")) {
            // Given
            database.migrateTablesTo(BEFORE_THE_JOBS_WERE_MADE_ANEW);
            Sql sql = new Sql(database.pool);
            sql.update("alter function order_event_months(date, date) security definer set search_path = public, pg_temp");
            sql.update("alter function order_event_expire(int) security definer set search_path = public, pg_temp");

            // When
            database.migrate();

            // Then
            assertThat(sql.query("""
                select proname || ' ' || prosecdef || ' ' || (proconfig::text like '%search_path=public, pg_temp%') from pg_proc
                 where proname in ('order_event_months', 'order_event_expire') order by proname""", row -> row.getString(1)))
                .containsExactly("order_event_expire true true", "order_event_months true true");
        }
    }
}
