package finance.payments;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import database.Sql;
import http.KeyCursor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import orders.Money;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A payment as the API shows it. Amounts are decimal strings in {@code currency}, times UTC; null: not known.
 *
 * @param platform    with shopId the order that was found
 * @param fee         what the provider keeps of it
 * @param refunded    of the amount, what went back
 * @param waitsFor    ORDER, AMOUNT, CURRENCY or PAID: why it does not agree with its order; null: it does
 * @param settledAt   when it was captured, at the provider
 * @param announcedAt when it was put on its way to payment.settled and the ERP
 * @param asked       how often the provider was asked about it
 */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "Payment")
record PaymentDetail(String paymentId, String provider, String orderId, String platform, String shopId, String amount, String currency, String fee,
                     String refunded, PaymentStatus status, String providerStatus, String reference, String transactionId,
                     @Schema(nullable = true) WaitsFor waitsFor, Instant createdAt, Instant updatedAt, Instant begunAt, Instant settledAt,
                     Instant announcedAt, Instant askedAt, int asked) {

    static PaymentDetail of(ResultSet row) throws SQLException {
        Payment payment = Payment.of(row);
        return new PaymentDetail(payment.paymentId, payment.provider, payment.orderId, payment.platform, payment.shopId,
            Money.text(payment.amount, payment.currency), payment.currency, Money.text(payment.fee, payment.currency),
            Money.text(payment.refunded, payment.currency), payment.status, payment.providerStatus, payment.reference, payment.transactionId,
            payment.waitsFor, Sql.instant(row, "created_at"), Sql.instant(row, "updated_at"), payment.begunAt, payment.settledAt,
            Sql.instant(row, "announced_at"), Sql.instant(row, "asked_at"), row.getInt("asked"));
    }

    KeyCursor cursor() {
        return new KeyCursor(List.of(createdAt.toString(), paymentId));
    }
}
