package orders;

import java.util.List;

/**
 * A page of orders, the one that was made last first.
 *
 * @param next the cursor of the next page; null: this is the last
 */
public record OrderPage(List<OrderSummary> orders, String next) { }
