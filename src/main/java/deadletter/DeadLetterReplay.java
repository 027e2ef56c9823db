package deadletter;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Formula;
import org.hibernate.annotations.Immutable;

/** One attempt to send a dead letter again. */
@Entity
@Immutable
@Table(name = "dead_letter_replay")
public class DeadLetterReplay extends PanacheEntityBase {

    @Id
    public UUID id;
    @Column(name = "dead_letter_id")
    public long deadLetterId;
    /** The replay by filter it was part of, or null. */
    @Column(name = "job_id")
    public Long jobId;
    /** Whether another body than the original was sent. */
    @Formula("body is not null")
    public boolean edited;
    @Column(name = "requested_at")
    public Instant requestedAt;
    /** SENT: under way. STORED, IGNORED: went through. FAILED: became a dead letter again. */
    public String state;
    /** Why it failed, as a dead letter's reason. */
    public String reason;
    public String detail;
    @Column(name = "finished_at")
    public Instant finishedAt;
}
