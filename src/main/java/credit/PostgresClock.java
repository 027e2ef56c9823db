package credit;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import javax.sql.DataSource;

/**
 * PostgreSQL's clock, from this process' monotonic one: what the clocks of the machines say does not matter. It is asked
 * every few seconds, so that a step of its own clock is noticed.
 */
@ApplicationScoped
public class PostgresClock {

    /** An answer older than this tells nothing. */
    private static final Duration MAX_AGE = Duration.ofSeconds(10);

    private final DataSource database;
    private final long maxLagMicros;
    private volatile Reading last;

    /** PostgreSQL's clock said {@code micros} since the epoch at some moment after {@code nanos} of ours. */
    private record Reading(long micros, long nanos) { }

    PostgresClock(DataSource database, CacheConfig config) {
        this.database = database;
        this.maxLagMicros = config.maxLag().toNanos() / 1_000;
    }

    /** Asks PostgreSQL. */
    public void ask() throws SQLException {
        try (Connection connection = database.getConnection();
             PreparedStatement query = connection.prepareStatement("select clock_timestamp()")) {
            long before = System.nanoTime();
            try (ResultSet row = query.executeQuery()) {
                row.next();
                last = new Reading(micros(row.getTimestamp(1).toInstant()), before);
            }
        }
    }

    /**
     * Whether what holds all that was committed before {@code asOfMicros} may be answered from. The clock is taken for as late
     * as it can be; something of the future tells that it was set, and is not trusted.
     */
    boolean isFresh(long asOfMicros) {
        Reading reading = last;
        if (reading == null) {
            return false;
        }
        long since = System.nanoTime() - reading.nanos;
        long lag = reading.micros + since / 1_000 - asOfMicros;
        return since <= MAX_AGE.toNanos() && lag >= 0 && lag <= maxLagMicros;
    }

    static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }
}
