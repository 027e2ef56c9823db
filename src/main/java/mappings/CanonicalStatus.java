package mappings;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The statuses of {@code order_normalized.v1.json}, those an order still waits for first, in order of progress. */
enum CanonicalStatus {
    ON_HOLD, PENDING, CONFIRMED, PACKED, READY_TO_SHIP, SHIPPED, DELIVERED, COMPLETED, RETURNING, RETURNED, CANCELLED, FAILED;

    private static final Set<CanonicalStatus> OVER = EnumSet.of(RETURNED, CANCELLED, FAILED);

    /** The least advanced that is still alive; with none alive, the first of these: RETURNED, CANCELLED, FAILED. */
    static CanonicalStatus leastAdvanced(List<CanonicalStatus> statuses) {
        return statuses.stream().filter(status -> !OVER.contains(status)).min(CanonicalStatus::compareTo)
            .orElseGet(() -> Collections.min(statuses));
    }
}
