package finance.rates;

import database.Sql;
import finance.FinanceConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;

/** How many days old the newest rate of each currency is: 0 is today's. */
@ApplicationScoped
public class RateAges {

    private static final String NEWEST = "select currency, max(day) as day from fx_rate where day <= ? group by 1";

    private final Sql database;
    private final FinanceConfig finance;
    private final MultiGauge ages;
    private final Clock clock = Clock.systemUTC();

    RateAges(Sql database, FinanceConfig finance, MeterRegistry meters) {
        this.database = database;
        this.finance = finance;
        this.ages = MultiGauge.builder("ordersync.fx.rate.age.days").description("Days since the newest rate of a currency").register(meters);
    }

    public void refresh() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), finance.zone());
        ages.register(new ArrayList<>(database.query(NEWEST, row -> Row.of(Tags.of("currency", row.getString("currency")),
            ChronoUnit.DAYS.between(row.getObject("day", LocalDate.class), today)), today)), true);
    }
}
