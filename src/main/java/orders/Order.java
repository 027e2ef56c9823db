package orders;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Basic;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import org.hibernate.annotations.ColumnTransformer;
import org.hibernate.annotations.Immutable;

/** An order as all its events together tell it. Only read here; written by the store's one statement a batch. */
@Entity
@Immutable
@Table(name = "orders")
public class Order extends PanacheEntityBase {

    @Id
    public long id;
    public String platform;
    @Column(name = "shop_id")
    public String shopId;
    @Column(name = "order_id")
    public String orderId;
    /** Null: no event has told a status yet. */
    public String status;
    /** The channel's own word behind the status. */
    @Column(name = "platform_status")
    public String platformStatus;
    public BigDecimal amount;
    /** ISO 4217. */
    public String currency;
    /** The earliest source time, UTC. */
    @Column(name = "created_at")
    public Instant createdAt;
    /** The latest source time, UTC. */
    @Column(name = "updated_at")
    public Instant updatedAt;
    /** JSON, or null. */
    @ColumnTransformer(read = "buyer::text")
    public String buyer;
    @Column(name = "dealer_id")
    public String dealerId;
    /** Whether it waits for its dealer's credit. */
    @Column(name = "credit_locked")
    public boolean creditLocked;
    /** What was last decided of its credit, JSON; null: it is on nobody's account. */
    @Basic(fetch = FetchType.LAZY)
    @ColumnTransformer(read = "credit::text")
    public String credit;
    /** JSON, or null. Lazy: a list of orders does not read it. */
    @Basic(fetch = FetchType.LAZY)
    @ColumnTransformer(read = "items::text")
    public String items;
}
