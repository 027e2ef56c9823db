package buyers;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * Where a buyer is told of.
 *
 * @param orders      whose buyer it is
 * @param deadLetters raw messages that could not be understood
 * @param replays     such messages as they were edited
 * @param waiting     raw messages on their way to Kafka
 * @param bankLines   whose words of what was paid for name the buyer
 */
@JsonNaming(SnakeCaseStrategy.class)
public record BuyerCounts(int orders, int deadLetters, int replays, int waiting, int bankLines) {

    int all() {
        return orders + deadLetters + replays + waiting + bankLines;
    }
}
