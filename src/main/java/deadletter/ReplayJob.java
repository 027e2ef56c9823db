package deadletter;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.ColumnTransformer;
import org.hibernate.annotations.Immutable;

/** The dead letters of a filter, sent again so many a second. */
@Entity
@Immutable
@Table(name = "replay_job")
public class ReplayJob extends PanacheEntityBase {

    @Id
    public long id;
    /** A {@link ReplayFilter} as JSON. */
    @ColumnTransformer(read = "filter::text")
    public String filter;
    @Column(name = "per_second")
    public int perSecond;
    /** How many dead letters matched when it began. */
    public long total;
    public long sent;
    public String state;
    @Column(name = "created_at")
    public Instant createdAt;
    @Column(name = "finished_at")
    public Instant finishedAt;
}
