package finance.payments;

import channels.PlatformException;
import database.Sql;
import finance.MadeUp;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jboss.logging.Logger;

/**
 * Asks the providers about payments whose end nobody has told: MoMo may tell once, and an IPN may get lost. An answer is
 * recorded as an IPN is.
 */
@ApplicationScoped
public class PendingPayments {

    private static final Logger LOG = Logger.getLogger(PendingPayments.class);

    /**
     * Those that have waited longest for a question. They are counted as asked before they are: one whose answers fail does not
     * keep the others waiting, nor does one that a killed process has taken.
     */
    private static final String DUE = """
        update payment p set asked_at = now(), asked = p.asked + 1
          from (select payment_id, asked_at from payment
                               where status in ('PENDING', 'AUTHORISED', 'REFUNDING', 'ON_HOLD') and provider = ? and reference is not null
                                 and created_at > ? and %s
                                 and coalesce(asked_at, created_at) + make_interval(secs => least(? * power(2, least(asked, 20)), ?)) <= now()
                               order by asked_at nulls first limit ? for update skip locked) as due
         where p.payment_id = due.payment_id
        returning p.payment_id, provider, order_id, reference, transaction_id, amount, coalesce(begun_at, created_at) as begun, due.asked_at::text as asked_before""";
    /** As if it had not been due. Rows are locked in the order in which payments are written. */
    private static final String NOT_ASKED = """
        update payment p set asked = asked - 1, asked_at = cast(before.asked_at as timestamptz)
          from (select payment_id from payment where payment_id = any (?) order by payment_id for update) as mine
          join unnest(?, ?) as before (payment_id, asked_at) using (payment_id)
         where p.payment_id = mine.payment_id""";

    private final Sql database;
    private final PaymentQueue queue;
    private final PaymentMetrics metrics;
    private final Instance<Questions> providers;
    private final PaymentsConfig.AskConfig config;
    private final MadeUp madeUp;
    private final Clock clock = Clock.systemUTC();

    PendingPayments(Sql database, PaymentQueue queue, PaymentMetrics metrics, Instance<Questions> providers, PaymentsConfig config, MadeUp madeUp) {
        this.database = database;
        this.queue = queue;
        this.metrics = metrics;
        this.providers = providers;
        this.config = config.ask();
        this.madeUp = madeUp;
    }

    /**
     * Asks about those that are due, one after the other, of each provider at most {@code ordersync.payments.ask.batch}; one that turns
     * out to be out of reach is asked no more in this run. Returns how many were asked about.
     */
    public int ask() {
        return providers.stream().filter(Questions::areOn).mapToInt(this::ask).sum();
    }

    private int ask(Questions provider) {
        List<PendingPayment> due = due(provider.provider());
        int asked = 0;
        boolean inReach = true;
        try {
            while (inReach && asked < due.size()) {
                inReach = ask(provider, due.get(asked++));
            }
        } finally {
            List<PendingPayment> notAsked = due.subList(asked, due.size());
            if (!notAsked.isEmpty()) {
                String[] ids = notAsked.stream().map(PendingPayment::paymentId).toArray(String[]::new);
                database.update(NOT_ASKED, ids, ids, notAsked.stream().map(PendingPayment::askedBefore).toArray(String[]::new));
            }
        }
        return asked;
    }

    private List<PendingPayment> due(String provider) {
        String mayBeAsked = madeUp.withheldPayments().map(rows -> "not " + rows).orElse("true");
        return database.query(DUE.formatted(mayBeAsked), row -> new PendingPayment(row.getString("payment_id"), row.getString("provider"),
                row.getString("order_id"), row.getString("reference"), row.getString("transaction_id"), row.getBigDecimal("amount"), Sql.instant(row, "begun"), row.getString("asked_before")),
            provider, clock.instant().minus(config.age()), seconds(config.first()), seconds(config.longest()), config.batch());
    }

    /** Returns whether the provider is in reach. */
    private boolean ask(Questions questions, PendingPayment payment) {
        try {
            questions.ask(payment).ifPresent(told -> {
                metrics.received(payment.provider(), PaymentMetrics.Source.QUERY);
                queue.record(told.of(payment.orderId())).join();
            });
            return true;
        } catch (PlatformException.Down | CircuitBreakerOpenException e) {
            metrics.refused(payment.provider(), "out_of_reach");
            LOG.warnf("%s is not asked about payments for now; the next run tries again: %s", payment.provider(), e.getMessage());
            return false;
        } catch (PlatformException | IllegalArgumentException e) {
            metrics.refused(payment.provider(), "answer");
            LOG.warnf("%s said nothing of a payment that can be used: %s", payment.provider(), e.getMessage());
            return true;
        } catch (CompletionException e) {
            metrics.refused(payment.provider(), e.getCause() instanceof NotRecordedException ? "unavailable" : "unreadable");
            LOG.warnf("What %s said of a payment was not recorded, and is asked for again: %s", payment.provider(), e.getCause().getMessage());
            return true;
        }
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }
}
