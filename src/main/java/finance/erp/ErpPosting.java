package finance.erp;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Basic;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import org.hibernate.annotations.ColumnTransformer;
import org.hibernate.annotations.Immutable;

/** A posting as it is read; {@link PostingStore} changes it. */
@Entity
@Immutable
@Table(name = "erp_posting")
public class ErpPosting extends PanacheEntityBase {

    @Id
    @Column(name = "business_key")
    public String businessKey;
    public long id;
    public String kind;
    public String platform;
    @Column(name = "shop_id")
    public String shopId;
    @Column(name = "order_id")
    public String orderId;
    @Column(name = "payment_id")
    public String paymentId;
    public BigDecimal amount;
    public String currency;
    @Column(name = "posting_date")
    public LocalDate postingDate;
    /** Not loaded for a list. */
    @Basic(fetch = FetchType.LAZY)
    @ColumnTransformer(read = "document::text")
    public String document;
    public BigDecimal rate;
    @Column(name = "amount_vnd")
    public BigDecimal amountVnd;
    public String status;
    public String reason;
    public String erp;
    @Column(name = "document_number")
    public String documentNumber;
    public int attempts;
    @Column(name = "created_at")
    public Instant createdAt;
    @Column(name = "sent_at")
    public Instant sentAt;
    @Column(name = "finished_at")
    public Instant finishedAt;
}
