package orders;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which orders are asked for.
 *
 * @param statuses empty: any
 * @param text     the start of the order id, or part of the buyer's name or phone, in any case, or a whole phone number in another spelling; of fewer than three characters the
 *                 start of the order id alone, for any part that short is in too many names to be looked up
 * @param from     made at or after, by the earliest source time
 * @param to       made before
 */
public record OrderFilter(Optional<String> platform, Optional<String> shop, Set<OrderStatus> statuses, Optional<String> dealer,
                          Optional<String> text, Optional<Instant> from, Optional<Instant> to) { }
