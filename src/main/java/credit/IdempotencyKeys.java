package credit;

import database.Sql;
import database.Statements;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import javax.sql.DataSource;

/** The answers that were given to requests with a key: kept for a day, and gone in the night after. */
@ApplicationScoped
public class IdempotencyKeys {

    private static final int EXPIRY_BATCH = 10_000;
    /** What is left is the next night's. */
    private static final int MAX_EXPIRY_BATCHES = 10_000;

    private static final String FIND = "select key, request_hash, status, answer from idempotency_key where key = any(?)";
    private static final String INSERT = """
        insert into idempotency_key (key, request_hash, status, answer)
        select * from unnest(?::text[], ?::bytea[], ?::int[], ?::text[]) on conflict do nothing""";
    private static final String EXPIRE = """
        delete from idempotency_key where key in (
            select key from idempotency_key where created_at < now() - interval '24 hours' order by created_at limit ?)""";

    private final DataSource database;
    private final Sql sql;

    IdempotencyKeys(DataSource database, Sql sql) {
        this.database = database;
        this.sql = sql;
    }

    /** What was answered to the request that had the key first. */
    record Given(byte[] requestHash, OrderAnswer answer) { }

    /** Of those keys that were used, by key. */
    Map<String, Given> find(List<String> keys) throws SQLException {
        Map<String, Given> found = new HashMap<>();
        if (keys.isEmpty()) {
            return found;
        }
        try (Connection connection = database.getConnection()) {
            new Statements(connection).query(FIND, row -> found.put(row.getString(1), new Given(row.getBytes(2),
                new OrderAnswer(row.getInt(3), row.getString(4)))), (Object) keys.toArray(String[]::new));
        }
        return found;
    }

    /**
     * Writes what was answered in the transaction of {@code connection}. Waits for whoever is about to write one of the keys.
     *
     * @param answers by key, in order of the keys: so no two who write several wait for each other
     * @return whether all keys were free; if not, the transaction has to be given up
     */
    static boolean write(Connection connection, SortedMap<String, Given> answers) throws SQLException {
        if (answers.isEmpty()) {
            return true;
        }
        Collection<Given> given = answers.values();
        return answers.size() == new Statements(connection).update(INSERT, answers.keySet().toArray(String[]::new),
            given.stream().map(Given::requestHash).toArray(byte[][]::new), given.stream().mapToInt(one -> one.answer().status()).toArray(),
            given.stream().map(one -> one.answer().json()).toArray(String[]::new));
    }

    /** Forgets what is older than a day. Returns how many keys went. */
    public int expire() {
        int expired = 0;
        int batch = EXPIRY_BATCH;
        for (int i = 0; i < MAX_EXPIRY_BATCHES && batch == EXPIRY_BATCH; i++) {
            batch = sql.update(EXPIRE, EXPIRY_BATCH);
            expired += batch;
        }
        return expired;
    }
}
