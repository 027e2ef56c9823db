package live;

import java.util.List;
import orders.ChangedOrder;

/**
 * What changed.
 *
 * @param orders as they are now
 * @param more   so many more changed, and are not told one by one
 */
record Changed(List<ChangedOrder> orders, int more) { }
