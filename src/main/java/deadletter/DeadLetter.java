package deadletter;

import channels.RawMessage;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Basic;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Map;
import org.hibernate.annotations.ColumnTransformer;
import org.hibernate.annotations.Immutable;

/** A message that waits for a person. Only read here; {@link DeadLetterStore} and {@link Replays} change it, each by one statement. */
@Entity
@Immutable
@Table(name = "dead_letter")
public class DeadLetter extends PanacheEntityBase {

    /** OPEN: waits for a person. REPLAYING: a replay of it is under way. RESOLVED: a replay of it went through. */
    public enum Status { OPEN, REPLAYING, RESOLVED }

    /**
     * The source of a letter that was no message on {@code order_events}. A replay of it is only noted here; whoever wrote it
     * finds it REPLAYING, sends it again itself, and writes how that ended.
     */
    public static final String OUTBOX = "outbox";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() { };

    @Id
    public long id;
    public String channel;
    /** A name of {@link mappings.Outcome.Reason}. */
    public String reason;
    public String detail;
    public String remedy;
    public String mapping;
    public String key;
    /** The bytes as they were sent. Lazy: a list does not read them. */
    @Basic(fetch = FetchType.LAZY)
    public byte[] body;
    /** The sender's headers, a JSON object. */
    @Basic(fetch = FetchType.LAZY)
    @ColumnTransformer(read = "headers::text")
    public String headers;
    public String source;
    @Column(name = "received_at")
    public Instant receivedAt;
    @Column(name = "failed_at")
    public Instant failedAt;
    public String topic;
    @Column(name = "kafka_partition")
    public int kafkaPartition;
    @Column(name = "kafka_offset")
    public long kafkaOffset;
    public String status;

    /** What a replay would send: with its own bytes, or those of {@code edited} where there are any. */
    RawMessage raw(byte[] edited) {
        try {
            return new RawMessage(channel, key, edited == null ? body : edited, JSON.readValue(headers, HEADERS), receivedAt, RawMessage.Source.of(source), null);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("dead letter " + id + ": headers must be an object of texts", e);
        }
    }
}
