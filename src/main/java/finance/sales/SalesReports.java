package finance.sales;

import database.Sql;
import database.Statements;
import database.Transactions;
import finance.FinanceConfig;
import finance.sales.SalesReport.Shop;
import finance.sales.SalesReport.ShopCurrency;
import finance.sales.Sla.Pace;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Reads what was sold on a day from the postings of that date, and how long it took from the orders and their events: a slice a
 * transaction, each of them short and read-only, so that a day of a million orders holds nobody back.
 */
@ApplicationScoped
public class SalesReports {

    /** Postings, and orders, of one transaction: well below a second. */
    private static final int SLICE = 20_000;
    private static final Duration STATEMENT_LIMIT = Duration.ofSeconds(5);

    /** Where a slice of postings ends: whole orders, so that each is counted once. */
    private static final String POSTINGS_TO = """
        select order_id from erp_posting where posting_date = ? and order_id > ? order by order_id offset ? limit 1""";

    /** A posting that does not say whose it is is its order's, where there is one order of that id. Rounded half up, posting by posting. */
    private static final String POSTINGS = """
        with posting as (
            select p.order_id, p.kind, p.currency, p.amount, p.amount_vnd, p.status, p.created_at, p.finished_at,
                   coalesce(p.platform, o.platform, '') as platform, coalesce(p.shop_id, o.shop_id, '') as shop_id,
                   case when p.document ->> 'tax' ~ '^-?[0-9]{1,15}([.][0-9]{1,10})?$' then (p.document ->> 'tax')::numeric end as told_tax,
                   coalesce(p.rate, case p.currency when 'VND' then 1 else (
                       select r.vnd from fx_rate r where r.currency = p.currency and r.day between p.posting_date - ? and p.posting_date
                        order by r.day desc limit 1) end) as vnd
              from erp_posting p
              left join lateral (select min(platform) as platform, min(shop_id) as shop_id
                                   from (select platform, shop_id from orders x where x.order_id = p.order_id limit 2) as found
                                 having count(*) = 1) as o on p.platform is null or p.shop_id is null
             where p.posting_date = ? and p.order_id > ? and (?::text is null or p.order_id <= ?)
        ), valued as (
            select *, coalesce(amount_vnd, round(amount * vnd)) as in_vnd, coalesce(told_tax, 0) as tax, round(coalesce(told_tax, 0) * vnd) as tax_vnd,
                   case kind when 'CUSTOMER_INVOICE' then 1 when 'CREDIT_MEMO' then -1 else 0 end as sign,
                   kind = 'CUSTOMER_INVOICE' as sold, kind = 'CREDIT_MEMO' as refunded, kind = 'PLATFORM_FEE' as charged
              from posting
        )
        select platform, shop_id, currency, count(*) as postings, bool_or(sold or refunded or charged) as is_sale,
               count(distinct order_id) filter (where sold) as orders,
               coalesce(sum(amount) filter (where sold), 0) as gross, coalesce(sum(tax * sign), 0) as vat,
               coalesce(sum(amount) filter (where charged), 0) as fees, coalesce(sum(amount) filter (where refunded), 0) as refunds,
               coalesce(sum(in_vnd) filter (where sold and vnd is not null), 0) as gross_vnd, coalesce(sum(tax_vnd * sign), 0) as vat_vnd,
               coalesce(sum(in_vnd) filter (where charged and vnd is not null), 0) as fees_vnd,
               coalesce(sum(in_vnd) filter (where refunded and vnd is not null), 0) as refunds_vnd,
               count(*) filter (where (sold or refunded or charged) and vnd is null) as unconverted,
               count(*) filter (where (sold or refunded) and told_tax is null) as without_vat,
               count(*) filter (where status = 'CONFIRMED' and finished_at <= created_at + ? * interval '1 hour') as in_time,
               count(*) filter (where status = 'CONFIRMED' and finished_at > created_at + ? * interval '1 hour') as late,
               count(*) filter (where status <> 'CONFIRMED' and created_at + ? * interval '1 hour' < ?) as overdue
          from valued group by 1, 2, 3""";

    /** By the index erp_posting_told_late, whose condition is the last: a day is over nowhere before 10:00 UTC. */
    private static final String POSTED_SINCE = """
        select exists (select from erp_posting
                        where posting_date = ? and created_at >= ? and kind <> 'INCOMING_PAYMENT' and created_at > (posting_date + time '10:00') at time zone 'UTC')""";

    private static final String ORDERS_TO = """
        select created_at, id from orders where created_at >= ? and created_at < ? and (created_at, id) > (?, ?)
         order by created_at, id offset ? limit 1""";

    /** An order is shipped with the first event that says so of any of its lines; a delivered one was shipped. */
    private static final String ORDERS = """
        with placed as materialized (
            select * from orders where created_at >= ? and created_at < ? and (created_at, id) > (?, ?) and (?::bigint is null or (created_at, id) <= (?, ?))
        ), timed as (
            select o.platform, o.shop_id, o.created_at, coalesce(o.status in ('CANCELLED', 'FAILED'), false) as given_up, e.shipped, e.delivered
              from placed o cross join lateral (
                   select min(occurred_at) filter (where status in ('SHIPPED', 'DELIVERED', 'COMPLETED')) as shipped,
                          min(occurred_at) filter (where status in ('DELIVERED', 'COMPLETED')) as delivered
                     from order_event e
                    where e.order_id = o.order_id and e.shop_id = o.shop_id and e.platform = o.platform and e.occurred_at >= o.created_at and not e.reverse) as e
        ), limits as (
            select *, created_at + ? * interval '1 hour' as ship_by, created_at + ? * interval '1 hour' as deliver_by, ?::timestamptz as as_of from timed
        )
        select platform, shop_id, count(*) as placed, count(*) filter (where given_up and shipped is null) as cancelled,
               count(*) filter (where shipped <= ship_by) as ship_in_time, count(*) filter (where shipped > ship_by) as ship_late,
               count(*) filter (where shipped is null and not given_up and ship_by < as_of) as ship_overdue,
               count(*) filter (where delivered <= deliver_by) as deliver_in_time, count(*) filter (where delivered > deliver_by) as deliver_late,
               count(*) filter (where delivered is null and not given_up and deliver_by < as_of) as deliver_overdue
          from limits group by 1, 2""";

    private final DataSource source;
    private final FinanceConfig finance;
    private final SlaConfig sla;
    private final int eventsKeptDays;
    private final Clock clock;

    @Inject
    SalesReports(DataSource source, FinanceConfig finance, SlaConfig sla, @ConfigProperty(name = "ordersync.events.keep-days") int eventsKeptDays) {
        this(source, finance, sla, eventsKeptDays, Clock.systemUTC());
    }

    SalesReports(DataSource source, FinanceConfig finance, SlaConfig sla, int eventsKeptDays, Clock clock) {
        this.source = source;
        this.finance = finance;
        this.sla = sla;
        this.eventsKeptDays = eventsKeptDays;
        this.clock = clock;
    }

    /** Where a slice of orders ends. */
    private record Place(Instant createdAt, long id) { }

    private interface Read<T> {
        T of(Statements statements) throws SQLException;
    }

    /** The day it is now, of {@code ordersync.finance.zone}. */
    LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), finance.zone());
    }

    /** What is not finished when today begins counts as overdue, if its time is up: so a report stays the same all day. */
    SalesReport of(LocalDate day) throws SQLException {
        // An event of a day is received on it at the earliest, and kept for so many days from then on.
        boolean isTimed = day.isAfter(today().minusDays(eventsKeptDays));
        SalesReport report = new SalesReport(day, finance.zone(), today().atStartOfDay(finance.zone()).toInstant(), isTimed, new TreeMap<>(), new TreeMap<>());
        addPostings(report);
        if (isTimed) {
            addOrders(report);
        }
        return report;
    }

    /** Whether something of a day that is over was sold, taken back or charged for since a time after it. */
    boolean isPostedSince(Instant time, LocalDate day) throws SQLException {
        return read(statements -> statements.query(POSTED_SINCE, row -> row.getBoolean(1), day, time).get(0));
    }

    private void addPostings(SalesReport report) throws SQLException {
        String from = "";
        while (from != null) {
            String after = from;
            from = read(statements -> {
                String to = first(statements.query(POSTINGS_TO, row -> row.getString(1), report.date(), after, SLICE - 1)).orElse(null);
                statements.query(POSTINGS, row -> add(report, row), finance.rateMaxAgeDays(), report.date(), after, to, to, sla.postingHours(),
                    sla.postingHours(), sla.postingHours(), report.asOf());
                return to;
            });
        }
    }

    private static Void add(SalesReport report, ResultSet row) throws SQLException {
        Shop shop = new Shop(row.getString("platform"), row.getString("shop_id"));
        if (row.getBoolean("is_sale")) {
            report.sales().merge(new ShopCurrency(shop, row.getString("currency")), new Sales(row.getLong("orders"), figures(row, ""), figures(row, "_vnd"),
                row.getLong("unconverted"), row.getLong("without_vat")), Sales::plus);
        }
        report.sla().merge(shop, new Sla(0, 0, Pace.NONE, Pace.NONE, row.getLong("postings"), pace(row, "")), Sla::plus);
        return null;
    }

    private static Figures figures(ResultSet row, String suffix) throws SQLException {
        BigDecimal gross = row.getBigDecimal("gross" + suffix);
        return new Figures(gross, row.getBigDecimal("vat" + suffix), row.getBigDecimal("fees" + suffix), row.getBigDecimal("refunds" + suffix));
    }

    private static Pace pace(ResultSet row, String prefix) throws SQLException {
        return new Pace(row.getLong(prefix + "in_time"), row.getLong(prefix + "late"), row.getLong(prefix + "overdue"));
    }

    private void addOrders(SalesReport report) throws SQLException {
        Instant begins = report.date().atStartOfDay(finance.zone()).toInstant();
        Instant ends = report.date().plusDays(1).atStartOfDay(finance.zone()).toInstant();
        Optional<Place> from = Optional.of(new Place(begins, -1));
        while (from.isPresent()) {
            Place after = from.get();
            from = read(statements -> {
                Optional<Place> to = first(statements.query(ORDERS_TO, row -> new Place(Sql.instant(row, "created_at"), row.getLong("id")),
                    begins, ends, after.createdAt, after.id, SLICE - 1));
                Long lastId = to.map(Place::id).orElse(null);
                statements.query(ORDERS, row -> report.sla().merge(new Shop(row.getString("platform"), row.getString("shop_id")),
                    new Sla(row.getLong("placed"), row.getLong("cancelled"), pace(row, "ship_"), pace(row, "deliver_"), 0, Pace.NONE), Sla::plus),
                    begins, ends, after.createdAt, after.id, lastId, to.map(Place::createdAt).orElse(ends), lastId, sla.shipHours(), sla.deliverHours(),
                    report.asOf());
                return to;
            });
        }
    }

    private <T> T read(Read<T> read) throws SQLException {
        try (Connection connection = source.getConnection()) {
            return Transactions.run(connection, () -> {
                Statements statements = new Statements(connection);
                statements.query("select set_config('transaction_read_only', 'on', true), set_config('statement_timeout', ?, true)", row -> null,
                    Long.toString(STATEMENT_LIMIT.toMillis()));
                return read.of(statements);
            });
        }
    }

    private static <T> Optional<T> first(List<T> found) {
        return found.stream().findFirst();
    }
}
