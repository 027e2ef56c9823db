package finance.postings;

import java.math.BigDecimal;

/** A share of an amount, 0 to 1. */
final class Rate {

    private static final int DECIMALS_MAX = 10;

    private Rate() {
    }

    /** @throws IllegalArgumentException names the configuration's key when it is not between 0 and 1, or finer than any rate */
    static BigDecimal checked(String key, BigDecimal rate) {
        if (rate.signum() < 0 || rate.compareTo(BigDecimal.ONE) > 0 || rate.scale() > DECIMALS_MAX) {
            throw new IllegalArgumentException(key + " is " + rate.toPlainString() + "; a rate is between 0 and 1 with at most "
                + DECIMALS_MAX + " decimals, such as 0.08 for 8 %");
        }
        return rate;
    }
}
