package credit;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.ColumnTransformer;
import org.hibernate.annotations.Immutable;

/** Who changed what of a dealer or of an order's credit, and when. Only read here. */
@Entity
@Immutable
@Table(name = "credit_audit")
public class AuditEntry extends PanacheEntityBase {

    @Id
    public long id;
    public Instant at;
    public String actor;
    public String action;
    @Column(name = "customer_id")
    public String customerId;
    public String platform;
    @Column(name = "shop_id")
    public String shopId;
    @Column(name = "order_id")
    public String orderId;
    public String reason;
    /** JSON, or null. */
    @ColumnTransformer(read = "before::text")
    public String before;
    /** JSON, or null. */
    @ColumnTransformer(read = "after::text")
    public String after;
}
