package finance.reconciliation;

import finance.MadeUp;
import finance.reconciliation.Reconciliations.Untold;
import io.quarkus.mailer.Mail;
import io.quarkus.mailer.Mailer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Tells {@code ordersync.reconciliation.mail.to} of reports with something open: counts and sums by class, and nobody's data. Once
 * for each state of a report, as far as one can know: whoever dies between the mail server's answer and noting it leaves the
 * mail to be sent again.
 */
@ApplicationScoped
public class ReconciliationMail {

    private static final Logger LOG = Logger.getLogger(ReconciliationMail.class);

    private final Reconciliations runs;
    private final Items items;
    private final Mailer mailer;
    private final ReconciliationConfig config;
    private final MadeUp madeUp;

    ReconciliationMail(Reconciliations runs, Items items, Mailer mailer, ReconciliationConfig config, MadeUp madeUp) {
        this.runs = runs;
        this.items = items;
        this.mailer = mailer;
        this.config = config;
        this.madeUp = madeUp;
    }

    /** Sends what is due. A mail server that is down keeps its report for a later time, and so does what the demo made up. */
    public void send() {
        if (to().isEmpty() || madeUp.withholdsReports()) {
            return;
        }
        for (Optional<Untold> due = runs.takeUntold(); due.isPresent(); due = runs.takeUntold()) {
            Untold report = due.get();
            try {
                tell(report.date());
                runs.told(report);
            } catch (RuntimeException e) {
                LOG.warnf("Nobody was told of the reconciliation of %s, which is tried again in some minutes: %s", report.date(), e);
            }
        }
    }

    private List<String> to() {
        return config.mail().to().orElse(List.of());
    }

    private void tell(LocalDate date) {
        Report report = Report.of(runs.find(date).orElseThrow(), items);
        Items.Backlog earlier = items.before(date);
        if (report.open() + earlier.open() > 0) {
            mailer.send(Mail.withText(to().get(0), subject(report), text(report, earlier)).setTo(to()));
        }
    }

    private static String subject(Report report) {
        return (report.alerts() > 0 ? "ALERT: " : "") + "Reconciliation of " + report.date() + ": " + report.open() + " open";
    }

    private String text(Report report, Items.Backlog earlier) {
        StringBuilder text = new StringBuilder("Orders, payments, postings and lines of the bank of " + report.date() + " that do not agree:\n\n");
        for (ClassSum sum : report.sums()) {
            if (sum.count() > 0) {
                text.append(String.format(Locale.ROOT, "%-18s %,8d open %,8d explained   %s %s   oldest %d days%n", sum.itemClass(), sum.open(), sum.explained(),
                    sum.sum() == null ? "-" : sum.sum(), sum.currency() == null ? "" : sum.currency(), sum.oldestAgeDays()));
            }
        }
        if (report.alerts() > 0) {
            text.append("\nALERT: ").append(report.alerts()).append(" amounts are further apart than ")
                .append(config.alertAbove().movePointRight(2).stripTrailingZeros().toPlainString()).append("% of what was expected.\n");
        }
        if (earlier.open() > 0) {
            text.append(String.format(Locale.ROOT, "%nOf earlier days %,d are still open, the oldest for %d days: GET /reconciliations/open.%n",
                earlier.open(), earlier.oldestAgeDays()));
        }
        return text.append("\nThe items: GET /reconciliations/").append(report.date()).append("?state=open, and the files of the reports' directory.\n").toString();
    }
}
