package finance.erp;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.time.LocalDate;
import orders.Money;

/**
 * A posting in a list.
 *
 * @param reference   what the ERP knows it by
 * @param amount      decimal string, with VAT
 * @param postingDate in ordersync.finance.zone
 * @param reason      why it is held, in doubt or refused
 * @param erp         where it goes; null: not routed yet
 * @param finishedAt  when it was confirmed or refused, UTC
 */
@JsonNaming(SnakeCaseStrategy.class)
public record PostingSummary(String businessKey, String reference, String kind, String platform, String shopId, String orderId, String paymentId,
                             String amount, String currency, String amountVnd, LocalDate postingDate, String status, String reason, String erp,
                             String documentNumber, int attempts, Instant createdAt, Instant sentAt, Instant finishedAt) {

    static PostingSummary of(ErpPosting posting) {
        return new PostingSummary(posting.businessKey, "OS" + posting.id, posting.kind, posting.platform, posting.shopId, posting.orderId, posting.paymentId,
            Money.text(posting.amount, posting.currency), posting.currency, Money.text(posting.amountVnd, "VND"), posting.postingDate, posting.status,
            posting.reason, posting.erp, Status.SENT.name().equals(posting.status) ? null : posting.documentNumber, posting.attempts, posting.createdAt,
            posting.sentAt, posting.finishedAt);
    }
}
