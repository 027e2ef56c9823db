package finance.reconciliation;

import database.Sql;
import finance.FinanceConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import orders.Money;

/** What does not agree, read and explained: the table {@code reconciliation_item}. */
@ApplicationScoped
public class Items {

    private static final List<String> FIRST_OF_DAY = List.of("", "", "", "");
    private static final List<String> FIRST_BY_AGE = List.of("-infinity", "-infinity", "", "", "", "");
    private static final String ALERTS = """
        select count(*) from reconciliation_item where state = 'open' and class = 'AMOUNT_MISMATCH' and abs(expected - actual) > ? * abs(expected)""";
    private static final String COLUMNS = "date, class, order_id, payment_id, subject, expected, actual, currency, reason, owner, since, state, note";

    private final Sql database;
    private final FinanceConfig finance;
    private final ReconciliationConfig config;

    Items(Sql database, FinanceConfig finance, ReconciliationConfig config) {
        this.database = database;
        this.finance = finance;
        this.config = config;
    }

    /** Which items are asked for; of all classes and owners, in all states where none is named. */
    record Filter(Optional<ItemClass> itemClass, Optional<ItemState> state, Optional<String> owner) {

        static final Filter ALL = new Filter(Optional.empty(), Optional.empty(), Optional.empty());
        private static final String CONDITION = "(?::text is null or class = ?) and (?::text is null or state = ?) and (?::text is null or owner = ?)";

        /** Each twice, as the condition has them. */
        private List<String> values() {
            String named = itemClass.map(Enum::name).orElse(null);
            String word = state.map(ItemState::word).orElse(null);
            String who = owner.orElse(null);
            return Arrays.asList(named, named, word, word, who, who);
        }
    }

    /** The next items of a day, by class, order, payment and subject. */
    List<Item> page(LocalDate date, Filter filter, Optional<List<String>> after, int limit) {
        return page(date, "date = ? and (class, order_id, payment_id, subject) > (?, ?, ?, ?)", "date, class, order_id, payment_id, subject", filter,
            Stream.concat(Stream.of(date), after.orElse(FIRST_OF_DAY).stream()), limit);
    }

    /** The next open items of all days, the oldest first, and then by day, class, order, payment and subject. */
    List<Item> openPage(LocalDate agedTo, Filter filter, Optional<List<String>> after, int limit) {
        return page(agedTo, "state = 'open' and (since, date, class, order_id, payment_id, subject) > (?::timestamptz, ?::date, ?, ?, ?, ?)",
            "since, date, class, order_id, payment_id, subject", filter, after.orElse(FIRST_BY_AGE).stream(), limit);
    }

    private List<Item> page(LocalDate agedTo, String where, String order, Filter filter, Stream<?> key, int limit) {
        ReportDay day = ReportDay.of(agedTo, finance.zone());
        return database.query("select " + COLUMNS + " from reconciliation_item where " + where + " and " + Filter.CONDITION + " order by " + order + " limit ?",
            row -> item(day, row), Stream.of(key, filter.values().stream(), Stream.of(limit)).flatMap(Function.identity()).toArray());
    }

    /** Of a day, by class and currency. */
    List<ClassSum> sums(LocalDate date) {
        return sums(date, "date = ?", date);
    }

    /** Of what is open of all days. */
    List<ClassSum> openSums(LocalDate agedTo) {
        return sums(agedTo, "state = 'open'");
    }

    private List<ClassSum> sums(LocalDate agedTo, String where, Object... values) {
        ReportDay day = ReportDay.of(agedTo, finance.zone());
        return database.query("""
            select class, currency, count(*) filter (where state = 'open') as open, count(*) filter (where state = 'explained') as explained,
                   count(*) filter (where state = 'settled') as settled,
                   coalesce(sum(case when class = 'CURRENCY_MISMATCH' then abs(expected) else abs(coalesce(expected, 0) - coalesce(actual, 0)) end)
                            filter (where state <> 'settled'), 0) as sum,
                   min(since) filter (where state <> 'settled') as oldest
              from reconciliation_item where %s group by class, currency order by class, currency""".formatted(where), row -> {
                long open = row.getLong("open");
                long explained = row.getLong("explained");
                return new ClassSum(row.getString("class"), row.getString("currency"), open + explained,
                    Money.text(row.getBigDecimal("sum"), row.getString("currency")), day.age(Sql.instant(row, "oldest")), open, explained,
                    row.getLong("settled"));
            }, values);
    }

    /** How many amounts are further apart than {@code ordersync.reconciliation.alert-above}, and not explained. */
    long alerts(LocalDate date) {
        return database.query(ALERTS + " and date = ?", row -> row.getLong(1), config.alertAbove(), date).get(0);
    }

    /** The same of all days. */
    long alerts() {
        return database.query(ALERTS, row -> row.getLong(1), config.alertAbove()).get(0);
    }

    /**
     * What is open of other days.
     *
     * @param oldestAgeDays of the oldest of it
     */
    record Backlog(long open, long oldestAgeDays) { }

    /** What is open of the days before a day, at its end. */
    Backlog before(LocalDate date) {
        ReportDay day = ReportDay.of(date, finance.zone());
        return database.query("select count(*) as open, min(since) as oldest from reconciliation_item where state = 'open' and date < ?",
            row -> new Backlog(row.getLong("open"), day.age(Sql.instant(row, "oldest"))), date).get(0);
    }

    /** What a person says of an item; it is explained from then on, until it is another difference. Empty: there is no such item, or it is settled. */
    Optional<Item> explain(LocalDate date, List<String> key, String note) {
        ReportDay day = ReportDay.of(date, finance.zone());
        return database.query("""
            update reconciliation_item set state = 'explained', note = ?
             where date = ? and class = ? and order_id = ? and payment_id = ? and subject = ? and state <> 'settled'
            returning\s""" + COLUMNS, row -> item(day, row), note, date, key.get(0), key.get(1), key.get(2), key.get(3)).stream().findFirst();
    }

    private static Item item(ReportDay day, ResultSet row) throws SQLException {
        return Item.of(row.getObject("date", LocalDate.class), day, row.getString("class"), List.of(row.getString("order_id"), row.getString("payment_id"), row.getString("subject")),
            row.getBigDecimal("expected"), row.getBigDecimal("actual"), row.getString("currency"), row.getString("reason"),
            row.getString("owner"), Sql.instant(row, "since"), row.getString("state"), row.getString("note"));
    }
}
