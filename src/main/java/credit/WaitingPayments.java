package credit;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import database.Sql;
import http.KeyCursor;
import http.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import orders.Money;

/** Payments that are on no account yet. */
@ApplicationScoped
class WaitingPayments {

    private static final String PAGE = """
        select * from dealer_payment
         where waits_for is not null and (?::text is null or waits_for = ?) and (received_at, payment_id) > (?::timestamptz, ?)
         order by received_at, payment_id limit ?""";

    private final Sql database;

    WaitingPayments(Sql database) {
        this.database = database;
    }

    /** What a payment waits for to be known. */
    enum WaitsFor { ORDER, DEALER, RATE }

    /**
     * A payment that waits.
     *
     * @param customerId null: it names an order only
     * @param orderId    null: it names a dealer only
     * @param amount     a decimal string in {@code currency}
     * @param refunded   of the amount, what went back so far
     */
    @JsonNaming(SnakeCaseStrategy.class)
    record Payment(String paymentId, String customerId, String orderId, String amount, String refunded, String currency, Instant settledAt, Instant receivedAt,
                   WaitsFor waitsFor) {

        private static Payment of(ResultSet row) throws SQLException {
            String currency = row.getString("currency");
            return new Payment(row.getString("payment_id"), row.getString("customer_id"), row.getString("order_id"),
                Money.text(row.getBigDecimal("amount"), currency), Money.text(row.getBigDecimal("refunded"), currency), currency, Sql.instant(row, "settled_at"), Sql.instant(row, "received_at"),
                WaitsFor.valueOf(row.getString("waits_for")));
        }

        KeyCursor cursor() {
            return new KeyCursor(List.of(receivedAt.toString(), paymentId));
        }
    }

    /** Those that follow {@code after}, the longest first; at most {@code limit}, and one more. */
    List<Payment> page(Optional<WaitsFor> what, Optional<KeyCursor> after, int limit) {
        String waitsFor = what.map(WaitsFor::name).orElse(null);
        Instant since = after.map(cursor -> Parameters.time("cursor", cursor.key().get(0)).orElseThrow(KeyCursor::refused)).orElse(Instant.EPOCH);
        return database.query(PAGE, Payment::of, waitsFor, waitsFor, since, after.map(cursor -> cursor.key().get(1)).orElse(""), limit + 1);
    }
}
