package finance.rates;

import finance.FinanceConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Date;
import java.util.Optional;
import java.util.TimeZone;
import org.quartz.CronExpression;

/**
 * Until when the rate of a day may still come from the feed: before that the rate of an earlier day is not the day's. A day on which
 * the feed is not asked (a weekend, where the cron leaves it out), or was asked for the last time, has the rate that there is.
 */
@ApplicationScoped
public class AwaitedRates {

    /** From when the feed is asked until its rates are in the table. */
    private static final Duration FETCH = Duration.ofMinutes(5);

    private final Optional<CronExpression> asked;
    private final ZoneId zone;
    private final Clock clock;

    @Inject
    AwaitedRates(FxConfig config, FinanceConfig finance) {
        this(config, finance, Clock.systemUTC());
    }

    /** @throws IllegalArgumentException ordersync.fx.cron is no cron expression */
    public AwaitedRates(FxConfig config, FinanceConfig finance, Clock clock) {
        zone = finance.zone();
        asked = config.url().map(url -> expression(config.cron(), zone));
        this.clock = clock;
    }

    private static CronExpression expression(String cron, ZoneId zone) {
        try {
            // A + for a blank, as Camel has it.
            CronExpression expression = new CronExpression(cron.replace('+', ' '));
            expression.setTimeZone(TimeZone.getTimeZone(zone));
            return expression;
        } catch (ParseException e) {
            throw new IllegalArgumentException("ordersync.fx.cron is " + cron + ": " + e.getMessage(), e);
        }
    }

    /** The first day whose rate may still come: today while the feed is asked, else tomorrow. */
    public LocalDate since() {
        Instant now = clock.instant();
        LocalDate today = LocalDate.ofInstant(now, zone);
        return asked.map(cron -> cron.getNextValidTimeAfter(Date.from(now.minus(FETCH))))
            .filter(next -> LocalDate.ofInstant(next.toInstant(), zone).equals(today)).map(next -> today).orElse(today.plusDays(1));
    }
}
