package demo;

import java.util.Map;

/** How far an order is, and the word each channel has for it; null: the channel does not tell it. */
enum Stage {
    PLACED("unpaid", "queueing", 2, "pending"),
    CONFIRMED("pending", "processing", 3, "confirmed"),
    PACKED("packed", "finished_packing", null, "packed"),
    READY("ready_to_ship", "ready_to_ship", null, "ready_to_ship"),
    SHIPPED("shipped", "shipping", 6, "shipped"),
    DELIVERED("delivered", "delivered", 7, "delivered"),
    COMPLETED("confirmed", "complete", 8, "completed"),
    CANCELLED("canceled", "canceled", 13, "cancelled"),
    FAILED("failed_delivery", "canceled", 13, "failed"),
    RETURNING("shipped_back", null, 21, "returning"),
    RETURNED("returned", "returned", 22, "returned");

    private static final Map<Stage, String> EVENTS = Map.of(PLACED, "order.placed", COMPLETED, "order.completed", CANCELLED, "order.canceled");

    final String lazada;
    final String tiki;
    final Integer sendo;
    final String standard;

    Stage(String lazada, String tiki, Integer sendo, String standard) {
        this.lazada = lazada;
        this.tiki = tiki;
        this.sendo = sendo;
        this.standard = standard;
    }

    /** The event of a shop for dealers. */
    String b2b() {
        return EVENTS.get(this);
    }

    boolean isToldBy(String channel) {
        return switch (channel) {
            case "lazada" -> lazada != null;
            case "tiki" -> tiki != null;
            case "sendo" -> sendo != null;
            case "b2b" -> b2b() != null;
            default -> standard != null;
        };
    }
}
