package access;

import database.Sql;
import database.Statements;
import database.Transactions;
import io.agroal.api.AgroalDataSource;
import io.quarkus.logging.Log;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/** Who signed in, and who changed what; no secret and no personal data of buyers. Entries that come at once are written together. */
@ApplicationScoped
public class Audit {

    static final String SIGN_IN = "SIGN_IN";
    static final String SIGN_IN_REFUSED = "SIGN_IN_REFUSED";
    static final String SIGN_IN_LOCKED = "SIGN_IN_LOCKED";
    static final String SIGN_OUT = "SIGN_OUT";
    static final String TOKEN_REUSED = "TOKEN_REUSED";

    private static final String WRITE = "insert into audit_entry (username, action, subject, detail) values (?, ?, ?, ?)";
    private static final String FORGET = "delete from audit_entry where at < now() - make_interval(days => ?)";
    /** Each is of a request that waits for it. */
    private static final int MAX_WAITING = 10_000;
    private static final int MAX_BATCH = 500;
    private static final long END_MS = 5_000;

    private final AgroalDataSource source;
    private final Sql database;
    private final SecurityConfig config;
    private final BlockingQueue<Entry> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
    private Thread writer;

    Audit(AgroalDataSource source, Sql database, SecurityConfig config) {
        this.source = source;
        this.database = database;
        this.config = config;
    }

    private record Entry(Object[] values, CompletableFuture<Void> written) { }

    /**
     * Blocks until it is written.
     *
     * @param username null: of nobody who is known
     * @param subject  what it was done to; null: nothing that has a name
     */
    public void write(String username, String action, String subject, String detail) {
        database.update(WRITE, username, action, subject, detail);
    }

    /** The same in the transaction of {@code statements}: where the change is, its entry is. */
    public static void write(Statements statements, String username, String action, String subject, String detail) throws SQLException {
        statements.update(WRITE, username, action, subject, detail);
    }

    /** The same, soon; ends in any case, and what could not be written is in the log. */
    CompletableFuture<Void> append(String username, String action, String subject, String detail) {
        Entry entry = new Entry(new Object[] {username, action, subject, detail}, new CompletableFuture<>());
        startOnce();
        if (!waiting.offer(entry)) {
            lost(List.of(entry), null);
        }
        return entry.written;
    }

    private synchronized void startOnce() {
        if (writer == null) {
            writer = new Thread(this::writeOn, "audit");
            writer.setDaemon(true);
            writer.start();
        }
    }

    private void writeOn() {
        List<Entry> batch = new ArrayList<>(MAX_BATCH);
        while (!Thread.currentThread().isInterrupted() || !waiting.isEmpty()) {
            batch.clear();
            try {
                batch.add(waiting.take());
            } catch (InterruptedException end) {
                Thread.currentThread().interrupt();
            }
            waiting.drainTo(batch, MAX_BATCH - batch.size());
            if (!batch.isEmpty()) {
                writeAll(batch);
            }
        }
    }

    private void writeAll(List<Entry> batch) {
        try (Connection connection = source.getConnection()) {
            Transactions.run(connection, () -> {
                new Statements(connection).batch(WRITE, batch.stream().map(Entry::values).toList());
                return null;
            });
            batch.forEach(entry -> entry.written.complete(null));
        } catch (SQLException | RuntimeException | Error away) {
            // Whatever it is, the entries behind it need their writer.
            lost(batch, away);
        }
    }

    /** The changes are made, and their answers true: the log has them instead. */
    private static void lost(List<Entry> batch, Throwable why) {
        for (Entry entry : batch) {
            Log.errorf(why, "The audit could not be written: user %s, %s, %s, %s", entry.values);
            entry.written.complete(null);
        }
    }

    @PreDestroy
    void end() throws InterruptedException {
        Thread running;
        synchronized (this) {
            running = writer;
        }
        if (running != null) {
            running.interrupt();
            running.join(END_MS);
        }
    }

    int expire() {
        return database.update(FORGET, config.auditKeepDays());
    }
}
