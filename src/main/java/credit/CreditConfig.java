package credit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import orders.OrderStatus;

/** {@code ordersync.credit.*}: dealers on account. */
@ConfigMapping(prefix = "ordersync.credit")
public interface CreditConfig {

    /** What a status does to the credit of its order, by status; one that is not named holds. */
    Map<OrderStatus, Effect> on();

    /** Whether an order or a payment in another currency than its dealer's is converted; if not, it is locked or waits. */
    @WithDefault("true")
    boolean convert();

    /** How old the rate of a day may be that has none of its own: a weekend, a holiday. */
    @WithDefault("4")
    int rateMaxAgeDays();

    /** Whose days the due dates of invoices and the days of rates are. */
    @WithDefault("Asia/Ho_Chi_Minh")
    ZoneId zone();

    /** How long a dealer's invoice may be past due before an alert is raised. */
    @WithDefault("30")
    int alertDays();

    /** How long a call may wait for its dealers' rows: whoever holds them longer has to be looked at. */
    @WithDefault("10s")
    Duration lockLimit();

    /** The same, but no longer than {@code most}. */
    default Duration lockLimitWithin(Duration most) {
        return lockLimit().compareTo(most) < 0 ? lockLimit() : most;
    }

    /** What a status means for credit. */
    enum Effect {
        /** The order's amount is held. */
        HOLD,
        /** What was held is owed: an invoice. */
        COMMIT,
        /** Nothing is held or owed for it. */
        VOID,
        /** It came back: what was owed for it no longer is. */
        RETURN,
        /** What it meant before, whichever is told first; where nothing else is told, the amount is held. */
        KEEP
    }
}
