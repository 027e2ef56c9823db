package credit;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import http.Cursor;
import http.KeyCursor;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import orders.Money;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The rows of a dealer's books as the API shows them. Amounts are decimal strings in the dealer's currency. */
final class Entries {

    private Entries() {
    }

    /**
     * @param kind        HOLD, COMMIT, VOID, RETURN, PAYMENT, REFUND or ADJUST
     * @param held        what it added to what is held
     * @param outstanding what it added to what is owed
     */
    @JsonNaming(SnakeCaseStrategy.class)
    record LedgerEntry(long id, String customerId, String kind, String held, String outstanding, String currency, String platform, String shopId,
                       String orderId, String paymentId, String reason, Instant at) {

        static LedgerEntry of(Movement movement, String currency) {
            return new LedgerEntry(movement.id, movement.customerId, movement.kind, Money.text(movement.held, currency),
                Money.text(movement.outstanding, currency), currency, movement.platform, movement.shopId, movement.orderId, movement.paymentId,
                movement.reason, movement.at);
        }

        Cursor cursor() {
            return Cursor.of(id);
        }
    }

    /** @param open not yet paid */
    @JsonNaming(SnakeCaseStrategy.class)
    record InvoiceEntry(String customerId, String platform, String shopId, String orderId, String amount, String open, String currency,
                        LocalDate issuedOn, LocalDate dueOn) {

        static InvoiceEntry of(Invoice invoice, String currency) {
            return new InvoiceEntry(invoice.customerId, invoice.platform, invoice.shopId, invoice.orderId, Money.text(invoice.amount, currency),
                Money.text(invoice.open, currency), currency, invoice.issuedOn, invoice.dueOn);
        }

        KeyCursor cursor() {
            return new KeyCursor(List.of(dueOn.toString(), orderId, shopId, platform));
        }
    }

    /**
     * @param actor  the user's name; flow: an order or a payment did it; job: the day's rates; ordersync: nobody who is known
     * @param before a JSON object; null: it was not there
     */
    @JsonNaming(SnakeCaseStrategy.class)
    record Change(long id, String customerId, Instant at, String actor, String action, String platform, String shopId, String orderId, String reason,
                  @JsonRawValue @Schema(type = SchemaType.OBJECT) String before,
                  @JsonRawValue @Schema(type = SchemaType.OBJECT) String after) {

        static Change of(AuditEntry entry) {
            return new Change(entry.id, entry.customerId, entry.at, entry.actor, entry.action, entry.platform, entry.shopId, entry.orderId, entry.reason,
                entry.before, entry.after);
        }

        Cursor cursor() {
            return Cursor.of(id);
        }
    }

    /** @param next the cursor of the next page; null: this is the last */
    record Dealers(List<DealerDetail> dealers, String next) { }

    record Ledger(List<LedgerEntry> ledger, String next) { }

    record Invoices(List<InvoiceEntry> invoices, String next) { }

    record Audit(List<Change> audit, String next) { }
}
