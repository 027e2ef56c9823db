package credit;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import org.hibernate.annotations.Immutable;

/** A movement of a dealer's account. Only read here; {@link CreditLedger} writes it, once and for good. */
@Entity
@Immutable
@Table(name = "credit_ledger")
public class Movement extends PanacheEntityBase {

    @Id
    public long id;
    @Column(name = "customer_id")
    public String customerId;
    /** HOLD, COMMIT, VOID, RETURN, PAYMENT, REFUND or ADJUST. */
    public String kind;
    /** What it adds to what is held. */
    public BigDecimal held;
    /** What it adds to what is owed. */
    public BigDecimal outstanding;
    public String platform;
    @Column(name = "shop_id")
    public String shopId;
    @Column(name = "order_id")
    public String orderId;
    @Column(name = "payment_id")
    public String paymentId;
    public String reason;
    public Instant at;
}
