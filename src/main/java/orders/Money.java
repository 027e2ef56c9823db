package orders;

import java.math.BigDecimal;
import money.Currencies;

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
        return exact.setScale(Math.max(exact.scale(), Currencies.decimals(currency))).toPlainString();
    }
}
