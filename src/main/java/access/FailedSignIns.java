package access;

import database.Sql;
import http.ClientNetwork;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Locks a name at which too many sign-ins failed, on all replicas, whether or not somebody has the name: for the address they came
 * from, and after many more for all but the browsers that signed in before, each of which is counted by itself. An attempt counts
 * before its password is looked at, so that many at once try no more passwords than one after the other.
 */
@ApplicationScoped
class FailedSignIns {

    private static final String COUNT = """
        insert into sign_in_failure as f (name_hash, address, failures, since) values (?, ?, 1, now())
        on conflict (name_hash, address) do update
            set failures = case when f.since < ? then 1 else f.failures + 1 end,
                since = case when f.since < ? then now() else f.since end
        returning failures, since""";
    /** What failed from elsewhere stays counted. */
    private static final String FORGET_HERE = "delete from sign_in_failure where name_hash = ? and address = ?";
    private static final String WAS_NONE = "update sign_in_failure set failures = failures - 1 where name_hash = ? and address = ? and failures > 0";
    private static final String FORGET = "delete from sign_in_failure where name_hash = ?";
    private static final String FORGET_OLD = "delete from sign_in_failure where since < ?";

    private static final String ANYWHERE = "";
    /** Of who is signed in, and gives the password once more: others' failures do not lock it. */
    private static final String WITH_TOKEN = "token";
    /** No address begins like this. */
    private static final String DEVICE = "device ";

    private final Sql database;
    private final SecurityConfig config;

    FailedSignIns(Sql database, SecurityConfig config) {
        this.database = database;
        this.config = config;
    }

    /**
     * @param device of {@link KnownDevices}
     * @return how long the name is locked there; empty: the password may be looked at
     */
    Optional<Duration> attempt(String username, String address, Optional<String> device) {
        Optional<Duration> locked = count(username, place(address, device), config.failures());
        return device.isPresent() ? locked : locked.or(() -> count(username, ANYWHERE, config.failuresOfName()));
    }

    private static String place(String address, Optional<String> device) {
        return device.map(DEVICE::concat).orElseGet(() -> ClientNetwork.of(address));
    }

    /** The same of who came with a token. */
    Optional<Duration> attempt(String username) {
        return count(username, WITH_TOKEN, config.failures());
    }

    void succeeded(String username, String address, Optional<String> device) {
        database.update(FORGET_HERE, Sessions.sha256(username), place(address, device));
        if (device.isEmpty()) {
            database.update(WAS_NONE, Sessions.sha256(username), ANYWHERE);
        }
    }

    /** The attempt does not count: its password was not looked at. */
    void notLookedAt(String username, String address, Optional<String> device) {
        database.update(WAS_NONE, Sessions.sha256(username), place(address, device));
        if (device.isEmpty()) {
            database.update(WAS_NONE, Sessions.sha256(username), ANYWHERE);
        }
    }

    /** The same of who came with a token. */
    void notLookedAt(String username) {
        database.update(WAS_NONE, Sessions.sha256(username), WITH_TOKEN);
    }

    void succeeded(String username) {
        database.update(FORGET_HERE, Sessions.sha256(username), WITH_TOKEN);
    }

    private Optional<Duration> count(String username, String from, int limit) {
        record Count(int failures, Instant since) { }
        Instant windowStart = Instant.now().minus(config.failureWindow());
        List<Count> counts = database.query(COUNT, row -> new Count(row.getInt("failures"), Sql.instant(row, "since")),
            Sessions.sha256(username), from, windowStart, windowStart);
        Count count = counts.get(0);
        if (count.failures <= limit) {
            return Optional.empty();
        }
        Duration left = Duration.between(Instant.now(), count.since.plus(config.failureWindow()));
        return Optional.of(left.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : left);
    }

    /** All of it, from anywhere. */
    void forget(String username) {
        database.update(FORGET, (Object) Sessions.sha256(username));
    }

    int expire() {
        return database.update(FORGET_OLD, Instant.now().minus(config.failureWindow()));
    }
}
