package finance.erp;

import finance.PostingKind;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;

/**
 * What an ERP is to book, as it was claimed from {@code erp_posting}.
 *
 * @param businessKey    what makes it booked once
 * @param platform       null where nobody knows the order's
 * @param amount         with VAT; less than zero only for a fee that is given back
 * @param currency       ISO 4217
 * @param document       JSON: lines, net, tax, rounding
 * @param rate           VND for one unit of the currency on the posting date
 * @param attempts       how often it was sent, this time included
 * @param reason         why it is in doubt
 * @param documentNumber of one in doubt: the number it has if it was booked, where that is known; mostly null
 * @param sentAt         by PostgreSQL's clock, which ours may be ahead of or behind
 * @param sinceSent      how long that was ago by the same clock when it was claimed
 */
public record Posting(long id, String businessKey, Erp erp, PostingKind kind, String platform, String shopId, String orderId, String paymentId,
                      BigDecimal amount, String currency, LocalDate postingDate, String document, BigDecimal rate, BigDecimal amountVnd,
                      int attempts, String reason, String documentNumber, Instant sentAt, Duration sinceSent) {

    /** What the ERP knows it by: SAP's DocumentReferenceID has room for 16 characters, and a business key is longer. */
    public String reference() {
        return "OS" + id;
    }
}
