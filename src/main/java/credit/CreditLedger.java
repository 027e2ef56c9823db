package credit;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import orders.CanonicalEvent;
import orders.OrderKey;

/**
 * The accounts of dealers: what their orders hold, what they owe, and which orders have to wait. PostgreSQL decides: whoever
 * changes an account holds its row and those of the dealers above it, locked in order of their ids.
 */
@ApplicationScoped
public class CreditLedger {

    private final DataSource database;
    private final CreditConfig config;

    CreditLedger(DataSource database, CreditConfig config) {
        this.database = database;
        this.config = config;
    }

    /** What is to be written in the transaction of a decision. */
    public interface WithDecision {
        void write(Connection connection, List<CreditBlock> decided) throws SQLException;
    }

    /**
     * Decides on the orders of a batch, in one transaction. What was decided already is told again and changes nothing.
     *
     * @param events as they came; those of orders that are on nobody's account are passed over
     * @return of each event the credit block of its order; null: it is on nobody's account
     * @throws SQLException class 21, 22 or 23 when a value cannot be stored
     */
    public List<CreditBlock> decide(List<CanonicalEvent> events) throws SQLException {
        return decide(events, (connection, decided) -> { });
    }

    /** The same, and {@code also} in the same transaction. */
    public List<CreditBlock> decide(List<CanonicalEvent> events, WithDecision also) throws SQLException {
        throw new UnsupportedOperationException("under construction");
    }

    /** What became of a payment. */
    public enum Settlement {
        /** It is on the dealer's account. */
        CREDITED,
        /** It is kept until its order, its dealer or a rate is known. */
        WAITING,
        /** It came before. */
        REPEATED,
        /** One of its id came before and said something else; nothing changed. */
        CONTRADICTED
    }

    /**
     * Books payments, in one transaction: the named invoice is paid first, then the oldest. An overpayment stays as credit.
     * Orders that now fit are released by {@link Releases}.
     *
     * @return of each payment what became of it
     */
    public List<Settlement> settle(List<SettledPayment> payments) throws SQLException {
        throw new UnsupportedOperationException("under construction");
    }

    /** Books the payments whose order, dealer or rate has become known since they came. Returns how many. */
    public int settleWaiting() throws SQLException {
        throw new UnsupportedOperationException("under construction");
    }

    /**
     * Corrects what a dealer owes, by one more movement.
     *
     * @param outstandingMore in the dealer's currency; less than zero: it owes less
     * @return the account afterwards
     * @throws java.util.NoSuchElementException there is no such dealer
     */
    public Account adjust(String customerId, java.math.BigDecimal outstandingMore, String reason, String actor) throws SQLException {
        throw new UnsupportedOperationException("under construction");
    }

    /**
     * Releases an order on a person's word, whatever its dealer's limit.
     *
     * @param until then it is locked again if it is not delivered and still does not fit; null: for good
     * @return the order's new credit block; the same as before when it was not locked
     * @throws java.util.NoSuchElementException there is no such order on account
     * @throws IllegalStateException it cannot be held: its dealer, its amount or its rate is not known; says which
     */
    public CreditBlock override(OrderKey order, String reason, Instant until, String actor) throws SQLException {
        throw new UnsupportedOperationException("under construction");
    }
}
