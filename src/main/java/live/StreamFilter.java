package live;

import java.util.Optional;
import java.util.Set;
import orders.ChangedOrder;
import orders.OrderStatus;

/**
 * Which orders a screen shows. Screens with equal filters are sent the same bytes.
 *
 * @param statuses empty: any
 */
record StreamFilter(Optional<String> platform, Optional<String> shop, Set<OrderStatus> statuses, Optional<String> dealer) {

    /** Whether the screen may show the order, now or before it changed: of a status nobody knows what it was. */
    boolean covers(ChangedOrder order) {
        return isSame(platform, order.platform()) && isSame(shop, order.shopId()) && isSame(dealer, order.dealerId());
    }

    /** Whether the screen shows an order of that status. */
    boolean shows(ChangedOrder order) {
        return statuses.isEmpty() || statuses.stream().anyMatch(status -> status.name().equals(order.status()));
    }

    private static boolean isSame(Optional<String> wanted, String value) {
        return wanted.isEmpty() || wanted.get().equals(value);
    }
}
