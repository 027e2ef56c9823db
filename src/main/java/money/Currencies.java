package money;

import java.util.Currency;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The currencies of ISO 4217, by their codes. */
public final class Currencies {

    /** Decimals of each: first those that Java 17 does not know. Negative: no amount is in it, as in gold. */
    private static final Map<String, Integer> DECIMALS = new HashMap<>(Map.of("UYW", 4, "XAD", 2));

    static {
        Currency.getAvailableCurrencies().forEach(currency -> DECIMALS.put(currency.getCurrencyCode(), currency.getDefaultFractionDigits()));
    }

    private Currencies() {
    }

    public static boolean isKnown(String code) {
        return DECIMALS.containsKey(code);
    }

    /** Whether somebody pays in it; not in gold, nor in the code for none. */
    public static boolean isOfAmounts(String code) {
        return DECIMALS.getOrDefault(code, -1) >= 0;
    }

    /** How many decimals it has: VND none, USD two; 0 for a code that is none. */
    public static int decimals(String code) {
        return Math.max(0, DECIMALS.getOrDefault(code, 0));
    }

    /** All codes, each with its decimals. */
    public static Map<String, Integer> all() {
        Map<String, Integer> all = new TreeMap<>(DECIMALS);
        all.replaceAll((code, digits) -> decimals(code));
        return all;
    }
}
