package orders;

/** What tells an order apart: ids are the channel's own, and two shops may use the same. */
public record OrderKey(String platform, String shopId, String orderId) { }
