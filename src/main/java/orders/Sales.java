package orders;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the states of orders mean to finance. One whose status is to be kept as it was (it is on hold) means what it would
 * without the events that told such a status: they are in {@code order_event}, whichever came first.
 */
final class Sales {

    private final SaleEffects effects;

    Sales(SaleEffects effects) {
        this.effects = effects;
    }

    /** Without those of which nothing was told but what keeps them as they are. */
    List<Sale> of(Map<OrderKey, OrderState> orders, Connection connection) throws SQLException {
        Map<OrderKey, OrderState> told = new HashMap<>(orders);
        List<OrderKey> kept = orders.keySet().stream().filter(order -> effect(orders.get(order)) == SaleEffect.KEEP).toList();
        if (!kept.isEmpty()) {
            kept.forEach(order -> told.put(order, OrderState.NOT_STORED));
            readHistory(kept, orders, connection).forEach((order, lines) -> told.put(order, OrderState.of(List.copyOf(lines.values()))));
        }
        List<Sale> sales = new ArrayList<>();
        orders.forEach((order, state) -> {
            if (told.get(order).channelStatus() != null) {
                sales.add(sale(order, told.get(order), Instant.EPOCH.plus(state.updatedAt(), ChronoUnit.MICROS)));
            }
        });
        return sales;
    }

    private SaleEffect effect(OrderState order) {
        return effects.of(order.channelStatus());
    }

    private Sale sale(OrderKey order, OrderState state, Instant at) {
        Set<String> reversed = new HashSet<>();
        boolean wasInvoiced = false;
        for (LineState line : state.lines()) {
            SaleEffect ofLine = effects.of(line.spokenStatus());
            if (line.isWholeOrder()) {
                wasInvoiced = ofLine == SaleEffect.INVOICE;
            } else if (ofLine == SaleEffect.REVERSE) {
                reversed.add(line.lineId());
            }
        }
        SaleEffect effect = effect(state);
        return new Sale(order, effect == SaleEffect.INVOICE, effect == SaleEffect.REVERSE && wasInvoiced, reversed, at);
    }

    /** The lines of the orders, by their ids, as they are without what keeps them. */
    private Map<OrderKey, Map<String, LineState>> readHistory(List<OrderKey> orders, Map<OrderKey, OrderState> states, Connection connection)
        throws SQLException {
        Map<OrderKey, Map<String, LineState>> lines = new HashMap<>();
        for (OrderKey order : orders) {
            Map<String, LineState> known = lines.computeIfAbsent(order, key -> new TreeMap<>());
            states.get(order).lines().forEach(line -> known.put(line.lineId(), line.without(effects.kept())));
        }
        try (PreparedStatement query = connection.prepareStatement("select * from told_besides(?, ?, ?, ?)")) {
            query.setObject(1, orders.stream().map(OrderKey::platform).toArray(String[]::new));
            query.setObject(2, orders.stream().map(OrderKey::shopId).toArray(String[]::new));
            query.setObject(3, orders.stream().map(OrderKey::orderId).toArray(String[]::new));
            query.setObject(4, effects.kept().toArray(String[]::new));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    Map<String, LineState> known = lines.get(orders.get(row.getInt("ordinal") - 1));
                    String lineId = row.getString("line_id");
                    known.put(lineId, known.getOrDefault(lineId, LineState.unknown(lineId))
                        .told(row.getBoolean("reverse"), row.getString("status"), row.getString("word"), row.getLong("at")));
                }
            }
        }
        return lines;
    }
}
