package deadletter;

import database.Sql;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Deletes what nobody has to look at any more: dead letters that were resolved so many days ago, with their replays,
 * and replays by filter that ended as long ago. An open letter stays, however old it is.
 */
@ApplicationScoped
public class DeadLetterExpiry {

    /** At 1 MiB a letter, what one statement deletes is at most 1 GiB. */
    private static final int BATCH = 1_000;
    /** What is left is the next night's. */
    private static final int MAX_BATCHES = 500;

    /** A letter is resolved by a replay, so the end of the last one is when it was; skipped is what a replay holds just now. */
    private static final String LETTERS = """
        with cutoff as (
            select now() - make_interval(days => ?) as at
        ), expired as (
            select d.id from dead_letter d, cutoff
             where d.status = 'RESOLVED' and d.failed_at < cutoff.at
               and not exists (select from dead_letter_replay r
                                where r.dead_letter_id = d.id and coalesce(r.finished_at, r.requested_at) >= cutoff.at)
             order by d.id limit ? for update of d skip locked
        ), replays as (
            delete from dead_letter_replay r using expired where r.dead_letter_id = expired.id
        )
        delete from dead_letter d using expired where d.id = expired.id""";

    private static final String JOBS = "delete from replay_job where state <> 'RUNNING' and finished_at < now() - make_interval(days => ?)";

    private final Sql database;

    DeadLetterExpiry(Sql database) {
        this.database = database;
    }

    /** Returns how many dead letters went. */
    public int expire(int keepDays) {
        int expired = 0;
        int batch = BATCH;
        for (int i = 0; i < MAX_BATCHES && batch == BATCH; i++) {
            batch = database.update(LETTERS, keepDays, BATCH);
            expired += batch;
        }
        database.update(JOBS, keepDays);
        return expired;
    }
}
