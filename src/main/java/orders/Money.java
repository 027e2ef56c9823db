package orders;

import java.math.BigDecimal;
import java.util.Currency;

/** An amount as JSON carries it: a decimal string with as many decimals as its currency has. */
public final class Money {

    private Money() {
    }

    /** VND has none, USD two; decimals beyond the currency's own are kept where they are not zero, for nothing is rounded here. */
    public static String text(BigDecimal amount, String currency) {
        if (amount == null) {
            return null;
        }
        BigDecimal exact = amount.stripTrailingZeros();
        return exact.setScale(Math.max(exact.scale(), decimals(currency))).toPlainString();
    }

    /** How many decimals a currency has; 0 for a code that is none. */
    public static int decimals(String currency) {
        try {
            return currency == null ? 0 : Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
        } catch (IllegalArgumentException unknownCode) {
            return 0;
        }
    }
}
