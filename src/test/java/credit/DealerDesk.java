package credit;

import static org.assertj.core.api.Assertions.assertThat;

import access.CurrentUser;
import database.Sql;
import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What people and jobs do to dealers, by the application's own beans. */
final class DealerDesk {

    private static final String TEMPORARY_LIMIT = DealerRows.audited("temporary_limit = ?, temporary_until = ?", "d.customer_id = ?");

    private final DealerRows rows;
    private final Dealers dealers;
    private final HandLocks locks;
    private final OverdueDealers overdue;
    private final Rates rates;
    private final TemporaryLimits temporaryLimits;
    private final Map<String, DealerTerms> terms = new ConcurrentHashMap<>();

    DealerDesk(AgroalDataSource pool, LedgerTransactions transactions) {
        Actor actor = new Actor(new CurrentUser(null, null));
        Sql sql = new Sql(pool);
        this.rows = new DealerRows(transactions, CreditDatabase.CONFIG);
        this.locks = new HandLocks(rows, actor);
        this.overdue = new OverdueDealers(sql, rows, CreditDatabase.CONFIG, new SimpleMeterRegistry());
        this.dealers = new Dealers(rows, overdue, actor);
        this.rates = new Rates(sql, rows, CreditDatabase.CONFIG, actor);
        this.temporaryLimits = new TemporaryLimits(sql, rows);
    }

    /** With grace of 5 days. {@code parent}: null: none */
    void create(String id, String currency, BigDecimal limit, int termsDays, String parent) throws SQLException {
        apply(new DealerTerms(id, "Dealer " + id, limit, currency, termsDays, 5, parent));
    }

    void limit(String id, BigDecimal limit) throws SQLException {
        DealerTerms now = terms.get(id);
        apply(new DealerTerms(id, now.name(), limit, now.currency(), now.termsDays(), now.graceDays(), now.parent()));
    }

    /** @param parent null: it is on its own from now on */
    void move(String id, String parent) throws SQLException {
        DealerTerms now = terms.get(id);
        apply(new DealerTerms(id, now.name(), now.limit(), now.currency(), now.termsDays(), now.graceDays(), parent));
    }

    private void apply(DealerTerms changed) throws SQLException {
        assertThat(dealers.apply(List.of(changed))).isNotNull();
        terms.put(changed.customerId(), changed);
    }

    /** For an hour. {@code limit}: null: there is none any more */
    void temporaryLimit(String id, BigDecimal limit) throws SQLException {
        rows.change(statements -> {
            rows.lock(statements, Set.of(id));
            statements.update(TEMPORARY_LIMIT, limit, limit == null ? null : java.sql.Timestamp.from(Instant.now().plusSeconds(3600)), id, "job", "A_TEST", null);
            rows.release(statements, Set.of(id));
            return null;
        });
    }

    /** Returns how many were over. */
    int endTemporaryLimits() throws SQLException {
        return temporaryLimits.end();
    }

    void lock(String id) throws SQLException {
        locks.lock(id, "by a test");
    }

    void unlock(String id) throws SQLException {
        locks.unlock(id, "by a test");
    }

    void lockOverdue() throws SQLException {
        rows.change(statements -> {
            rows.lock(statements, terms.keySet());
            return overdue.look(statements, terms.keySet());
        });
    }

    void rate(String currency, LocalDate day, BigDecimal vnd) throws SQLException {
        rates.set(currency, day, vnd);
    }
}
