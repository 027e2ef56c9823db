package finance.erp;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;

/** What became of a posting at a time. */
@Entity
@Immutable
@Table(name = "erp_posting_step")
public class ErpPostingStep extends PanacheEntityBase {

    @Id
    public long id;
    @Column(name = "business_key")
    public String businessKey;
    public Instant at;
    public String status;
    public String detail;
}
