package finance.reconciliation;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import orders.Money;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Something that does not agree. {@code class}, {@code order_id}, {@code payment_id} and {@code subject} are its key in its day.
 *
 * @param date       the day it was found on
 * @param paymentId  or the bank's line; empty for none
 * @param subject    platform:shop of the order, the posting's business key, or {@code bank}
 * @param difference between expected and actual, without sign; null where they are of two currencies
 * @param ageDays    from since to the end of the report's day; of the report of all days, to the end of the newest that was reconciled
 * @param note       what a person said of it
 */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "Reconciliation item")
record Item(LocalDate date, @JsonProperty("class") String itemClass, String orderId, String paymentId, String subject, String expected, String actual,
            String difference, String currency, String reason, String owner, Instant since, long ageDays, String state, String note) {

    /** As PostgreSQL has it. */
    static Item of(LocalDate date, ReportDay day, String itemClass, List<String> key, BigDecimal expected, BigDecimal actual, String currency, String reason,
                   String owner, Instant since, String state, String note) {
        BigDecimal difference = itemClass.equals(ItemClass.CURRENCY_MISMATCH.name()) ? null : orZero(expected).subtract(orZero(actual)).abs();
        return new Item(date, itemClass, key.get(0), key.get(1), key.get(2), Money.text(expected, currency), Money.text(actual, currency),
            Money.text(difference, currency), currency, reason, owner, since, day.age(since), state, note);
    }

    /** What pages of a day are ordered by. */
    @JsonIgnore
    List<String> key() {
        return List.of(itemClass, orderId, paymentId, subject);
    }

    /** What pages of all days are ordered by. */
    @JsonIgnore
    List<String> keyByAge() {
        return List.of(since.toString(), date.toString(), itemClass, orderId, paymentId, subject);
    }

    private static BigDecimal orZero(BigDecimal amount) {
        return amount == null ? BigDecimal.ZERO : amount;
    }
}
