package credit;

import database.ReadTransaction;
import database.Statements;
import http.KeyCursor;
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
        return transaction.of(() -> details(List.of(Dealer.named(customerId))).get(0));
    }

    /** The dealers that follow {@code after}, by id; at most {@code limit}, and one more. */
    List<DealerDetail> page(DealerFilter filter, Optional<KeyCursor> after, int limit) {
        return transaction.of(() -> next(filter, after, limit));
    }

    /** The same in the transaction that there is. */
    List<DealerDetail> next(DealerFilter filter, Optional<KeyCursor> after, int limit) {
        return details(filter.page(entities, after, limit));
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
