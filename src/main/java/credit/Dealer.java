package credit;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.hibernate.annotations.Immutable;

/** A dealer who buys on account. Only read here; {@link Dealers}, {@link CreditLedger} and the jobs write it. */
@Entity
@Immutable
@Table(name = "dealer")
public class Dealer extends PanacheEntityBase {

    @Id
    @Column(name = "customer_id")
    public String customerId;
    public String name;
    /** ISO 4217. */
    public String currency;
    @Column(name = "credit_limit")
    public BigDecimal creditLimit;
    /** In place of the limit until {@link #temporaryUntil}; null: none. */
    @Column(name = "temporary_limit")
    public BigDecimal temporaryLimit;
    @Column(name = "temporary_until")
    public Instant temporaryUntil;
    @Column(name = "terms_days")
    public int termsDays;
    @Column(name = "grace_days")
    public int graceDays;
    /** Itself, its parent and so on up. */
    public String[] pool;
    public BigDecimal outstanding;
    public BigDecimal held;
    @Column(name = "pool_outstanding")
    public BigDecimal poolOutstanding;
    @Column(name = "pool_held")
    public BigDecimal poolHeld;
    /** Why; null: it is not. */
    @Column(name = "locked_by_hand")
    public String lockedByHand;
    @Column(name = "overdue_since")
    public LocalDate overdueSince;
    public long version;

    /**
     * @param id as it was asked for
     * @throws http.ProblemException 400: it can be no id; 404: there is no such dealer
     */
    static Dealer named(String id) {
        return Dealer.<Dealer>findByIdOptional(Customers.id("customerId", id)).orElseThrow(() -> Customers.unknown(id));
    }

    Account account() {
        return new Account(customerId, name, currency, creditLimit, temporaryLimit, temporaryUntil, termsDays, graceDays, List.of(pool),
            outstanding, held, poolOutstanding, poolHeld, lockedByHand, overdueSince, version);
    }
}
