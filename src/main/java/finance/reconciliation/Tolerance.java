package finance.reconciliation;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * How far apart two amounts may be that are to be one.
 *
 * @param amount in whatever currency the amounts are
 * @param share  of the amount that is expected, such as 0.005
 */
public record Tolerance(BigDecimal amount, BigDecimal share) {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,15}(\\.[0-9]{1,4})?");
    private static final int PERCENT_DIGITS = 2;

    /** As it is configured: an amount such as {@code 500}, or a share such as {@code 0.5%}. */
    public static Tolerance of(String text) {
        String number = text.endsWith("%") ? text.substring(0, text.length() - 1) : text;
        if (!NUMBER.matcher(number).matches()) {
            throw new IllegalArgumentException("ordersync.reconciliation.tolerance must be an amount such as 500 or a share such as 0.5%");
        }
        return text.endsWith("%") ? new Tolerance(BigDecimal.ZERO, new BigDecimal(number).movePointLeft(PERCENT_DIGITS))
            : new Tolerance(new BigDecimal(number), BigDecimal.ZERO);
    }
}
