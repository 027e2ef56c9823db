package credit;

import database.Sql;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.sql.Date;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import orders.Money;

/** The rates of today, for checks in another currency than the dealer's; read again when they are a few seconds old. */
@ApplicationScoped
class TodaysRates {

    private static final Duration KEPT = Duration.ofSeconds(5);
    /** More than there are currencies. */
    private static final int MAX_RATES = 1_000;
    private static final String VND = "VND";
    private static final String SELECT = """
        select distinct on (currency) currency, vnd from fx_rate where day <= ? and day >= ? order by currency, day desc limit ?""";

    private final Sql database;
    private final CreditConfig config;
    private final Clock clock = Clock.systemUTC();
    private volatile Rates last;

    /** VND for one unit, by currency. */
    record Rates(Map<String, BigDecimal> vnd, long readAtNanos) {

        /** Rounded half up to the target's decimals; empty: a rate is not known. */
        Optional<BigDecimal> convert(BigDecimal amount, String currency, String target) {
            BigDecimal from = vnd.get(currency);
            BigDecimal to = vnd.get(target);
            return from == null || to == null ? Optional.empty()
                : Optional.of(amount.multiply(from).divide(to, MathContext.DECIMAL128).setScale(Money.decimals(target), RoundingMode.HALF_UP));
        }
    }

    TodaysRates(Sql database, CreditConfig config) {
        this.database = database;
        this.config = config;
    }

    /** Of each currency the last rate within the configured age. Fails when PostgreSQL does not answer. */
    Uni<Rates> now() {
        Rates kept = last;
        return kept != null && System.nanoTime() - kept.readAtNanos < KEPT.toNanos() ? Uni.createFrom().item(kept)
            : Uni.createFrom().item(this::read).runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    private Rates read() {
        long readAtNanos = System.nanoTime();
        LocalDate today = LocalDate.ofInstant(clock.instant(), config.zone());
        Map<String, BigDecimal> vnd = new HashMap<>();
        database.query(SELECT, row -> vnd.put(row.getString("currency"), row.getBigDecimal("vnd")), Date.valueOf(today),
            Date.valueOf(today.minusDays(config.rateMaxAgeDays())), MAX_RATES);
        vnd.put(VND, BigDecimal.ONE);
        last = new Rates(vnd, readAtNanos);
        return last;
    }
}
