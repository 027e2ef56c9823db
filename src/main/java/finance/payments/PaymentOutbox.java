package finance.payments;

import database.AdvisoryLock;
import database.Outbox;
import jakarta.inject.Singleton;
import javax.sql.DataSource;

/** Settled payments, and what went back of them, on their way to {@code payment.settled}, by {@code platform:shop_id:order_id}. */
@Singleton
public class PaymentOutbox extends Outbox {

    PaymentOutbox(DataSource database) {
        super(database, "payment_outbox", AdvisoryLock.PAYMENT_OUTBOX);
    }
}
