package finance.reconciliation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import database.SqlFailure;
import database.Statements;
import database.Transactions;
import finance.FinanceConfig;
import finance.postings.PostingsConfig;
import finance.reconciliation.Reconciliations.Taken;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import money.Currencies;
import orders.SaleEffect;
import org.jboss.logging.Logger;

/**
 * Runs a day's reconciliation in PostgreSQL (db/migration/R__reconciliation.sql): collects what there is to look at, then looks at
 * it slice by slice, each a transaction of its own that also says how far it came. Whoever takes a run up that somebody left
 * collects again and goes on after the last slice.
 */
@ApplicationScoped
public class ReconciliationRun {

    private static final Logger LOG = Logger.getLogger(ReconciliationRun.class);
    private static final JsonMapper JSON = new JsonMapper();
    /** What is collected by its time, so many hours a transaction. */
    private static final List<String> TIMED_SOURCES = List.of("orders", "payments", "refunds");
    private static final Duration COLLECTED = Duration.ofHours(6);
    private static final List<String> SOURCES = List.of("postings", "items", "bank");
    /** Positions: a phase at its beginning, and after it a colon and the last id that was looked at, which may be empty. */
    private static final String ORDERS = "order";
    private static final String BANK = "bank";
    private static final String DEFAULT_OWNER = "finance";
    private static final String CURRENCIES = json(Currencies.all());
    /** syntax_error_or_access_rule_violation: a schema or a right that is missing */
    private static final String REFUSED_STATEMENT = "42";

    private final DataSource source;
    private final Reconciliations runs;
    private final Items items;
    private final ReportFiles files;
    private final ReconciliationGauges gauges;
    private final FinanceConfig finance;
    private volatile ReconciliationConfig config;
    private final PostingsConfig postings;

    ReconciliationRun(DataSource source, Reconciliations runs, Items items, ReportFiles files, ReconciliationGauges gauges, FinanceConfig finance,
                      ReconciliationConfig config, PostingsConfig postings) {
        this.source = source;
        this.runs = runs;
        this.items = items;
        this.files = files;
        this.gauges = gauges;
        this.finance = finance;
        this.config = config;
        this.postings = postings;
    }

    void become(@Observes ReconciliationConfig.Changed event) {
        config = event.now();
    }

    /** What stands between two slices where a run is not to go on: somebody else has it. */
    private static final class OvertakenException extends RuntimeException {

        private static final long serialVersionUID = 1;

        OvertakenException() {
            super(null, null, false, false);
        }
    }

    /**
     * Does the run that is asked for, or goes on with one that was left; nothing where none is, or another replica is at it.
     *
     * @param stopping asked between slices; when true the run is left to another process
     */
    public void next(BooleanSupplier stopping) throws SQLException {
        Optional<Taken> taken = runs.take();
        if (taken.isEmpty()) {
            return;
        }
        Taken run = taken.get();
        try (Connection connection = source.getConnection()) {
            if (compare(connection, run, stopping)) {
                finish(run);
            } else {
                runs.leave(run);
            }
        } catch (OvertakenException e) {
            LOG.warnf("Reconciliation of %s: this process was silent too long, and another goes on with it", run.date());
        } catch (SQLException e) {
            fail(run, e);
        }
    }

    /** False: the process stops before the end. */
    private boolean compare(Connection connection, Taken run, BooleanSupplier stopping) throws SQLException {
        ReportDay day = ReportDay.of(run.date(), finance.zone());
        collect(connection, run, day);
        String position = run.position() == null ? ORDERS : run.position();
        while (position != null) {
            if (stopping.getAsBoolean()) {
                return false;
            }
            position = slice(connection, run, day, position);
        }
        return true;
    }

    private void collect(Connection connection, Taken run, ReportDay day) throws SQLException {
        held(connection, run, statements -> {
            if (run.position() == null) {
                // Its files may have been under way when somebody left it, and then all of it was counted.
                statements.update("update reconciliation set orders = 0, payments = 0, postings = 0, bank_lines = 0 where date = ?", run.date());
            }
            return statements.update("truncate reconciliation_work");
        });
        for (String what : TIMED_SOURCES) {
            for (Instant from = day.begins(); from.isBefore(day.ends()); from = from.plus(COLLECTED)) {
                Instant to = from.plus(COLLECTED);
                collect(connection, run, what, from, to.isAfter(day.ends()) ? day.ends() : to);
            }
            // The next are held against these.
            try (Statement statement = connection.createStatement()) {
                statement.execute("analyze reconciliation_work");
            }
        }
        for (String what : SOURCES) {
            collect(connection, run, what, day.begins(), day.ends());
        }
    }

    private void collect(Connection connection, Taken run, String what, Instant from, Instant to) throws SQLException {
        held(connection, run, statements -> statements.query("select reconciliation_collect(?, ?, ?, ?)", row -> row.getLong(1),
            what, run.date(), from, to));
    }

    /** The position after the next slice; null: that was the last. */
    private String slice(Connection connection, Taken run, ReportDay day, String position) throws SQLException {
        return held(connection, run, statements -> {
            int colon = position.indexOf(':');
            String after = colon < 0 ? null : position.substring(colon + 1);
            String next = position.startsWith(ORDERS) ? orders(statements, day, after) : bank(statements, day, after);
            statements.update("update reconciliation set position = ? where date = ?", next, day.date());
            return next;
        });
    }

    private String orders(Statements statements, ReportDay day, String after) throws SQLException {
        return statements.query("select * from reconcile_orders(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb)", row -> {
            String last = row.getString("last_id");
            if (last == null) {
                return BANK;
            }
            count(statements, day, row);
            return ORDERS + ':' + last;
        }, day.date(), day.begins(), day.ends(), after, config.sliceIds(), meaning(SaleEffect.INVOICE), meaning(SaleEffect.REVERSE),
            config.withoutPayment().orElse(Set.of()).toArray(String[]::new), config.tolerance().amount(), config.tolerance().share(), CURRENCIES,
            owners()).get(0);
    }

    private static void count(Statements statements, ReportDay day, ResultSet row) throws SQLException {
        statements.update("update reconciliation set orders = orders + ?, payments = payments + ?, postings = postings + ? where date = ?",
            row.getLong("orders"), row.getLong("payments"), row.getLong("postings"), day.date());
    }

    private String bank(Statements statements, ReportDay day, String after) throws SQLException {
        return statements.query("select * from reconcile_bank(?, ?, ?, ?, ?, ?, ?::jsonb)", row -> {
            String last = row.getString("last_id");
            if (last == null) {
                return null;
            }
            statements.update("update reconciliation set bank_lines = bank_lines + ? where date = ?", row.getLong("lines"), day.date());
            return BANK + ':' + last;
        }, day.date(), day.begins(), after, config.sliceIds(), config.tolerance().amount(), config.tolerance().share(), owners()).get(0);
    }

    private void finish(Taken run) {
        Runnable stillOurs = () -> {
            if (!runs.prolong(run)) {
                throw new OvertakenException();
            }
        };
        Reconciliation counts = runs.find(run.date()).orElseThrow();
        Report report = Report.of(counts, items).beforeEachPage(stillOurs);
        String detail = null;
        try {
            files.write(report);
            if (runs.isLast(run)) {
                LocalDate newest = runs.newest().filter(run.date()::isBefore).orElse(run.date());
                files.write(Report.ofOpen(newest, items).beforeEachPage(stillOurs));
            }
        } catch (IOException e) {
            detail = "The files could not be written; ordersync.reports.directory must be a directory that this process may write to. "
                + "GET /reconciliations/" + run.date() + " has the report.";
            LOG.errorf("Reconciliation of %s: %s (%s)", run.date(), detail, e);
        }
        try {
            runs.done(run, ReportFiles.sha256(report), detail);
        } catch (IOException impossible) {
            throw new IllegalStateException("Nothing is written where a digest is made", impossible);
        }
        gauges.refresh();
        LOG.infof("Reconciliation of %s: %d orders, %d payments, %d postings and %d lines of the bank; %d items are open", run.date(),
            counts.orders(), counts.payments(), counts.postings(), counts.bankLines(), report.open());
        if (report.alerts() > 0) {
            LOG.warnf("Reconciliation of %s: %d amounts are further apart than %s of what was expected", run.date(), report.alerts(),
                config.alertAbove().toPlainString());
        }
    }

    /** What would fail again ends the run; anything else is tried again once this process has been silent long enough. */
    private void fail(Taken run, SQLException e) {
        LOG.errorf("Reconciliation of %s failed with SQLSTATE %s: %s", run.date(), e.getSQLState(), e.getMessage());
        if (SqlFailure.isOfValues(e) || e.getSQLState() != null && e.getSQLState().startsWith(REFUSED_STATEMENT)) {
            runs.failed(run, "PostgreSQL refused it with SQLSTATE " + e.getSQLState() + "; the log says more.");
        }
    }

    private interface Work<T> {
        T done(Statements statements) throws SQLException;
    }

    /** Work in a transaction that nobody else's run can come between. */
    private <T> T held(Connection connection, Taken run, Work<T> work) throws SQLException {
        return Transactions.run(connection, () -> {
            Statements statements = new Statements(connection);
            if (!runs.prolong(statements, run)) {
                throw new OvertakenException();
            }
            return work.done(statements);
        });
    }

    /** The statuses that mean so. */
    private String[] meaning(SaleEffect effect) {
        return postings.on().entrySet().stream().filter(status -> status.getValue() == effect).map(status -> status.getKey().name())
            .toArray(String[]::new);
    }

    private String owners() {
        Map<ItemClass, String> owners = new EnumMap<>(ItemClass.class);
        for (ItemClass one : ItemClass.values()) {
            owners.put(one, config.owner().getOrDefault(one, DEFAULT_OWNER));
        }
        return json(owners);
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("Text and numbers did not become JSON", impossible);
        }
    }
}
