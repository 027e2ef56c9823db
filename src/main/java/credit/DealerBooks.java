package credit;

import database.ReadTransaction;
import exports.Exports;
import exports.Table;
import http.Cursor;
import http.KeyCursor;
import http.PageOf;
import http.PageQuery;
import io.quarkus.panache.common.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** The books of a dealer, each as a list and as a file. Whoever names a dealer that there is not is answered with 404. */
@ApplicationScoped
class DealerBooks {

    static final Table<Entries.InvoiceEntry> INVOICES = Table.<Entries.InvoiceEntry>of("invoices").with("customer_id", Entries.InvoiceEntry::customerId)
        .with("platform", Entries.InvoiceEntry::platform).with("shop_id", Entries.InvoiceEntry::shopId).with("order_id", Entries.InvoiceEntry::orderId)
        .with("amount", invoice -> new BigDecimal(invoice.amount())).with("open", invoice -> new BigDecimal(invoice.open()))
        .with("currency", Entries.InvoiceEntry::currency).with("issued_on", Entries.InvoiceEntry::issuedOn).with("due_on", Entries.InvoiceEntry::dueOn);

    static final Table<Entries.LedgerEntry> LEDGER = Table.<Entries.LedgerEntry>of("ledger").with("id", Entries.LedgerEntry::id)
        .with("customer_id", Entries.LedgerEntry::customerId).with("kind", Entries.LedgerEntry::kind).with("held", entry -> new BigDecimal(entry.held()))
        .with("outstanding", entry -> new BigDecimal(entry.outstanding())).with("currency", Entries.LedgerEntry::currency)
        .with("platform", Entries.LedgerEntry::platform).with("shop_id", Entries.LedgerEntry::shopId).with("order_id", Entries.LedgerEntry::orderId)
        .with("payment_id", Entries.LedgerEntry::paymentId).with("reason", Entries.LedgerEntry::reason).with("at", Entries.LedgerEntry::at);

    static final Table<Entries.Change> AUDIT = Table.<Entries.Change>of("dealer-audit").with("id", Entries.Change::id)
        .with("customer_id", Entries.Change::customerId).with("at", Entries.Change::at).with("actor", Entries.Change::actor)
        .with("action", Entries.Change::action).with("platform", Entries.Change::platform).with("shop_id", Entries.Change::shopId)
        .with("order_id", Entries.Change::orderId).with("reason", Entries.Change::reason).with("before", Entries.Change::before)
        .with("after", Entries.Change::after);

    /** due_on, order_id, shop_id and platform. */
    private static final int INVOICE_KEY = 4;

    private final ReadTransaction transaction;

    DealerBooks(ReadTransaction transaction) {
        this.transaction = transaction;
    }

    /** A page of the invoices; the one that is due first comes first. */
    Entries.Invoices invoices(String customerId, InvoicesQuery query, PageQuery paging) {
        PageOf<Entries.InvoiceEntry, KeyCursor> page = page(invoices(customerId, query), paging.after(INVOICE_KEY), paging.size());
        return new Entries.Invoices(page.rows(), page.next(KeyCursor::text));
    }

    /** All of them. */
    Exports.Pages<Entries.InvoiceEntry, KeyCursor> invoices(String customerId, InvoicesQuery query) {
        String condition = "customerId = :dealer" + query.open().map(open -> open ? " and open > 0" : " and open = 0").orElse("");
        return (after, limit) -> {
            Dealer dealer = Dealer.named(customerId);
            Parameters values = Parameters.with("dealer", dealer.customerId);
            if (after != null) {
                values.and("due", after.day(0)).and("order", after.key().get(1)).and("shop", after.key().get(2))
                    .and("platform", after.key().get(3));
            }
            List<Entries.InvoiceEntry> found = Invoice.<Invoice>find(condition
                    + (after == null ? "" : " and (dueOn, orderId, shopId, platform) > (:due, :order, :shop, :platform)")
                    + " order by dueOn, orderId, shopId, platform", values)
                .page(0, limit + 1).stream().map(invoice -> Entries.InvoiceEntry.of(invoice, dealer.currency)).toList();
            return PageOf.of(found, limit, Entries.InvoiceEntry::cursor);
        };
    }

    /** A page of the movements, the latest first. */
    Entries.Ledger ledger(String customerId, PageQuery paging) {
        PageOf<Entries.LedgerEntry, Cursor> page = page(ledger(customerId), paging.after(), paging.size());
        return new Entries.Ledger(page.rows(), page.next(Cursor::text));
    }

    /** All of them. */
    Exports.Pages<Entries.LedgerEntry, Cursor> ledger(String customerId) {
        return (after, limit) -> {
            Dealer dealer = Dealer.named(customerId);
            return PageOf.of(Movement.<Movement>find("customerId = :dealer and id < :before order by id desc", before(dealer, after))
                .page(0, limit + 1).stream().map(movement -> Entries.LedgerEntry.of(movement, dealer.currency)).toList(), limit, Entries.LedgerEntry::cursor);
        };
    }

    /** A page of what was changed of the dealer, the latest first. */
    Entries.Audit audit(String customerId, PageQuery paging) {
        PageOf<Entries.Change, Cursor> page = page(audit(customerId), paging.after(), paging.size());
        return new Entries.Audit(page.rows(), page.next(Cursor::text));
    }

    /** All of it. */
    Exports.Pages<Entries.Change, Cursor> audit(String customerId) {
        return (after, limit) -> PageOf.of(AuditEntry.<AuditEntry>find("customerId = :dealer and id < :before order by id desc",
            before(Dealer.named(customerId), after)).page(0, limit + 1).stream().map(Entries.Change::of).toList(), limit, Entries.Change::cursor);
    }

    private <T, C> PageOf<T, C> page(Exports.Pages<T, C> pages, Optional<C> after, int size) {
        return transaction.of(() -> pages.after(after.orElse(null), size));
    }

    private static Parameters before(Dealer dealer, Cursor after) {
        return Parameters.with("dealer", dealer.customerId).and("before", after == null ? Long.MAX_VALUE : after.id());
    }
}
