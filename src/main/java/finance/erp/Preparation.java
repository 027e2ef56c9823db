package finance.erp;

import database.Statements;
import database.Transactions;
import finance.FinanceConfig;
import finance.PostingKind;
import finance.rates.AwaitedRates;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * What a posting needs before it can be sent: the rate of its day, and an ERP that takes it. One that lacks either is HELD
 * and says so. One whose order has another before it is parked until that is booked, so that those who send never see it.
 */
@ApplicationScoped
public class Preparation {

    /** Postings in one transaction. */
    public static final int PAGE = 1_000;

    /** Of posting {@code p}; of a day whose own rate may still come no other. */
    private static final String RATE = """
        select r.vnd from fx_rate r
         where r.currency = p.currency and r.day between case when p.posting_date < ? then p.posting_date - ?::int else p.posting_date end and p.posting_date
         order by r.day desc limit 1""";

    private static final String UNPREPARED = """
        select p.business_key, p.kind, p.platform, p.order_id, p.currency, p.amount, p.posting_date, not (%s) as waits,
               case when p.currency = 'VND' then 1 else (%s) end as rate
          from erp_posting p
         where p.status in ('CREATED', 'HELD') and p.erp is null and p.due_at <= now()
         order by p.due_at, p.id limit ? for update of p skip locked""".formatted(PostingStore.IS_NEXT, RATE);

    private static final String PREPARED = """
        with prepared as (
            update erp_posting p
               set status = t.status, erp = t.erp, reason = t.reason, rate = t.rate, amount_vnd = t.amount_vnd,
                   due_at = case t.due when 'now' then now() else 'infinity' end
              from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[]::numeric[], ?::text[]::numeric[], ?::text[])
                   as t (business_key, status, erp, reason, rate, amount_vnd, due) join erp_posting was using (business_key)
             where p.business_key = t.business_key
            returning p.business_key, p.status, coalesce(p.reason, 'to ' || p.erp) as detail, was.status = 'HELD' and p.status = 'HELD' and was.reason = p.reason as same
        )
        insert into erp_posting_step (business_key, status, detail) select business_key, status, detail from prepared where same is not true""";

    /** Held ones of the days whose rate is there by now, or is another; those of days without are not touched. */
    private static final String RELEASE = """
        with changed as (
            select p.currency, p.posting_date, p.rate
              from (select distinct currency, posting_date, rate from erp_posting
                     where status = 'HELD' and erp is null and due_at = 'infinity' and currency <> 'VND') as p
             where (%s) is distinct from p.rate
        ), held as (
            select p.business_key from changed c
              join erp_posting p on p.currency = c.currency and p.posting_date = c.posting_date and p.rate is not distinct from c.rate
             where p.status = 'HELD' and p.erp is null and p.due_at = 'infinity'
             limit ? for update of p skip locked
        )
        update erp_posting p set due_at = now() from held where p.business_key = held.business_key""".formatted(RATE);

    /** Of erp_posting.amount_vnd. */
    private static final int VND_DIGITS = 19;

    private final DataSource database;
    private final PostingStore store;
    private final Routing routing;
    private final FinanceConfig config;
    private final AwaitedRates awaited;

    Preparation(DataSource database, PostingStore store, Routing routing, FinanceConfig config, AwaitedRates awaited) {
        this.database = database;
        this.store = store;
        this.routing = routing;
        this.config = config;
        this.awaited = awaited;
    }

    /** When a prepared posting is looked at again; the words are those of the statement. */
    private enum Due { NOW, NEVER }

    /** @param reason why it is held; null: it is not */
    private record Prepared(String businessKey, String orderId, Optional<Erp> erp, String reason, BigDecimal rate, BigDecimal amountVnd, Due due) {

        Status status() {
            return reason == null ? Status.CREATED : Status.HELD;
        }

        boolean isParked() {
            return reason == null && due == Due.NEVER;
        }
    }

    /** Prepares the postings that have waited longest; returns how many, at most {@link #PAGE}. */
    public int run() throws SQLException {
        List<Prepared> prepared;
        try (Connection connection = database.getConnection()) {
            prepared = Transactions.run(connection, () -> prepare(new Statements(connection)));
        }
        store.wake(prepared.stream().filter(Prepared::isParked).map(Prepared::orderId).distinct().toList());
        return prepared.size();
    }

    /** Has postings prepared anew that were held for want of a rate that is there now; returns how many, at most {@link #PAGE}. */
    public int release() throws SQLException {
        try (Connection connection = database.getConnection()) {
            return new Statements(connection).update(RELEASE, awaited.since(), config.rateMaxAgeDays(), PAGE);
        }
    }

    private List<Prepared> prepare(Statements statements) throws SQLException {
        LocalDate since = awaited.since();
        List<Prepared> page = statements.query(UNPREPARED, row -> prepared(row, since), since, config.rateMaxAgeDays(), PAGE);
        if (!page.isEmpty()) {
            statements.update(PREPARED, texts(page, Prepared::businessKey), texts(page, Prepared::status), texts(page, one -> one.erp.map(Erp::id).orElse(null)),
                texts(page, Prepared::reason), texts(page, Prepared::rate), texts(page, Prepared::amountVnd), texts(page, one -> one.due.name().toLowerCase(Locale.ROOT)));
        }
        return page;
    }

    private Prepared prepared(ResultSet row, LocalDate since) throws SQLException {
        String key = row.getString("business_key");
        String order = row.getString("order_id");
        String currency = row.getString("currency");
        BigDecimal rate = row.getBigDecimal("rate");
        if (rate == null) {
            return new Prepared(key, order, Optional.empty(), noRate(currency, row.getObject("posting_date", LocalDate.class), since), null, null, Due.NEVER);
        }
        BigDecimal vnd = row.getBigDecimal("amount").multiply(rate).setScale(0, RoundingMode.HALF_UP);
        if (vnd.precision() > VND_DIGITS) {
            return new Prepared(key, order, Optional.empty(), "its amount in VND has more than " + VND_DIGITS + " digits: correct the rate of " + currency,
                rate, null, Due.NEVER);
        }
        Optional<Erp> erp = routing.of(PostingKind.valueOf(row.getString("kind")), row.getString("platform"), currency);
        if (erp.isEmpty()) {
            return new Prepared(key, order, erp, "no ERP takes it: see ordersync.erp.routing", rate, vnd, Due.NEVER);
        }
        return new Prepared(key, order, erp, null, rate, vnd, row.getBoolean("waits") ? Due.NEVER : Due.NOW);
    }

    private String noRate(String currency, LocalDate day, LocalDate since) {
        if (!day.isBefore(since)) {
            return "no rate of " + currency + " for " + day + " yet: it is awaited until ordersync.fx.cron ends that day; then one of the "
                + config.rateMaxAgeDays() + " days before will do";
        }
        return "no rate of " + currency + " for " + day + " or the " + config.rateMaxAgeDays() + " days before: set it with PUT /credit/rates, or have it fetched";
    }

    private static String[] texts(List<Prepared> page, Function<Prepared, Object> column) {
        return page.stream().map(column).map(value -> value == null ? null : value instanceof BigDecimal number ? number.toPlainString() : value.toString())
            .toArray(String[]::new);
    }
}
