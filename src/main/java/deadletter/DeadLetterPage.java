package deadletter;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * A page of dead letters, the latest first.
 *
 * @param next the cursor of the next page; null: this is the last
 */
public record DeadLetterPage(@JsonProperty("dead_letters") List<DeadLetterSummary> deadLetters, String next) { }
