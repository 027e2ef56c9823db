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
import java.util.function.ToLongFunction;

/**
 * What the states of orders mean to finance. One whose status is to be kept as it was (it is on hold) means what it would
 * without the events that told such a status: they are in {@code order_event}, whichever came first.
 */
final class Sales {

    /** Of one order; of one of which more was told before it was sold, nobody knows since when it is. */
    private static final int EVENTS_MAX = 1000;

    private final SaleEffects effects;

    Sales(SaleEffects effects) {
        this.effects = effects;
    }

    /** Without those of which nothing is known but what keeps them as they are, be it of one line. */
    List<Sale> of(Map<OrderKey, OrderState> orders, Connection connection) throws SQLException {
        Map<OrderKey, OrderState> told = new HashMap<>(orders);
        List<OrderKey> kept = orders.keySet().stream().filter(order -> effect(orders.get(order)) == SaleEffect.KEEP).toList();
        if (!kept.isEmpty()) {
            kept.forEach(order -> told.put(order, OrderState.NOT_STORED));
            Map<OrderKey, Map<String, LineState>> without = readHistory(kept, orders, connection);
            without.keySet().removeAll(unknown(without, orders, connection));
            without.forEach((order, lines) -> told.put(order, OrderState.of(List.copyOf(lines.values()))));
        }
        List<Sale> sales = new ArrayList<>();
        orders.forEach((order, state) -> {
            if (told.get(order).lines().stream().anyMatch(LineState::isTold)) {
                sales.add(sale(order, told.get(order), instant(state.updatedAt())));
            }
        });
        return since(sales, orders, connection);
    }

    /** The same, of those that are sold with the time since when they are. */
    private List<Sale> since(List<Sale> sales, Map<OrderKey, OrderState> states, Connection connection) throws SQLException {
        List<OrderKey> sold = sales.stream().filter(Sale::isSold).map(Sale::order).toList();
        if (sold.isEmpty()) {
            return sales;
        }
        Map<OrderKey, Sold> histories = new HashMap<>();
        sold.forEach(order -> histories.put(order, new Sold(order, states.get(order).createdAt())));
        tellAgain(sold, states, OrderState::updatedAt, EVENTS_MAX, connection, (order, row) -> histories.get(order).told(row));
        return sales.stream().map(sale -> sale.isSold() ? sale.since(histories.get(sale.order()).since()) : sale).toList();
    }

    private interface Told {
        void of(OrderKey order, ResultSet row) throws SQLException;
    }

    /** What was told of the orders from their first event to that time, at most so much of each. */
    private void tellAgain(List<OrderKey> orders, Map<OrderKey, OrderState> states, ToLongFunction<OrderState> to, int atMost, Connection connection, Told told)
        throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("select * from told_of(?, ?, ?, ?, ?, ?, ?)")) {
            setOrders(query, orders);
            query.setObject(4, orders.stream().mapToLong(order -> states.get(order).createdAt()).toArray());
            query.setObject(5, orders.stream().mapToLong(order -> to.applyAsLong(states.get(order))).toArray());
            query.setObject(6, effects.kept().toArray(String[]::new));
            query.setInt(7, atMost);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    told.of(orders.get(row.getInt("ordinal") - 1), row);
                }
            }
        }
    }

    /** An order's history, told in the order of its source times, until it is sold. */
    private final class Sold {

        private final OrderKey order;
        private final long createdAt;
        private final Map<String, LineState> lines = new TreeMap<>();
        private long at = LineState.NEVER;
        private boolean complete;
        private Instant since;

        Sold(OrderKey order, long createdAt) {
            this.order = order;
            this.createdAt = createdAt;
        }

        void told(ResultSet row) throws SQLException {
            long next = row.getLong("at");
            if (next != at) {
                look();
                // Retention drops the oldest: what is left may tell a later time than the true one.
                complete |= next == createdAt;
                at = next;
            }
            if (since == null && row.getBoolean("tells_status")) {
                String lineId = row.getString("line_id");
                lines.put(lineId, lines.getOrDefault(lineId, LineState.unknown(lineId))
                    .told(row.getBoolean("reverse"), row.getString("status"), row.getString("word"), at));
            }
        }

        /** Null: not known. */
        Instant since() {
            look();
            return complete ? since : null;
        }

        /** All of one time counts at once. */
        private void look() {
            if (since == null && !lines.isEmpty() && sale(order, OrderState.of(List.copyOf(lines.values())), null).isSold()) {
                since = instant(at);
            }
        }
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
        return new Sale(order, effect == SaleEffect.INVOICE, effect == SaleEffect.REVERSE && wasInvoiced, reversed, null, at);
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
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
            setOrders(query, orders);
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

    /** Those with a line of which retention may have dropped what it was before it was to be kept so. */
    private Set<OrderKey> unknown(Map<OrderKey, Map<String, LineState>> without, Map<OrderKey, OrderState> states, Connection connection) throws SQLException {
        Set<OrderKey> unknown = new HashSet<>(without.keySet());
        unknown.removeIf(order -> states.get(order).lines().stream().noneMatch(line -> line.knowsMoreThan(without.get(order).get(line.lineId()))));
        if (!unknown.isEmpty()) {
            // It drops the oldest: whose first event is there has them all.
            tellAgain(List.copyOf(unknown), states, OrderState::createdAt, 1, connection, (order, row) -> unknown.remove(order));
        }
        return unknown;
    }

    private static void setOrders(PreparedStatement query, List<OrderKey> orders) throws SQLException {
        query.setObject(1, orders.stream().map(OrderKey::platform).toArray(String[]::new));
        query.setObject(2, orders.stream().map(OrderKey::shopId).toArray(String[]::new));
        query.setObject(3, orders.stream().map(OrderKey::orderId).toArray(String[]::new));
    }
}
