package mappings;

import java.math.BigDecimal;
import java.math.RoundingMode;
import money.Currencies;

/** Decimal text as the canonical message writes it: no exponent, at most 15 digits before the point and 4 after it. */
final class DecimalText {

    private static final int INTEGER_DIGITS_MAX = 15;
    private static final int DECIMALS_MAX = 4;
    private static final int TEXT_MAX_CHARS = 40;

    private DecimalText() {
    }

    /**
     * The number a text says.
     *
     * @throws MappingFailure where it is none, or has more digits than the canonical message holds
     */
    static BigDecimal number(String text) {
        String digits = text.strip();
        if (digits.length() > TEXT_MAX_CHARS) {
            throw new MappingFailure("has more than " + TEXT_MAX_CHARS + " characters, too many for a decimal number");
        }
        try {
            return bounded(new BigDecimal(digits));
        } catch (NumberFormatException notANumber) {
            throw new MappingFailure("is not a decimal number such as 125000 or \"12.50\"");
        }
    }

    /**
     * The number itself, trailing zeros gone.
     *
     * @throws MappingFailure where it has more digits than the canonical message holds
     */
    static BigDecimal bounded(BigDecimal number) {
        if (number.signum() == 0) {
            return BigDecimal.ZERO;
        }
        long integerDigits = (long) number.precision() - number.scale();
        if (integerDigits > INTEGER_DIGITS_MAX) {
            throw new MappingFailure("has more than " + INTEGER_DIGITS_MAX + " digits before the point");
        }
        // Not sooner: of a larger number the scale without its zeros may be none.
        BigDecimal stripped = number.stripTrailingZeros();
        if (stripped.scale() > DECIMALS_MAX) {
            throw new MappingFailure("has more than " + DECIMALS_MAX + " decimals");
        }
        return stripped;
    }

    /** The number without trailing zeros: {@code 100000}, {@code 0.5}. */
    static String text(BigDecimal number) {
        return bounded(number).toPlainString();
    }

    /**
     * The number with its currency's decimals: {@code 100000} VND, {@code 12.50} USD.
     *
     * @param currency ISO 4217 code
     * @throws MappingFailure where the code is unknown, or the number has more decimals than the currency
     */
    static String text(BigDecimal number, String currency) {
        if (!Currencies.isKnown(currency)) {
            throw new MappingFailure("has a currency that is not an ISO 4217 code such as VND");
        }
        int decimals = Currencies.decimals(currency);
        BigDecimal bounded = bounded(number);
        if (bounded.scale() > decimals) {
            throw new MappingFailure("has more decimals than " + currency + " has (" + decimals + ")");
        }
        return bounded.setScale(decimals, RoundingMode.UNNECESSARY).toPlainString();
    }

    /** What is wrong with the code of a currency; null: nothing. */
    static String wrongCurrency(String code) {
        return Currencies.isKnown(code) ? null : "\"" + code + "\" is no currency; write its ISO 4217 code, such as VND";
    }
}
