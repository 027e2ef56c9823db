package finance.reconciliation;

import io.smallrye.config.ConfigMapping;
import java.util.Map;
import orders.OrderStatus;

/** {@code ordersync.finance.on.*}: what a status means for the ERP, as far as it is reconciled. */
@ConfigMapping(prefix = "ordersync.finance")
public interface SaleStatuses {

    /** {@code invoice}, {@code reverse}, {@code none} or {@code keep}, by status; one that is not named means none. */
    Map<OrderStatus, String> on();
}
