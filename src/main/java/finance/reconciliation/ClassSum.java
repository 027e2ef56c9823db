package finance.reconciliation;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The items of a class and a currency.
 *
 * @param count         those that still do not agree: open and explained
 * @param sum           of their differences; of CURRENCY_MISMATCH of what was expected
 * @param oldestAgeDays of the oldest of them
 */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "Reconciliation sum")
record ClassSum(@JsonProperty("class") String itemClass, String currency, long count, String sum, long oldestAgeDays,
                long open, long explained, long settled) { }
