package finance.postings;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/** Numbers in JSON that may be anything. */
final class Decimal {

    /** What {@code schemas/order_normalized.v1.json} allows, and sums of it: not an exponent, which would make much of few characters. */
    private static final Pattern PLAIN = Pattern.compile("-?\\d{1,20}(\\.\\d{1,10})?");

    private Decimal() {
    }

    /** Null when it is none. */
    static BigDecimal of(JsonNode value) {
        String text = value.asText();
        return PLAIN.matcher(text).matches() ? new BigDecimal(text) : null;
    }
}
