package finance.reconciliation;

import database.Sql;
import finance.FinanceConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import orders.Money;

/** What does not agree, read and explained: the table {@code reconciliation_item}. */
@ApplicationScoped
public class Items {

    private static final String COLUMNS = "class, order_id, payment_id, subject, expected, actual, currency, reason, owner, since, state, note";

    private final Sql database;
    private final FinanceConfig finance;
    private final ReconciliationConfig config;

    Items(Sql database, FinanceConfig finance, ReconciliationConfig config) {
        this.database = database;
        this.finance = finance;
        this.config = config;
    }

    /** Which items are asked for; of all classes, in all states where none is named. */
    record Filter(Optional<ItemClass> itemClass, Optional<ItemState> state) {

        static final Filter ALL = new Filter(Optional.empty(), Optional.empty());
    }

    /** The next items of a day, by class, order, payment and subject. */
    List<Item> page(LocalDate date, Filter filter, Optional<List<String>> after, int limit) {
        ReportDay day = ReportDay.of(date, finance.zone());
        String[] key = after.map(last -> last.toArray(String[]::new)).orElse(new String[] {"", "", "", ""});
        return database.query("select " + COLUMNS + """
                 from reconciliation_item
                where date = ? and (class, order_id, payment_id, subject) > (?, ?, ?, ?)
                  and (?::text is null or class = ?) and (?::text is null or state = ?)
                order by date, class, order_id, payment_id, subject limit ?""", row -> item(day, row), date, key[0], key[1], key[2], key[3],
            filter.itemClass().map(Enum::name).orElse(null), filter.itemClass().map(Enum::name).orElse(null),
            filter.state().map(ItemState::word).orElse(null), filter.state().map(ItemState::word).orElse(null), limit);
    }

    /** By class and currency. */
    List<ClassSum> sums(LocalDate date) {
        ReportDay day = ReportDay.of(date, finance.zone());
        return database.query("""
            select class, currency, count(*) filter (where state = 'open') as open, count(*) filter (where state = 'explained') as explained,
                   count(*) filter (where state = 'settled') as settled,
                   coalesce(sum(case when class = 'CURRENCY_MISMATCH' then abs(expected) else abs(coalesce(expected, 0) - coalesce(actual, 0)) end)
                            filter (where state <> 'settled'), 0) as sum,
                   min(since) filter (where state <> 'settled') as oldest
              from reconciliation_item where date = ? group by class, currency order by class, currency""", row -> {
                long open = row.getLong("open");
                long explained = row.getLong("explained");
                return new ClassSum(row.getString("class"), row.getString("currency"), open + explained,
                    Money.text(row.getBigDecimal("sum"), row.getString("currency")), day.age(Sql.instant(row, "oldest")), open, explained,
                    row.getLong("settled"));
            }, date);
    }

    /** How many amounts are further apart than {@code ordersync.reconciliation.alert-above}, and not explained. */
    long alerts(LocalDate date) {
        return database.query("""
            select count(*) from reconciliation_item
             where date = ? and class = 'AMOUNT_MISMATCH' and state = 'open' and abs(expected - actual) > ? * abs(expected)""",
            row -> row.getLong(1), date, config.alertAbove()).get(0);
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
        return Item.of(day, row.getString("class"), List.of(row.getString("order_id"), row.getString("payment_id"), row.getString("subject")),
            row.getBigDecimal("expected"), row.getBigDecimal("actual"), row.getString("currency"), row.getString("reason"),
            row.getString("owner"), Sql.instant(row, "since"), row.getString("state"), row.getString("note"));
    }
}
