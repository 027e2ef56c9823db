package orders;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import org.hibernate.annotations.Immutable;

/** One thing a channel said of an order; only what its status history needs. */
@Entity
@Immutable
@Table(name = "order_event")
@IdClass(OrderEvent.Key.class)
public class OrderEvent extends PanacheEntityBase {

    /** The source's time, UTC. */
    @Id
    @Column(name = "occurred_at")
    public Instant occurredAt;
    @Id
    @Column(name = "event_id")
    public String eventId;
    public String platform;
    @Column(name = "shop_id")
    public String shopId;
    @Column(name = "order_id")
    public String orderId;
    /** Null: the event speaks of the order as a whole. */
    @Column(name = "line_id")
    public String lineId;
    /** Null: the event told no status; {@link #effect} says what it did. */
    public String status;
    /** {@code unchanged} or {@code previous} (a return or cancellation was withdrawn) where the status is null. */
    public String effect;
    public boolean reverse;
    @Column(name = "platform_status")
    public String platformStatus;
    /** When OrderSync first had it, UTC. */
    @Column(name = "received_at")
    public Instant receivedAt;
    public String source;

    public record Key(Instant occurredAt, String eventId) implements Serializable { }
}
