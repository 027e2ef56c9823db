package credit;

import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import database.Sql;
import database.Statements;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;

/** Rates of currencies by day, and the orders that wait for one. */
@ApplicationScoped
public class Rates {

    /** Dealers whose orders are looked at in one transaction. */
    private static final int PAGE = 500;
    /** Longer than any decision takes that did not see a rate yet. */
    private static final Duration OVERLAP = Duration.ofMinutes(2);

    private static final String SET = """
        with before as (
            select vnd from fx_rate where currency = ?::char(3) and day = ?
        ), rate as (
            insert into fx_rate as r (currency, day, vnd) values (?, ?, ?)
            on conflict (currency, day) do update set vnd = excluded.vnd where r.vnd <> excluded.vnd
            returning currency, day, vnd
        ), audited as (
            insert into credit_audit (actor, action, reason, before, after)
            select ?, 'RATE_SET', currency || ' ' || day, (select jsonb_build_object('vnd', vnd) from before), jsonb_build_object('vnd', vnd) from rate
        )
        select (select count(*) from before) = 0 as created""";

    private static final String HELD = """
        select distinct on (currency) currency, day, vnd from fx_rate where day <= ? and day > ? order by currency, day desc""";

    private static final String WAITING = """
        select distinct customer_id from credit_order o join dealer using (customer_id)
         where o.locked and o.reason = 'NO_RATE' and customer_id > ? and o.locked_at >= now() - make_interval(secs => ?) order by 1 limit ?""";

    private final Sql database;
    private final DealerRows rows;
    private final CreditConfig config;
    private final Actor actor;

    Rates(Sql database, DealerRows rows, CreditConfig config, Actor actor) {
        this.database = database;
        this.rows = rows;
        this.config = config;
        this.actor = actor;
    }

    /**
     * @param day whose rate it is
     * @param vnd of one unit of the currency, a decimal string
     */
    @JsonNaming(SnakeCaseStrategy.class)
    record Rate(String currency, LocalDate day, String vnd) { }

    /** Sets a rate, and has the orders that waited for one looked at again. True: the day had none. */
    boolean set(String currency, LocalDate day, BigDecimal vnd) throws SQLException {
        boolean created = rows.change(statements ->
            statements.query(SET, row -> row.getBoolean(1), currency, day, currency, day, vnd, actor.name()).get(0));
        lookAgain(Duration.ofDays(36_500));
        return created;
    }

    /** The rate that holds on a day, of each currency that has one: the day's own, or the newest that is not too old. */
    List<Rate> on(LocalDate day) {
        return database.query(HELD, row -> new Rate(row.getString("currency"), row.getObject("day", LocalDate.class),
            row.getBigDecimal("vnd").stripTrailingZeros().toPlainString()), day, day.minusDays(config.rateMaxAgeDays()));
    }

    /** Has orders looked at again that were locked for want of a rate while one was being set. */
    public void lookAgain() throws SQLException {
        lookAgain(OVERLAP);
    }

    private void lookAgain(Duration lockedWithin) throws SQLException {
        List<String> page = waiting("", lockedWithin);
        while (!page.isEmpty()) {
            Set<String> dealers = Set.copyOf(page);
            rows.change(statements -> release(statements, dealers));
            page = waiting(page.get(page.size() - 1), lockedWithin);
        }
    }

    private Void release(Statements statements, Set<String> dealers) throws SQLException {
        rows.lock(statements, dealers);
        rows.release(statements, dealers);
        return null;
    }

    private List<String> waiting(String after, Duration lockedWithin) {
        return database.query(WAITING, row -> row.getString(1), after, (double) lockedWithin.toSeconds(), PAGE);
    }
}
