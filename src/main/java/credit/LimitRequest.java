package credit;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import org.hibernate.annotations.Formula;
import org.hibernate.annotations.Immutable;

/** Somebody asked for a higher limit. Only read here; {@link LimitRequests} writes it. */
@Entity
@Immutable
@Table(name = "limit_request")
public class LimitRequest extends PanacheEntityBase {

    /** OPEN: it waits for a person. */
    public enum State { OPEN, APPROVED, REFUSED }

    @Id
    public long id;
    @Column(name = "customer_id")
    public String customerId;
    @Column(name = "new_limit")
    public BigDecimal newLimit;
    /** The dealer's, ISO 4217. */
    @Formula("(select d.currency from dealer d where d.customer_id = customer_id)")
    String currency;
    /** Null: for good. */
    public Instant until;
    public String reason;
    public String state;
    public String answer;
    @Column(name = "asked_by")
    public String askedBy;
    @Column(name = "asked_at")
    public Instant askedAt;
    @Column(name = "decided_by")
    public String decidedBy;
    @Column(name = "decided_at")
    public Instant decidedAt;
}
