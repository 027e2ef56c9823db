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

/** What is known of one line of an order: its way to the buyer, and a return or cancellation that was asked for. */
@Entity
@Immutable
@Table(name = "order_line")
@IdClass(OrderLine.Key.class)
public class OrderLine extends PanacheEntityBase {

    @Id
    public String platform;
    @Id
    @Column(name = "shop_id")
    public String shopId;
    @Id
    @Column(name = "order_id")
    public String orderId;
    /** Empty: the order as a whole. */
    @Id
    @Column(name = "line_id")
    public String lineId;
    public String status;
    @Column(name = "platform_status")
    public String platformStatus;
    @Column(name = "status_at")
    public Instant statusAt;
    /** Null: nothing was asked for, or it was withdrawn. */
    @Column(name = "reverse_status")
    public String reverseStatus;
    @Column(name = "reverse_platform_status")
    public String reversePlatformStatus;
    @Column(name = "reverse_at")
    public Instant reverseAt;

    /** A return or cancellation counts from when it is asked for until the line moves on without it. */
    boolean isReversing() {
        return reverseStatus != null && (statusAt == null || !reverseAt.isBefore(statusAt));
    }

    public record Key(String platform, String shopId, String orderId, String lineId) implements Serializable { }
}
