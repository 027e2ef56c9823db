package finance.payments;

import database.Sql;
import http.KeyCursor;
import http.Parameters;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which payments are asked for. Every value is bound, never written into the query.
 *
 * @param from first told of at or after
 * @param to   first told of before
 */
record PaymentFilter(Optional<String> provider, Optional<String> order, Optional<PaymentStatus> status, Optional<WaitsFor> waitsFor,
                     Optional<Instant> from, Optional<Instant> to) {

    /** The page that follows {@code after}, the newest first, and one payment more, which tells whether there is a next page. */
    List<PaymentDetail> page(Sql database, Optional<KeyCursor> after, int limit) {
        List<String> conditions = new ArrayList<>(List.of("true"));
        List<Object> values = new ArrayList<>();
        add("provider = ?", provider, conditions, values);
        add("order_id = ?", order, conditions, values);
        add("status = ?", status.map(Enum::name), conditions, values);
        add("waits_for = ?", waitsFor.map(Enum::name), conditions, values);
        add("created_at >= ?", from, conditions, values);
        add("created_at < ?", to, conditions, values);
        after.ifPresent(cursor -> {
            conditions.add("(created_at, payment_id) < (?, ?)");
            values.add(Parameters.time("cursor", cursor.key().get(0)).orElseThrow(KeyCursor::refused));
            values.add(cursor.key().get(1));
        });
        values.add(limit + 1);
        return database.query("select * from payment where " + String.join(" and ", conditions) + " order by created_at desc, payment_id desc limit ?",
            PaymentDetail::of, values.toArray());
    }

    private static void add(String condition, Optional<?> value, List<String> conditions, List<Object> values) {
        value.ifPresent(one -> {
            conditions.add(condition);
            values.add(one);
        });
    }
}
