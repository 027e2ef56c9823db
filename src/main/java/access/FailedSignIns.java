package access;

import database.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Locks a name at which too many sign-ins failed, on all replicas, whether or not somebody has the name. An attempt counts before
 * its password is looked at, so that many at once try no more passwords than one after the other.
 */
@ApplicationScoped
class FailedSignIns {

    private static final String COUNT = """
        insert into sign_in_failure as f (name_hash, failures, since) values (?, 1, now())
        on conflict (name_hash) do update
            set failures = case when f.since < ? then 1 else f.failures + 1 end,
                since = case when f.since < ? then now() else f.since end
        returning failures, since""";
    private static final String FORGET = "delete from sign_in_failure where name_hash = ?";
    private static final String FORGET_OLD = "delete from sign_in_failure where since < ?";

    private final Sql database;
    private final SecurityConfig config;

    FailedSignIns(Sql database, SecurityConfig config) {
        this.database = database;
        this.config = config;
    }

    /** @return how long the name is locked; empty: the password may be looked at */
    Optional<Duration> attempt(String username) {
        record Count(int failures, Instant since) { }
        Instant windowStart = Instant.now().minus(config.failureWindow());
        List<Count> counts = database.query(COUNT, row -> new Count(row.getInt("failures"), Sql.instant(row, "since")),
            Sessions.sha256(username), windowStart, windowStart);
        Count count = counts.get(0);
        if (count.failures <= config.failures()) {
            return Optional.empty();
        }
        Duration left = Duration.between(Instant.now(), count.since.plus(config.failureWindow()));
        return Optional.of(left.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : left);
    }

    void forget(String username) {
        database.update(FORGET, (Object) Sessions.sha256(username));
    }

    int expire() {
        return database.update(FORGET_OLD, Instant.now().minus(config.failureWindow()));
    }
}
