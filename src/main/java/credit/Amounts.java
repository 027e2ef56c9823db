package credit;

import http.JsonBody;
import http.Parameters;
import http.ProblemException;
import java.math.BigDecimal;
import java.util.Optional;
import money.Currencies;

/** Reads amounts and currencies; what is wrong with one is a 400 that names it. */
public final class Amounts {

    private static final int INTEGER_DIGITS = 15;
    private static final int DECIMALS = 4;

    private Amounts() {
    }

    /** An amount that must be there, in a currency that is known. */
    public static BigDecimal of(JsonBody body, String name, String currency) {
        return inDecimalsOf(currency, name, body.decimal(name, INTEGER_DIGITS, DECIMALS));
    }

    /** The same of one that may be absent. */
    public static Optional<BigDecimal> optional(JsonBody body, String name, String currency) {
        return body.optionalDecimal(name, INTEGER_DIGITS, DECIMALS).map(amount -> inDecimalsOf(currency, name, amount));
    }

    /** The same of text; where the currency is null, because it is wrong itself, any decimals will do. */
    static BigDecimal of(String name, String text, String currency) {
        return inDecimalsOf(currency, name, Parameters.decimal(name, text, INTEGER_DIGITS, DECIMALS)
            .orElseThrow(() -> ProblemException.badParameter(name, "given: an amount such as 150000")));
    }

    /** The same of a number. */
    static BigDecimal of(String name, BigDecimal number, String currency) {
        return inDecimalsOf(currency, name, Parameters.decimal(name, number, INTEGER_DIGITS, DECIMALS));
    }

    static BigDecimal notNegative(String name, BigDecimal amount) {
        if (amount.signum() < 0) {
            throw ProblemException.badParameter(name, "zero or more");
        }
        return amount;
    }

    /** An ISO 4217 code that amounts can be in. */
    public static String currency(String name, String code) {
        if (Currencies.isOfAmounts(code)) {
            return code;
        }
        throw ProblemException.badParameter(name, "a currency code of ISO 4217 in capitals, such as VND");
    }

    private static BigDecimal inDecimalsOf(String currency, String name, BigDecimal amount) {
        if (currency != null && amount.stripTrailingZeros().scale() > Currencies.decimals(currency)) {
            throw ProblemException.badParameter(name, "an amount with at most " + Currencies.decimals(currency) + " decimals, as " + currency + " has");
        }
        return amount;
    }
}
