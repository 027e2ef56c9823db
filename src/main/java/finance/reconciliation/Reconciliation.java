package finance.reconciliation;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.time.LocalDate;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A day's run.
 *
 * @param state     RUNNING, DONE or FAILED
 * @param detail    what went wrong; null: nothing
 * @param orders    of the day, so far
 * @param payments  captured on the day
 */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "Reconciliation")
record Reconciliation(LocalDate date, String state, String detail, Instant startedAt, Instant finishedAt, long orders, long payments,
                      long postings, long bankLines) { }
