package orders;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.Map;

/** An amount as JSON carries it: a decimal string with as many decimals as its currency has. */
public final class Money {

    /** Decimals of the currencies of ISO 4217 that Java 17 does not know. */
    private static final Map<String, Integer> UNKNOWN_TO_JAVA = Map.of("UYW", 4, "XAD", 2);

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
        if (!isCurrency(currency)) {
            return 0;
        }
        Integer unknownToJava = UNKNOWN_TO_JAVA.get(currency);
        return unknownToJava == null ? Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits()) : unknownToJava;
    }

    /** Whether it is a code of ISO 4217. */
    public static boolean isCurrency(String code) {
        try {
            return code != null && (UNKNOWN_TO_JAVA.containsKey(code) || Currency.getInstance(code) != null);
        } catch (IllegalArgumentException unknownCode) {
            return false;
        }
    }
}
