package finance.reconciliation;

import database.AdvisoryLock;
import database.Sql;
import database.Statements;
import database.Transactions;
import finance.FinanceConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The runs of days: the table {@code reconciliation}. One is under way at a time. A replica takes it for a time, which each slice
 * prolongs; when it falls silent another takes it up where it was, and what the silent one may still write is refused.
 */
@ApplicationScoped
public class Reconciliations {

    private static final String COLUMNS = "date, state, detail, started_at, finished_at, orders, payments, postings, bank_lines";
    private static final String PROLONG = """
        update reconciliation set taken_until = clock_timestamp() + make_interval(secs => ?)
         where date = ? and taken_by = ? and state = 'RUNNING' and taken_until > clock_timestamp()""";
    /** A report that nobody could be told of for so long is old news. */
    private static final int MAIL_DAYS = 2;
    /** How long a mail may take, and how long a mail server that failed is left alone. */
    private static final Duration MAIL_LIMIT = Duration.ofMinutes(5);

    /**
     * The days of a night, the oldest first: a break is told on the first day that finds it. The bank's file of a day comes in the morning
     * after its night, and a provider may be asked for days: what was told since a run began may have been missed by it. The conditions of
     * payments and of postings are those of the indexes payment_told_late and erp_posting_told_late.
     */
    private static final String OF_NIGHT = """
        with span as (select ?::date as first, ?::date as past, ?::text as zone)
        select past as date from span
        union
        -- What no night asked for, or came to its end with, from the first day on that anybody asked for.
        select first + n from span cross join generate_series(0, past - first) as n
         where first + n > (select min(date) from reconciliation) and not exists (select from reconciliation r where r.date = first + n and r.state <> 'FAILED')
        union
        select date from reconciliation_item, span where state = 'open' and date >= first and date < past
        union
        select r.date
          from span join reconciliation r on r.date >= first and r.date < past
         where r.state <> 'RUNNING'
           and (exists (select from bank_line l where l.booked_on = r.date and l.created_at > r.started_at)
                or exists (select from erp_posting e
                            where e.posting_date = r.date and e.created_at > (e.posting_date + time '10:00') at time zone 'UTC' and e.created_at > r.started_at)
                or exists (select from payment p
                            where p.settled_at >= r.date::timestamp at time zone zone and p.settled_at < (r.date + 1)::timestamp at time zone zone
                              and (p.created_at - p.settled_at > interval '10 minutes' or p.refunded = 0 and p.updated_at - p.settled_at > interval '10 minutes')
                              and (p.created_at > r.started_at or p.refunded = 0 and p.updated_at > r.started_at)))
         order by 1""";

    private final DataSource source;
    private final Sql database;
    private final FinanceConfig finance;
    private final ReconciliationConfig config;

    Reconciliations(DataSource source, Sql database, FinanceConfig finance, ReconciliationConfig config) {
        this.source = source;
        this.database = database;
        this.finance = finance;
        this.config = config;
    }

    /**
     * A run that this process has taken.
     *
     * @param by       tells it from whoever took it before
     * @param position how far it came; null: it begins
     */
    record Taken(LocalDate date, UUID by, String position) { }

    /** A report as nobody was told of it yet. */
    record Untold(LocalDate date, String sha256) { }

    /** Asks for a run. False: one of that day is under way. */
    boolean request(LocalDate date) {
        return database.update("""
            insert into reconciliation (date, state, started_at) values (?, 'RUNNING', now())
            on conflict (date) do update set state = 'RUNNING', detail = null, position = null, taken_by = null, taken_until = null, started_at = now(),
                   finished_at = null, orders = 0, payments = 0, postings = 0, bank_lines = 0
             where reconciliation.state <> 'RUNNING'""", date) == 1;
    }

    /** Asks for yesterday's run, and before it for those of the days before it that were never run, of which something is open, or was told since. */
    public void requestNightly() {
        LocalDate yesterday = today().minusDays(1);
        database.query(OF_NIGHT, row -> row.getObject(1, LocalDate.class), yesterday.minusDays(config.againDays()), yesterday, finance.zone().getId())
            .forEach(this::request);
    }

    LocalDate today() {
        return LocalDate.now(Clock.system(finance.zone()));
    }

    Optional<Reconciliation> find(LocalDate date) {
        return database.query("select " + COLUMNS + " from reconciliation where date = ?", Reconciliations::row, date).stream().findFirst();
    }

    /** The latest days before a day. */
    List<Reconciliation> before(LocalDate date, int limit) {
        return database.query("select " + COLUMNS + " from reconciliation where date < ? order by date desc limit ?", Reconciliations::row, date, limit);
    }

    /** The newest day that was reconciled; empty: none was. */
    Optional<LocalDate> newest() {
        return database.query("select max(date) from reconciliation where sha256 is not null", row -> Optional.ofNullable(row.getObject(1, LocalDate.class)))
            .get(0);
    }

    /** Whether no other run is asked for. */
    boolean isLast(Taken run) {
        return database.query("select not exists (select from reconciliation where state = 'RUNNING' and date <> ?)", row -> row.getBoolean(1), run.date())
            .get(0);
    }

    /** The run that has waited longest, where none is under way. */
    Optional<Taken> take() throws SQLException {
        UUID by = UUID.randomUUID();
        try (Connection connection = source.getConnection()) {
            return Transactions.run(connection, () -> {
                Statements statements = new Statements(connection);
                AdvisoryLock.RECONCILIATION.take(statements);
                return statements.query("""
                    update reconciliation set taken_by = ?, taken_until = now() + make_interval(secs => ?)
                     where date = (select date from reconciliation
                                    where state = 'RUNNING' and not exists (select from reconciliation where state = 'RUNNING' and taken_until > now())
                                    order by started_at, date limit 1)
                    returning date, position""",
                    row -> new Taken(row.getObject("date", LocalDate.class), by, row.getString("position")), by, seconds(config.silenceLimit()))
                    .stream().findFirst();
            });
        }
    }

    /** Prolongs a run by the first statement of a transaction, which holds its row to the end. False: somebody else has it. */
    boolean prolong(Statements statements, Taken run) throws SQLException {
        return statements.update(PROLONG, seconds(config.silenceLimit()), run.date(), run.by()) == 1;
    }

    /** The same in a transaction of its own. */
    boolean prolong(Taken run) {
        return database.update(PROLONG, seconds(config.silenceLimit()), run.date(), run.by()) == 1;
    }

    /** Leaves a run to whoever comes next. */
    void leave(Taken run) {
        database.update("update reconciliation set taken_until = null, taken_by = null where date = ? and taken_by = ?", run.date(), run.by());
    }

    /** @param detail what went wrong with its files; null: nothing */
    void done(Taken run, String sha256, String detail) {
        database.update("""
            update reconciliation set state = 'DONE', sha256 = ?, detail = ?, position = null, finished_at = now(), taken_by = null, taken_until = null
             where date = ? and taken_by = ? and state = 'RUNNING'""", sha256, detail, run.date(), run.by());
    }

    void failed(Taken run, String detail) {
        database.update("""
            update reconciliation set state = 'FAILED', detail = ?, position = null, finished_at = now(), taken_by = null, taken_until = null
             where date = ? and taken_by = ? and state = 'RUNNING'""", detail, run.date(), run.by());
    }

    /** A report whose present state nobody was told of yet; nobody else has it for some minutes. */
    Optional<Untold> takeUntold() {
        return database.query("""
            update reconciliation set taken_until = now() + make_interval(secs => ?)
             where date = (select date from reconciliation
                            where state = 'DONE' and sha256 is distinct from mailed and finished_at > now() - make_interval(days => ?)
                              and (taken_until is null or taken_until < now())
                            order by date limit 1 for update skip locked)
            returning date, sha256""", row -> new Untold(row.getObject("date", LocalDate.class), row.getString("sha256")), seconds(MAIL_LIMIT), MAIL_DAYS).stream().findFirst();
    }

    /** Notes that this state of a report was told of. */
    void told(Untold report) {
        database.update("update reconciliation set mailed = ?, taken_until = case when state = 'DONE' then null else taken_until end where date = ?",
            report.sha256(), report.date());
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }

    private static Reconciliation row(ResultSet row) throws SQLException {
        return new Reconciliation(row.getObject("date", LocalDate.class), row.getString("state"), row.getString("detail"), Sql.instant(row, "started_at"),
            Sql.instant(row, "finished_at"), row.getLong("orders"), row.getLong("payments"), row.getLong("postings"), row.getLong("bank_lines"));
    }
}
