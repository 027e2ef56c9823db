package credit;

import database.Sql;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Proves the ledger: that every account is the sum of its movements, orders, invoices and payments ({@code credit_broken}).
 * The gauge {@code ordersync_credit_broken} is to be 0.
 */
@ApplicationScoped
public class LedgerProof {

    private static final Logger LOG = Logger.getLogger(LedgerProof.class);
    /** Faults that are named; one more tells that there are more. */
    private static final int NAMED_MAX = 100;

    private final Sql sql;
    private final AtomicInteger broken;

    LedgerProof(Sql sql, MeterRegistry meters) {
        this.sql = sql;
        this.broken = meters.gauge("ordersync.credit.broken", new AtomicInteger());
    }

    /** What is not as it must be, in words that name the dealer, the order or the payment; empty: all is. */
    public List<String> broken() {
        List<String> faults = sql.query("select \"of\" || ': ' || what as fault from credit_broken limit " + (NAMED_MAX + 1), row -> row.getString("fault"));
        faults.forEach(fault -> LOG.errorf("The credit ledger does not add up: %s", fault));
        broken.set(faults.size());
        return faults;
    }
}
