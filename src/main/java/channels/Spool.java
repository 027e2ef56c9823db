package channels;

import batching.BatchQueue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import database.AdvisoryLock;
import database.SqlFailure;
import database.Statements;
import database.Transactions;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Messages that wait in PostgreSQL for Kafka: acknowledged while Kafka could not take them, or sent again by a replay.
 * One thread writes what has gathered since its last commit as one statement, so that the rate is the statement's and
 * not the commit's. A message may be here and in Kafka; {@code event_id} tells later that it is the same.
 */
@ApplicationScoped
public class Spool {

    private static final Logger LOG = Logger.getLogger(Spool.class);
    private static final int MAX_BATCH = 1_000;
    private static final int MAX_WAITING = 20_000;
    private static final int MAX_WAITING_BYTES = 64 << 20;
    /** Read at a time; one message more when the last begins below it. */
    private static final int MAX_DRAIN_BYTES = 16 << 20;
    private static final Duration SHUTDOWN = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() { };

    private static final String INSERT = """
        insert into spool (channel, key, body, headers, source, replay_id, received_at)
        select channel, key, body, headers::jsonb, source, replay_id::uuid, received_at
        from unnest(?::text[], ?::text[], ?::bytea[], ?::text[], ?::text[], ?::text[], ?::timestamptz[])
          as m (channel, key, body, headers, source, replay_id, received_at)""";
    private static final String SELECT = """
        select id, channel, key, body, headers::text, source, replay_id::text, received_at
        from (select *, sum(octet_length(body)) over (order by id) - octet_length(body) as bytes_before
              from (select * from spool order by id limit ?) as oldest) as counted
        where bytes_before < ? order by id""";
    /** How many wait, nearly: ids have gaps, but few, and this reads two index entries however many there are. */
    private static final String SIZE = "select coalesce(max(id) - min(id) + 1, 0) from spool";
    private static final String DELETE = "delete from spool where id = any(?)";

    private final DataSource database;
    private final BatchQueue<Waiting> queue = new BatchQueue<>("spool-writer", 1, MAX_WAITING, MAX_BATCH, this::writeAll, Spool::notStored);
    private final Semaphore bytes = new Semaphore(MAX_WAITING_BYTES);
    private volatile long size;

    /**
     * A message that lies in the spool.
     *
     * @param id no other message has or had it
     */
    public record Spooled(long id, RawMessage message) { }

    private record Waiting(RawMessage message, CompletableFuture<Void> stored) { }

    Spool(DataSource database, MeterRegistry registry) {
        this.database = database;
        Gauge.builder("ordersync.spool.size", this, spool -> spool.size)
            .description("Messages in the spool, nearly, as of the last look").register(registry);
    }

    /**
     * Puts a message into the spool; never blocks.
     *
     * @return completes once the message is committed; fails when it is not, or when too many are waiting
     */
    public CompletableFuture<Void> add(RawMessage message) {
        Waiting waiting = new Waiting(message, new CompletableFuture<>());
        if (!bytes.tryAcquire(message.body().length)) {
            return CompletableFuture.failedFuture(new SpoolFullException());
        }
        if (!queue.offer(waiting)) {
            bytes.release(message.body().length);
            return CompletableFuture.failedFuture(new SpoolFullException());
        }
        return waiting.stored;
    }

    /** More messages wait for PostgreSQL than memory has room for. */
    public static class SpoolFullException extends RuntimeException {
        SpoolFullException() {
            super("The spool has no room until PostgreSQL takes what waits");
        }
    }

    /**
     * Sends the oldest messages on and deletes them, in one transaction: what {@code send} did not take stays. One
     * replica at a time does.
     *
     * @param limit messages at most
     * @param send  returns once all of them are on disk elsewhere, or throws
     * @return how many went; 0 when none waits or another replica is at it
     */
    public int drain(int limit, Consumer<List<Spooled>> send) throws SQLException {
        try (Connection connection = database.getConnection()) {
            Statements statements = new Statements(connection);
            return Transactions.run(connection, () -> {
                // Before: while Kafka is down nothing that comes after the sending is done.
                size = statements.query(SIZE, row -> row.getLong(1)).get(0);
                int sent = AdvisoryLock.SPOOL.tryToTake(statements) ? sendOldest(statements, limit, send) : 0;
                size -= sent;
                return sent;
            });
        }
    }

    private static int sendOldest(Statements statements, int limit, Consumer<List<Spooled>> send) throws SQLException {
        List<Spooled> messages = statements.query(SELECT, row -> new Spooled(row.getLong(1), message(row)), limit, MAX_DRAIN_BYTES);
        if (messages.isEmpty()) {
            return 0;
        }
        send.accept(messages);
        return statements.update(DELETE, (Object) messages.stream().map(Spooled::id).toArray(Long[]::new));
    }

    private static RawMessage message(ResultSet row) throws SQLException {
        try {
            return new RawMessage(row.getString(2), row.getString(3), row.getBytes(4),
                JSON.readValue(row.getString(5), HEADERS), row.getTimestamp(8).toInstant(),
                RawMessage.Source.of(row.getString(6)), row.getString(7));
        } catch (JsonProcessingException e) {
            throw new SQLException("spool " + row.getLong(1) + ": headers must be an object of strings", e);
        }
    }

    private void writeAll(List<Waiting> batch) {
        try {
            write(batch);
        } finally {
            batch.forEach(waiting -> bytes.release(waiting.message.body().length));
        }
    }

    /** Writes a batch in one transaction; when PostgreSQL refuses a value in it, each message in its own. */
    private void write(List<Waiting> batch) {
        try {
            insert(batch);
            batch.forEach(waiting -> waiting.stored.complete(null));
        } catch (SQLException | RuntimeException e) {
            if (batch.size() > 1 && e instanceof SQLException refused && SqlFailure.isOfValues(refused)) {
                batch.forEach(waiting -> write(List.of(waiting)));
                return;
            }
            LOG.warnf("Spool: %d messages not stored and not acknowledged: %s", batch.size(), e.getMessage());
            batch.forEach(waiting -> waiting.stored.completeExceptionally(e));
        }
    }

    private static void notStored(List<Waiting> batch, Throwable e) {
        LOG.errorf(e, "Spool: %d messages not stored and not acknowledged", batch.size());
        batch.forEach(waiting -> waiting.stored.completeExceptionally(e));
    }

    private void insert(List<Waiting> batch) throws SQLException {
        try (Connection connection = database.getConnection()) {
            add(connection, batch.stream().map(Waiting::message).toList());
        }
    }

    /**
     * Puts messages into the spool in the transaction of {@code connection}: they go on to {@code order_events} once it is
     * committed, and never without it.
     */
    public static void add(Connection connection, List<RawMessage> messages) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setArray(1, column(connection, "text", messages, RawMessage::channel, String[]::new));
            statement.setArray(2, column(connection, "text", messages, RawMessage::key, String[]::new));
            statement.setArray(3, column(connection, "bytea", messages, RawMessage::body, byte[][]::new));
            statement.setArray(4, column(connection, "text", messages, Spool::headersJson, String[]::new));
            statement.setArray(5, column(connection, "text", messages, message -> message.source().word, String[]::new));
            statement.setArray(6, column(connection, "text", messages, RawMessage::replayId, String[]::new));
            statement.setArray(7, column(connection, "timestamptz", messages, message -> Timestamp.from(message.receivedAt()), Timestamp[]::new));
            statement.executeUpdate();
        }
    }

    private static <T> Array column(Connection connection, String type, List<RawMessage> messages,
                                    Function<RawMessage, T> value, IntFunction<T[]> array) throws SQLException {
        return connection.createArrayOf(type, messages.stream().map(value).toArray(array));
    }

    private static String headersJson(RawMessage message) {
        try {
            return JSON.writeValueAsString(message.headers());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A map of strings must be writable", e);
        }
    }

    /** Stops once what waits is written, or after ten seconds. */
    @PreDestroy
    void stop() throws InterruptedException {
        queue.finish(SHUTDOWN);
    }
}
