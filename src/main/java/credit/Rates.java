package credit;

import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import database.Sql;
import database.Statements;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/** Rates of currencies by day, and the orders that wait for one. */
@ApplicationScoped
public class Rates {

    private static final Logger LOG = Logger.getLogger(Rates.class);
    /** Dealers whose orders are looked at in one transaction. */
    private static final int PAGE = 500;

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

    private static final String ADD = """
        with rate as (
            insert into fx_rate (currency, day, vnd) select c::char(3), ?, v::numeric from unnest(?::text[], ?::text[]) as _ (c, v)
            on conflict (currency, day) do nothing
            returning currency, day, vnd
        ), audited as (
            insert into credit_audit (actor, action, reason, after)
            select 'job', 'RATE_SET', currency || ' ' || day, jsonb_build_object('vnd', vnd) from rate order by currency
        )
        select count(*) from rate""";

    private static final String HELD = """
        select distinct on (currency) currency, day, vnd from fx_rate where day <= ? and day > ? order by currency, day desc""";

    /** Dealers with orders that wait for a rate which is there by now, by what {@link DayRates} asks for. */
    private static final String WAITING = """
        select distinct o.customer_id from credit_order o join dealer d using (customer_id)
         cross join lateral (select (o.ordered_at at time zone ?)::date as day offset 0) as placed
         where o.locked and o.reason = 'NO_RATE' and o.customer_id > ?
           and not exists (select from (values (o.told_currency), (d.currency)) as needed (currency)
                            where needed.currency <> 'VND' and not exists (
                                  select from fx_rate r where r.currency = needed.currency and r.day between placed.day - ? and placed.day))
         order by 1 limit ?""";

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

    /** Sets a rate, and has the orders that waited for it looked at again, by the job of {@link #lookAgain} at the latest. True: the day had none. */
    boolean set(String currency, LocalDate day, BigDecimal vnd) throws SQLException {
        boolean created = rows.change(statements ->
            statements.query(SET, row -> row.getBoolean(1), currency, day, currency, day, vnd, actor.name()).get(0));
        lookAgainNow(currency, day);
        return created;
    }

    /**
     * Sets those of a day's rates that the day has none of: what a person set, or what orders were converted at, stays. Orders that
     * wait for a rate are looked at again, as {@link #set} has it.
     *
     * @param vnd of one unit, by currency
     * @return how many are new
     */
    public int add(LocalDate day, Map<String, BigDecimal> vnd) throws SQLException {
        String[] currencies = vnd.keySet().toArray(String[]::new);
        String[] rates = Arrays.stream(currencies).map(currency -> vnd.get(currency).toPlainString()).toArray(String[]::new);
        int added = rows.change(statements -> statements.query(ADD, row -> row.getInt(1), day, currencies, rates).get(0));
        if (added > 0) {
            lookAgainNow(String.join(", ", currencies), day);
        }
        return added;
    }

    private void lookAgainNow(String currencies, LocalDate day) {
        try {
            lookAgain();
        } catch (SQLException | RuntimeException later) {
            LOG.warnf("The rate of %s on %s is set, but not all orders that wait for it are looked at yet; the next run of the job does: %s",
                currencies, day, later.getMessage());
        }
    }

    /** The rate that holds on a day, of each currency that has one: the day's own, or the newest that is not too old. */
    List<Rate> on(LocalDate day) {
        return database.query(HELD, row -> new Rate(row.getString("currency"), row.getObject("day", LocalDate.class),
            row.getBigDecimal("vnd").stripTrailingZeros().toPlainString()), day, day.minusDays(config.rateMaxAgeDays()));
    }

    /** Has orders looked at again that wait for a rate which is there by now, whenever it was set. */
    public void lookAgain() throws SQLException {
        if (!config.convert()) {
            return;
        }
        List<String> page = waiting("");
        while (!page.isEmpty()) {
            rows.changeFree(page, (statements, part) -> release(statements, Set.copyOf(part)));
            page = waiting(page.get(page.size() - 1));
        }
    }

    private int release(Statements statements, Set<String> dealers) throws SQLException {
        rows.release(statements, dealers);
        return dealers.size();
    }

    private List<String> waiting(String after) {
        return database.query(WAITING, row -> row.getString(1), config.zone().getId(), after, config.rateMaxAgeDays(), PAGE);
    }
}
