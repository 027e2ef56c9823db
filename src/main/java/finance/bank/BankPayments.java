package finance.bank;

import database.Statements;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Payments that a line of the bank is all that is known of. */
@ApplicationScoped
class BankPayments {

    /** As {@code payment.provider} has it, and the beginning of the payment's id. */
    static final String PROVIDER = "bank";

    private static final String RECORD = """
        insert into payment (payment_id, provider, order_id, amount, currency, fee, status, reference, settled_at, waits_for)
        values (?, 'bank', ?, ?, ?, ?, 'CAPTURED', ?, ?, 'ORDER') on conflict (payment_id) do nothing""";

    private static final String REVERSE = "update payment set status = 'REVERSED', updated_at = now() where payment_id = any (?) and provider = 'bank'";

    /** @param settledAt when the day it was booked on begins */
    record Transfer(String lineId, String orderId, BigDecimal amount, String currency, BigDecimal charges, Instant settledAt) {

        String paymentId() {
            return PROVIDER + ":" + lineId;
        }
    }

    void record(Statements statements, List<Transfer> transfers) throws SQLException {
        statements.batch(RECORD, transfers.stream().map(one -> new Object[] {one.paymentId(), one.orderId, one.amount, one.currency, one.charges,
            one.orderId, one.settledAt}).toList());
    }

    void reverse(Statements statements, List<String> paymentIds) throws SQLException {
        statements.update(REVERSE, (Object) paymentIds.toArray(String[]::new));
    }
}
