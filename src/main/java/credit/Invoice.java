package credit;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.LocalDate;
import org.hibernate.annotations.Immutable;

/** What a delivered order is owed for. Only read here; {@link CreditLedger} writes it. */
@Entity
@Immutable
@Table(name = "invoice")
@IdClass(Invoice.Key.class)
public class Invoice extends PanacheEntityBase {

    @Id
    public String platform;
    @Id
    @Column(name = "shop_id")
    public String shopId;
    @Id
    @Column(name = "order_id")
    public String orderId;
    @Column(name = "customer_id")
    public String customerId;
    public BigDecimal amount;
    /** Not yet paid. */
    public BigDecimal open;
    @Column(name = "issued_on")
    public LocalDate issuedOn;
    @Column(name = "due_on")
    public LocalDate dueOn;

    public record Key(String platform, String shopId, String orderId) implements Serializable { }
}
