package credit;

import database.AdvisoryLock;
import database.Outbox;
import jakarta.inject.Singleton;
import javax.sql.DataSource;

/**
 * Canonical messages that were written in the transaction that released an order, or locked it again: valid against
 * {@code schemas/order_normalized.v1.json}, by {@code platform:shop_id:order_id}. Those of one order go in the order of its decisions.
 */
@Singleton
public class CreditOutbox extends Outbox {

    CreditOutbox(DataSource database) {
        super(database, "credit_outbox", AdvisoryLock.CREDIT_OUTBOX);
    }
}
