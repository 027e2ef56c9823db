package credit;

import database.Sql;
import database.Statements;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/** Locks dealers who have an open invoice past due by more than their grace days, and unlocks those who no longer have. */
@ApplicationScoped
public class OverdueDealers {

    private static final Logger LOG = Logger.getLogger(OverdueDealers.class);
    private static final int PAGE = 500;
    /** Dealers named in the log of a run; the metric counts them all. */
    private static final int MAX_ALERTS = 200;

    /** The oldest due date for which dealer {@code b} is to be locked, or null; takes today. */
    private static final String SINCE = """
        (select min(i.due_on) from invoice i where i.customer_id = b.customer_id and i.open > 0 and i.due_on + b.grace_days < ?)""";

    private static final String CHANGED = "select b.customer_id from dealer b where b.customer_id > ? and b.overdue_since is distinct from "
        + SINCE + " order by b.customer_id limit ?";

    private static final String OVERDUE = DealerRows.audited("overdue_since = " + SINCE,
        "d.customer_id = any(?) and " + SINCE + " is not null and b.overdue_since is distinct from " + SINCE);

    private static final String PAID = DealerRows.audited("overdue_since = null",
        "d.customer_id = any(?) and b.overdue_since is not null and " + SINCE + " is null");

    private static final String LONG_OVERDUE = """
        select customer_id, min(due_on) as due_on from invoice where open > 0 and due_on < ? group by customer_id order by 2, 1 limit ?""";

    private final Sql database;
    private final DealerRows rows;
    private final CreditConfig config;
    private volatile long longOverdue;
    /** The day of which this process has raised the alerts. */
    private volatile LocalDate alertedOn;

    OverdueDealers(Sql database, DealerRows rows, CreditConfig config, MeterRegistry meters) {
        this.database = database;
        this.rows = rows;
        this.config = config;
        Gauge.builder("credit_overdue_dealers", this, dealers -> dealers.longOverdue)
            .description("Dealers with an open invoice past due by more than ordersync.credit.alert-days").register(meters);
    }

    /**
     * Looks at all dealers, page by page, and raises alerts in the first run of a day and where a dealer changed. Whom somebody holds is
     * the next run's. Returns how many were locked or unlocked.
     */
    public int run() throws SQLException {
        LocalDate today = LocalDate.now(config.zone());
        int changed = 0;
        List<String> page = next("", today);
        while (!page.isEmpty()) {
            changed += look(page, today);
            page = next(page.get(page.size() - 1), today);
        }
        if (changed > 0 || !today.equals(alertedOn)) {
            alert(today);
            alertedOn = today;
        }
        return changed;
    }

    /** Looks at some dealers, which are locked in this transaction, and whose grace days or invoices have changed. Returns as {@link #run} does. */
    int look(Statements statements, Collection<String> dealers) throws SQLException {
        return look(statements, dealers, LocalDate.now(config.zone()));
    }

    /** Counts those who are long overdue; to be called by each process that shows the metric. */
    public void count() {
        longOverdue = database.query("select count(distinct customer_id) from invoice where open > 0 and due_on < ?", row -> row.getLong(1),
            alertsBefore(LocalDate.now(config.zone()))).get(0);
    }

    private List<String> next(String after, LocalDate today) {
        return database.query(CHANGED, row -> row.getString(1), after, today, PAGE);
    }

    private int look(List<String> dealers, LocalDate today) throws SQLException {
        return rows.changeFree(dealers, (statements, part) -> look(statements, part, today));
    }

    private int look(Statements statements, Collection<String> dealers, LocalDate today) throws SQLException {
        String[] ids = dealers.toArray(String[]::new);
        int locked = statements.update(OVERDUE, today, ids, today, today, "job", "DEALER_LOCKED", "an invoice is overdue");
        int unlocked = statements.update(PAID, ids, today, "job", "DEALER_UNLOCKED", "no invoice is overdue any more");
        if (unlocked > 0) {
            rows.release(statements, Set.copyOf(dealers));
        }
        return locked + unlocked;
    }

    private void alert(LocalDate today) {
        List<String> alerts = database.query(LONG_OVERDUE, row -> row.getString("customer_id") + ": an invoice has been due since " + row.getString("due_on"),
            alertsBefore(today), MAX_ALERTS);
        alerts.forEach(alert -> LOG.warnf("Dealer %s, for more than %d days. Ask for payment.", alert, config.alertDays()));
        if (alerts.size() == MAX_ALERTS) {
            LOG.warnf("Those are the first %d; credit_overdue_dealers counts all of them", MAX_ALERTS);
        }
        count();
    }

    private LocalDate alertsBefore(LocalDate today) {
        return today.minusDays(config.alertDays());
    }
}
