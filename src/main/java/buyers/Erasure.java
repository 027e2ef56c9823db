package buyers;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * What became of a buyer.
 *
 * @param erased where it was taken out
 * @param left   where the search afterwards, over everything, still found it: nowhere, but for messages that came in meanwhile, and those that would
 *               mean something else without it
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Erasure(BuyerCounts erased, BuyerCounts left) { }
