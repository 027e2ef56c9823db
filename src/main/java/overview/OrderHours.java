package overview;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.json.JsonMapper;
import database.AdvisoryLock;
import database.Sql;
import database.Statements;
import database.Transactions;
import io.agroal.api.AgroalDataSource;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Orders by the hour they were made in, counted when somebody looks and kept in {@code order_hour} for whoever looks next, on
 * any replica. An hour is counted again once its counts are old: the younger the hour, the sooner; and never so often that it
 * costs more than {@link #SHARE} of PostgreSQL's time, however many orders an hour has.
 */
@ApplicationScoped
class OrderHours {

    /** Counting does not begin another hour after so long; whoever looks next goes on. */
    private static final Duration BUDGET = Duration.ofSeconds(1);
    private static final Duration STATEMENT_LIMIT = Duration.ofSeconds(4);
    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final Duration OF_THE_DAY = Duration.ofMinutes(1);
    private static final Duration OLDER = Duration.ofMinutes(15);
    private static final int SHARE = 20;
    /** SQLSTATE query_canceled. */
    private static final String TOO_LONG = "57014";
    private static final String LIMITED = "select set_config('statement_timeout', ?, true)";
    private static final String COUNTED = "select hour, counted_at, took_ms from order_hour where hour >= ?";
    private static final String COUNTS = "select hour, counts::text as counts from order_hour where hour >= ? and hour < ?";
    private static final String COUNT = """
        insert into order_hour as kept (hour, counted_at, took_ms, counts)
        select ?::timestamptz, now(), 0, coalesce(jsonb_agg(to_jsonb(counted)), '[]')
          from (select platform, coalesce(status, '') as status, coalesce(currency, '') as currency, count(*) as orders, coalesce(sum(amount), 0)::text as amount
                  from orders where created_at >= ?::timestamptz and created_at < ?::timestamptz group by 1, 2, 3) as counted
        on conflict (hour) do update set counted_at = clock_timestamp(), counts = excluded.counts""";
    private static final String TOOK = "update order_hour set took_ms = ? where hour = ?";
    private static final String FORGET = "delete from order_hour where hour < ?";

    private static final JsonMapper JSON = JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
    private static final TypeReference<List<Count>> COUNT_LIST = new TypeReference<>() { };

    private final AgroalDataSource database;
    private final Sql sql;
    /** Hours that could not be counted in time, and when this process tries again. */
    private final Map<Instant, Instant> restUntil = new ConcurrentHashMap<>();

    /**
     * @param status   empty: no event has told one
     * @param currency empty: no amount is known
     */
    @JsonNaming(SnakeCaseStrategy.class)
    record Count(String platform, String status, String currency, long orders, BigDecimal amount) { }

    private record Counted(Instant at, long tookMs) { }

    OrderHours(AgroalDataSource database, Sql sql) {
        this.database = database;
        this.sql = sql;
    }

    /** The counts of each hour from {@code from} on, which is a full hour, up to now; an hour that was never counted is missing. */
    Map<Instant, List<Count>> since(Instant from, Instant now) throws SQLException {
        countStale(from, now);
        Map<Instant, List<Count>> hours = new TreeMap<>();
        sql.query(COUNTS, row -> hours.put(Sql.instant(row, "hour"), counts(row.getString("counts"))), from, now);
        return hours;
    }

    private void countStale(Instant from, Instant now) throws SQLException {
        try (Connection connection = database.getConnection()) {
            Transactions.run(connection, () -> {
                Statements statements = new Statements(connection);
                if (!stale(from, now, statements).isEmpty() && AdvisoryLock.ORDER_HOURS.tryToTake(statements)) {
                    statements.query(LIMITED, row -> null, Long.toString(STATEMENT_LIMIT.toMillis()));
                    long begun = System.nanoTime();
                    for (Instant hour : stale(from, now, statements)) {
                        count(hour, connection, now);
                        if (System.nanoTime() - begun > BUDGET.toNanos()) {
                            break;
                        }
                    }
                    Instant old = now.minus(Overview.MAX_HOURS + 1, ChronoUnit.HOURS);
                    statements.update(FORGET, old);
                    restUntil.keySet().removeIf(hour -> hour.isBefore(old));
                }
                return null;
            });
        }
    }

    /** An hour with too many orders to count in time keeps the counts it had, and costs the other hours nothing. */
    private void count(Instant hour, Connection connection, Instant now) throws SQLException {
        Statements statements = new Statements(connection);
        Savepoint before = connection.setSavepoint();
        long begun = System.nanoTime();
        try {
            statements.update(COUNT, hour, hour, hour.plus(1, ChronoUnit.HOURS));
            statements.update(TOOK, Duration.ofNanos(System.nanoTime() - begun).toMillis(), hour);
        } catch (SQLException failed) {
            if (!TOO_LONG.equals(failed.getSQLState())) {
                throw failed;
            }
            connection.rollback(before);
            Log.warnf("The orders of the hour %s were not counted: it took longer than %s", hour, STATEMENT_LIMIT);
            restUntil.put(hour, now.plus(STATEMENT_LIMIT.multipliedBy(SHARE)));
        }
    }

    /** The hours to be counted, those first that never were, the younger before the older. */
    private List<Instant> stale(Instant from, Instant now, Statements statements) throws SQLException {
        Map<Instant, Counted> counted = new HashMap<>();
        statements.query(COUNTED, row -> counted.put(Sql.instant(row, "hour"), new Counted(Sql.instant(row, "counted_at"), row.getLong("took_ms"))), from);
        List<Instant> stale = new ArrayList<>();
        for (Instant hour = now.truncatedTo(ChronoUnit.HOURS); !hour.isBefore(from); hour = hour.minus(1, ChronoUnit.HOURS)) {
            Counted last = counted.get(hour);
            if (restUntil.getOrDefault(hour, Instant.MIN).isAfter(now)) {
                continue;
            }
            if (last == null || last.at.plus(goodFor(hour, last, now)).isBefore(now)) {
                stale.add(hour);
            }
        }
        stale.sort(Comparator.comparing((Instant hour) -> counted.containsKey(hour)));
        return stale;
    }

    private static Duration goodFor(Instant hour, Counted last, Instant now) {
        Duration age = Duration.between(hour, now);
        Duration wanted = age.toHours() < 2 ? FRESH : age.toHours() < 24 ? OF_THE_DAY : OLDER;
        Duration affordable = Duration.ofMillis(last.tookMs * SHARE);
        return wanted.compareTo(affordable) > 0 ? wanted : affordable;
    }

    /** For tests: an hour that was too much to count is no longer. */
    void restNoMore() {
        restUntil.clear();
    }

    private static List<Count> counts(String json) {
        try {
            return JSON.readValue(json, COUNT_LIST);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("order_hour holds counts that are none", e);
        }
    }
}
