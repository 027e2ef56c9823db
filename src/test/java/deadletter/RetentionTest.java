package deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import database.Sql;
import embedded.TestServers;
import http.WithoutNormalizing;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;

/** What goes by itself, and what never does. The jobs are those of every night. */
@QuarkusTest
@TestProfile(WithoutNormalizing.class)
@QuarkusTestResource(TestServers.class)
class RetentionTest {

    @Inject
    Sql sql;

    @Inject
    DataSource database;

    @Inject
    Scheduler scheduler;

    /** Names the rows of one test. */
    private final String channel = "r" + UUID.randomUUID().toString().substring(0, 8);

    @Test
    void expiryOfEventsGivesWayToWhoReadsThem() throws SQLException {
        // Given a month that is past its time, and a reader who takes long
        sql.query("select order_event_months(date '2019-05-01', date '2019-05-01')", row -> 1);
        try (Connection reader = database.getConnection()) {
            reader.setAutoCommit(false);
            reader.createStatement().executeQuery("select 1 from order_event limit 1");

            // When, Then
            assertThatThrownBy(() -> sql.query("select order_event_expire(90)", row -> 1)).hasStackTraceContaining("lock timeout");
            reader.rollback();
        }

        // And the next night the month goes
        sql.query("select order_event_expire(90)", row -> 1);
        assertThat(sql.query("select 1 from pg_class where relname = 'order_event_2019_05'", row -> 1)).isEmpty();
    }

    @Test
    void aMonthThatIsMadeLateTakesOverWhatComesMeanwhile() throws SQLException {
        // Given an event of a month that was not made in time, and one that is just being stored
        event("2018-05-15", 0);
        CompletableFuture<?> made;
        CompletableFuture<?> next;
        try (Connection store = database.getConnection()) {
            store.setAutoCommit(false);
            store.createStatement().executeUpdate("""
                insert into order_event (occurred_at, event_id, platform, shop_id, order_id, platform_status, received_at, source, mapping)
                values ('2018-05-16', '%1$s meanwhile', 'till', '1', '%1$s', 'new', now(), 'webhook', 'm')""".formatted(channel));

            // When
            made = CompletableFuture.runAsync(() -> sql.query("select order_event_months(date '2018-05-01', date '2018-05-01')", row -> 1));
            await().until(this::waiting, equalTo(1));
            next = CompletableFuture.runAsync(() -> event("2018-05-17", 0));
            await().until(this::waiting, equalTo(2));
            store.commit();
        }

        // Then
        made.join();
        next.join();
        assertThat(sql.query("select event_id from order_event_2018_05 order by event_id", row -> row.getString(1)))
            .containsExactly(channel + " meanwhile", channel + "2018-05-15", channel + "2018-05-17");
        sql.update("drop table order_event_2018_05");
    }

    @Test
    void aResolvedLetterGoesWithItsReplaysAndAnOpenOneNever() throws SchedulerException {
        // Given letters that failed and ended so many days ago
        letter("resolved long ago", "RESOLVED", 200);
        replay("resolved long ago", "FAILED", 100);
        replay("resolved long ago", "STORED", 91);
        letter("resolved lately", "RESOLVED", 200);
        replay("resolved lately", "FAILED", 100);
        replay("resolved lately", "STORED", 89);
        letter("resolved without a replay", "RESOLVED", 91);
        letter("open", "OPEN", 2_000);
        replay("open", "FAILED", 1_000);
        letter("under way", "REPLAYING", 2_000);
        letter("failed lately", "RESOLVED", 1);

        // When
        run("forget-resolved");

        // Then
        await().untilAsserted(() ->
            assertThat(letters()).containsExactly("failed lately 0", "open 1", "resolved lately 2", "under way 0"));
    }

    @Test
    void moreThanOneStatementDeletesGoInOneNight() throws SchedulerException {
        // Given
        sql.update("""
            insert into dead_letter (channel, reason, detail, remedy, mapping, key, body, headers, source, received_at, failed_at,
                                     topic, kafka_partition, kafka_offset, status)
            select ?, 'SCHEMA', '', '', 'm', 'many', '', '{}', 'webhook', now(), now() - interval '91 days', ?, 0, i, 'RESOLVED'
            from generate_series(1, 2500) i""", channel, channel);

        // When
        run("forget-resolved");

        // Then
        await().untilAsserted(() -> assertThat(letters()).isEmpty());
    }

    @Test
    void replaysByFilterAndBackfillsGoOnceTheyEndedLongAgo() throws SchedulerException {
        // Given
        for (Object[] job : new Object[][] {{"DONE", 91}, {"DONE", 89}, {"RUNNING", null}}) {
            sql.update("""
                insert into replay_job (filter, per_second, last_id, total, state, created_at, finished_at)
                values (jsonb_build_object('channel', ?), 1, 0, 0, ?, now() - interval '1 year', now() - make_interval(days => ?::int))""",
                channel, job[0], job[1]);
        }
        for (Object[] range : new Object[][] {{"DONE", 91}, {"FAILED", 91}, {"FAILED", 89}, {"RUNNING", null}}) {
            sql.update("""
                insert into backfill (channel, shop_id, from_time, to_time, state, created_at, finished_at)
                values (?, '1', now(), now(), ?, now() - interval '1 year', now() - make_interval(days => ?::int))""", channel, range[0], range[1]);
        }

        // When
        run("forget-resolved");

        // Then; a job that has nothing to send is done at once
        await().untilAsserted(() -> {
            assertThat(sql.query("select 1 from replay_job where filter ->> 'channel' = ?", row -> 1, channel)).hasSize(2);
            assertThat(sql.query("select state from backfill where channel = ? order by state", row -> row.getString(1), channel))
                .containsExactly("FAILED", "RUNNING");
        });
        sql.update("delete from backfill where channel = ?", channel);
    }

    @Test
    void aMonthOfEventsIsDroppedOnceAllOfItWasReceivedLongAgo() throws SchedulerException {
        // Given three months of old, of which one told its news late
        sql.update("do $$ begin perform order_event_months('2019-01-01', '2019-03-01'); end $$");
        event("2019-01-15", 91);
        event("2019-02-15", 89);

        // When
        run("retention");

        // Then
        await().untilAsserted(() -> assertThat(sql.query(
            "select relname from pg_class where relname ~ '^order_event_2019_..$'", row -> row.getString(1))).containsExactly("order_event_2019_02"));
        assertThat(sql.query("select to_regclass('order_event_' || to_char(now() + interval '2 months', 'YYYY_MM'))", row -> row.getString(1)).get(0)).isNotNull();
        sql.update("drop table order_event_2019_02");
    }

    /** How many wait for order_event, or for what of it has no month. */
    private int waiting() {
        return sql.query("select 1 from pg_locks where relation in ('order_event'::regclass, 'order_event_other'::regclass) and not granted", row -> 1).size();
    }

    private void letter(String key, String status, int daysAgo) {
        sql.update("""
            insert into dead_letter (channel, reason, detail, remedy, mapping, key, body, headers, source, received_at, failed_at,
                                     topic, kafka_partition, kafka_offset, status)
            values (?, 'SCHEMA', '', '', 'm', ?, '', '{}', 'webhook', now(), now() - make_interval(days => ?), ?, 0, 0, ?)""",
            channel, key, daysAgo, channel + key, status);
    }

    private void replay(String key, String state, int daysAgo) {
        sql.update("""
            insert into dead_letter_replay (id, dead_letter_id, requested_at, state, finished_at)
            select gen_random_uuid(), id, failed_at, ?, now() - make_interval(days => ?) from dead_letter where channel = ? and key = ?""",
            state, daysAgo, channel, key);
    }

    private void event(String day, int receivedDaysAgo) {
        sql.update("""
            insert into order_event (occurred_at, event_id, platform, shop_id, order_id, platform_status, received_at, source, mapping)
            values (?::timestamptz, ?, 'till', '1', '1', 'new', now() - make_interval(days => ?), 'webhook', 'm')""",
            day + "T00:00:00Z", channel + day, receivedDaysAgo);
    }

    /** Each letter that is left, with how many replays it has. */
    private List<String> letters() {
        return sql.query("""
            select key || ' ' || (select count(*) from dead_letter_replay r where r.dead_letter_id = d.id)
            from dead_letter d where channel = ? order by key""", row -> row.getString(1), channel);
    }

    private void run(String job) throws SchedulerException {
        scheduler.triggerJob(JobKey.jobKey(job, "ordersync"));
    }
}
