package finance.reconciliation;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/**
 * A day of {@code ordersync.finance.zone}.
 *
 * @param ends exclusive
 */
record ReportDay(LocalDate date, Instant begins, Instant ends) {

    static ReportDay of(LocalDate date, ZoneId zone) {
        return new ReportDay(date, date.atStartOfDay(zone).toInstant(), date.plusDays(1).atStartOfDay(zone).toInstant());
    }

    /** Whole days from then to the end of this day, so that it does not change with the clock. */
    long age(Instant since) {
        return since == null ? 0 : Math.max(0, ChronoUnit.DAYS.between(since, ends));
    }
}
