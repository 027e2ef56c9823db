package orders;

/** Where an order or a line stands, in OrderSync's words; the {@code status} of {@code schemas/order_normalized.v1.json}. */
public enum OrderStatus {
    PENDING, CONFIRMED, PACKED, READY_TO_SHIP, SHIPPED, DELIVERED, COMPLETED, CANCELLED, FAILED, RETURNING, RETURNED, ON_HOLD
}
