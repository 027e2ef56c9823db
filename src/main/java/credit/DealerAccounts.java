package credit;

import database.ReadTransaction;
import database.Statements;
import http.Cursor;
import http.KeyCursor;
import io.quarkus.panache.common.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hibernate.Session;

/** Reads the accounts of dealers. */
@ApplicationScoped
class DealerAccounts {

    private final ReadTransaction transaction;
    private final EntityManager entities;

    DealerAccounts(ReadTransaction transaction, EntityManager entities) {
        this.transaction = transaction;
        this.entities = entities;
    }

    /** @throws http.ProblemException 404: there is no such dealer */
    DealerDetail read(String customerId) {
        return transaction.of(() -> details(List.of(dealer(customerId))).get(0));
    }

    /** The dealers that follow {@code after}, by id; at most {@code limit}, and one more. */
    List<DealerDetail> page(DealerFilter filter, Optional<KeyCursor> after, int limit) {
        return transaction.of(() -> next(filter, after, limit));
    }

    /** The same in the transaction that there is. */
    List<DealerDetail> next(DealerFilter filter, Optional<KeyCursor> after, int limit) {
        return details(filter.page(entities, after, limit));
    }

    /** The dealer's movements before {@code before}, the latest first; at most {@code limit}, and one more. */
    List<Entries.LedgerEntry> ledger(String customerId, Optional<Cursor> before, int limit) {
        return transaction.of(() -> {
            Dealer dealer = dealer(customerId);
            return Movement.<Movement>find("customerId = :dealer and id < :before order by id desc", before(dealer, before))
                .page(0, limit + 1).stream().map(movement -> Entries.LedgerEntry.of(movement, dealer.currency)).toList();
        });
    }

    /** What was changed of the dealer before {@code before}, the latest first; at most {@code limit}, and one more. */
    List<Entries.Change> audit(String customerId, Optional<Cursor> before, int limit) {
        return transaction.of(() -> AuditEntry.<AuditEntry>find("customerId = :dealer and id < :before order by id desc", before(dealer(customerId), before))
            .page(0, limit + 1).stream().map(Entries.Change::of).toList());
    }

    /** The dealer's invoices that follow {@code after}, the one that is due first before the others; at most {@code limit}, and one more. */
    List<Entries.InvoiceEntry> invoices(String customerId, Optional<Boolean> open, Optional<KeyCursor> after, int limit) {
        return transaction.of(() -> {
            Dealer dealer = dealer(customerId);
            Parameters values = Parameters.with("dealer", customerId);
            String condition = "customerId = :dealer" + open.map(wanted -> wanted ? " and open > 0" : " and open = 0").orElse("");
            if (after.isPresent()) {
                List<String> key = after.get().key();
                condition += " and (dueOn, orderId, shopId, platform) > (:due, :order, :shop, :platform)";
                values.and("due", http.Parameters.day("cursor", key.get(0)).orElseThrow(KeyCursor::refused))
                    .and("order", key.get(1)).and("shop", key.get(2)).and("platform", key.get(3));
            }
            return Invoice.<Invoice>find(condition + " order by dueOn, orderId, shopId, platform", values)
                .page(0, limit + 1).stream().map(invoice -> Entries.InvoiceEntry.of(invoice, dealer.currency)).toList();
        });
    }

    private static Parameters before(Dealer dealer, Optional<Cursor> before) {
        return Parameters.with("dealer", dealer.customerId).and("before", before.map(Cursor::id).orElse(Long.MAX_VALUE));
    }

    private static Dealer dealer(String customerId) {
        String id = Customers.id("customerId", customerId);
        return Dealer.<Dealer>findByIdOptional(id).orElseThrow(() -> Customers.unknown(id));
    }

    /** What waits is counted on the transaction's own connection. */
    private List<DealerDetail> details(List<Dealer> dealers) {
        Instant now = Instant.now();
        Map<String, WaitingOrders.Count> counts = entities.unwrap(Session.class).doReturningWork(connection ->
            WaitingOrders.of(new Statements(connection), dealers.stream().map(dealer -> dealer.customerId).toList()));
        return standings(dealers).stream()
            .map(standing -> DealerDetail.of(standing, counts.getOrDefault(standing.own().customerId(), WaitingOrders.Count.NONE), now)).toList();
    }

    private static List<Standing> standings(Collection<Dealer> dealers) {
        List<String> members = dealers.stream().flatMap(dealer -> Arrays.stream(dealer.pool)).distinct().toList();
        Map<String, Account> accounts = Dealer.<Dealer>stream("customerId in ?1", members)
            .map(Dealer::account).collect(Collectors.toMap(Account::customerId, Function.identity()));
        return dealers.stream().map(dealer -> new Standing(Arrays.stream(dealer.pool).map(accounts::get).toList())).toList();
    }
}
