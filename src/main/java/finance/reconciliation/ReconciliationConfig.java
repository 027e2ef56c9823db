package finance.reconciliation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code ordersync.reconciliation.*}: what is held against each other each night. */
@ConfigMapping(prefix = "ordersync.reconciliation")
public interface ReconciliationConfig {

    /** What was only lent counts no longer, while the process runs: {@code now} has what does. */
    record Changed(ReconciliationConfig now) { }

    /** What amounts may differ by: an amount in their currency, such as {@code 500}, or a share of what is expected, such as {@code 0.5%}. */
    @WithDefault("0")
    Tolerance tolerance();

    /** The share of what is expected above which a difference of amounts alerts. */
    @WithDefault("0.01")
    BigDecimal alertAbove();

    /** Platforms whose orders are not paid one by one: no payment is missed of them. */
    Optional<Set<String>> withoutPayment();

    /** Who looks after a class, by class; one that is not named is finance's. */
    Map<ItemClass, String> owner();

    /** Days before the night's own that are run too, if no night has, while something of them is open, or when more was told of them since. */
    @WithDefault("30")
    int againDays();

    /** Ids of one slice, which is one transaction. */
    @WithDefault("20000")
    int sliceIds();

    /** How long a run may be silent before another replica goes on with it; longer than any slice takes. */
    @WithDefault("1m")
    Duration silenceLimit();

    /** {@code ordersync.reconciliation.mail.*} */
    Mail mail();

    /** Whom to tell. */
    interface Mail {

        /** Addresses that are told when something is open; none: nobody is. */
        Optional<List<String>> to();
    }
}
