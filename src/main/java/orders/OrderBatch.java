package orders;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A batch of canonical messages, to be stored together. */
public final class OrderBatch {

    private final List<CanonicalEvent> told;
    private final Map<OrderKey, List<CanonicalEvent>> byOrder = new LinkedHashMap<>();

    private OrderBatch(List<CanonicalEvent> told) {
        this.told = told;
        OrderKey order = null;
        List<CanonicalEvent> ofOrder = null;
        for (CanonicalEvent event : told) {
            if (order == null || !event.isOf(order)) {
                order = event.order();
                ofOrder = byOrder.computeIfAbsent(order, another -> new ArrayList<>(2));
            }
            ofOrder.add(event);
        }
    }

    /**
     * @param messages canonical messages, UTF-8, valid against {@code schemas/order_normalized.v1.json}
     * @throws IllegalArgumentException when one is not: only a foreign record can be
     */
    public static OrderBatch of(List<byte[]> messages) {
        List<CanonicalEvent> told = new ArrayList<>(messages.size());
        RecurringTexts texts = new RecurringTexts();
        for (byte[] message : messages) {
            told.add(CanonicalEvent.parse(message, texts));
        }
        told.sort(CanonicalEvent.BY_KEY);
        return new OrderBatch(told);
    }

    /** All that was told of each order, the orders in order of their ids. */
    Map<OrderKey, List<CanonicalEvent>> byOrder() {
        return byOrder;
    }

    /** Of each event the delivery to keep. */
    List<CanonicalEvent> events() {
        List<CanonicalEvent> events = new ArrayList<>(told.size());
        CanonicalEvent before = null;
        for (CanonicalEvent event : told) {
            if (before == null || !event.repeats(before)) {
                events.add(event);
            }
            before = event;
        }
        return events;
    }
}
