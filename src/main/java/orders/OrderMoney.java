package orders;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;

/** What finance knows of an order. Amounts are decimal strings in their currency, times UTC. */
public interface OrderMoney {

    /** Oldest first, as many as a page shows. */
    List<Posting> postings(Order order);

    /** Oldest first, as many as a page shows. */
    List<Payment> payments(Order order);

    /** @param documentNumber the ERP's; null: it has not booked it */
    @JsonNaming(SnakeCaseStrategy.class)
    record Posting(String businessKey, String kind, String amount, String currency, String status, String reason, String documentNumber, Instant createdAt) { }

    /**
     * @param waitsFor  why it does not agree with the order; null: it does
     * @param settledAt when it was captured; null: it was not
     */
    @JsonNaming(SnakeCaseStrategy.class)
    record Payment(String paymentId, String provider, String amount, String currency, String refunded, String status, String waitsFor,
                   Instant createdAt, Instant settledAt) { }
}
