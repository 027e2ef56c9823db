package credit;

import database.Statements;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import money.Currencies;

/** Converts amounts at the rate of a day, from the table {@code fx_rate}: VND for one unit of a currency. */
final class DayRates {

    private static final String VND = "VND";
    private static final String NEWEST = """
        select vnd from fx_rate where currency = ? and day <= ? and day >= ? order by day desc limit 1""";

    private final Connection connection;
    private final CreditConfig config;
    private final Map<CurrencyDay, Optional<BigDecimal>> known = new HashMap<>();

    private record CurrencyDay(String currency, LocalDate day) { }

    /**
     * An amount in the currency that was asked for, or why it is not known.
     *
     * @param value null where it is missing
     */
    record Amount(BigDecimal value, Optional<Reason> missing) {

        static Amount of(BigDecimal value) {
            return new Amount(value, Optional.empty());
        }

        private static Amount missing(Reason reason) {
            return new Amount(null, Optional.of(reason));
        }
    }

    DayRates(Connection connection, CreditConfig config) {
        this.connection = connection;
        this.config = config;
    }

    /**
     * The amount in {@code target}, rounded half up to its decimals.
     *
     * @param amount in {@code currency}; null: it is not known
     * @param at     whose day's rate counts; where that day has none, that of the last day before within the configured age
     */
    Amount amount(BigDecimal amount, String currency, String target, Instant at) throws SQLException {
        if (amount == null || amount.signum() < 0) {
            return Amount.missing(Reason.NO_AMOUNT);
        }
        if (currency.equals(target)) {
            return Amount.of(amount);
        }
        if (!config.convert()) {
            return Amount.missing(Reason.CURRENCY);
        }
        LocalDate day = LocalDate.ofInstant(at, config.zone());
        Optional<BigDecimal> from = vnd(currency, day);
        Optional<BigDecimal> to = vnd(target, day);
        if (from.isEmpty() || to.isEmpty()) {
            return Amount.missing(Reason.NO_RATE);
        }
        BigDecimal converted = converted(amount, from.get(), to.get(), target);
        return isHoldable(converted) ? Amount.of(converted.setScale(CreditLedger.DECIMALS)) : Amount.missing(Reason.NO_AMOUNT);
    }

    /** Whether PostgreSQL keeps it: an amount that a channel tells fits, but what it converts to may not. */
    private static boolean isHoldable(BigDecimal amount) {
        return amount.precision() - amount.scale() <= CreditLedger.INTEGER_DIGITS_MAX;
    }

    /** The amount in {@code target}, rounded half up to its decimals, at rates in VND. */
    static BigDecimal converted(BigDecimal amount, BigDecimal from, BigDecimal to, String target) {
        return amount.multiply(from).divide(to, MathContext.DECIMAL128).setScale(Currencies.decimals(target), RoundingMode.HALF_UP);
    }

    private Optional<BigDecimal> vnd(String currency, LocalDate day) throws SQLException {
        CurrencyDay key = new CurrencyDay(currency, day);
        Optional<BigDecimal> rate = known.get(key);
        if (rate == null) {
            rate = currency.equals(VND) ? Optional.of(BigDecimal.ONE) : read(key);
            known.put(key, rate);
        }
        return rate;
    }

    private Optional<BigDecimal> read(CurrencyDay key) throws SQLException {
        return new Statements(connection).query(NEWEST, row -> row.getBigDecimal(1), key.currency, key.day,
            key.day.minusDays(config.rateMaxAgeDays())).stream().findFirst();
    }
}
