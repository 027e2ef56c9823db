package bench;

import bench.LazadaTraffic.Delivery;
import bench.LazadaTraffic.Order;
import bench.LazadaTraffic.Step;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What PostgreSQL holds of a traffic, held against the traffic row by row.
 *
 * @param events        rows of order_event
 * @param lost          messages that were taken and are not in order_event
 * @param wrongOrders   orders missing, too many, or with another status than their messages tell
 * @param wrongLines    the same of lines
 * @param deadLetters   rows of dead_letter
 */
record StoredTruth(long events, long lost, long wrongOrders, long wrongLines, long deadLetters) {

    private static final int FETCH_ROWS = 10_000;
    private static final Map<String, Step> STEPS = new HashMap<>();

    static {
        for (Step step : Step.values()) {
            STEPS.put(step.word, step);
        }
    }

    /** @param taken whether the message at an index of {@link LazadaTraffic#deliveries()} was acknowledged */
    static StoredTruth of(Connection connection, LazadaTraffic traffic, BitSet taken) throws SQLException {
        connection.setAutoCommit(false); // A cursor, not the whole table in memory.
        BitSet stored = new BitSet();
        long events = events(connection, traffic, "order_event", stored);
        StoredTruth truth = new StoredTruth(events, lost(traffic, taken, stored), wrongOrders(connection, traffic, "orders", Order::status),
            wrongLines(connection, traffic), count(connection, "select count(*) from dead_letter"));
        connection.rollback();
        return truth;
    }

    /** The same of {@link Plain}, which keeps no lines and no dead letters, and of an order what was told last. */
    static StoredTruth ofPlain(Connection connection, LazadaTraffic traffic, BitSet taken) throws SQLException {
        connection.setAutoCommit(false);
        BitSet stored = new BitSet();
        long events = events(connection, traffic, "plain_event", stored);
        StoredTruth truth = new StoredTruth(events, lost(traffic, taken, stored),
            wrongOrders(connection, traffic, "plain_order", Order::latestStatus), 0, 0);
        connection.rollback();
        return truth;
    }

    /** The same of Kafka Connect's sink, which keeps the events alone. */
    static StoredTruth ofConnect(Connection connection, LazadaTraffic traffic, BitSet taken) throws SQLException {
        connection.setAutoCommit(false);
        BitSet stored = new BitSet();
        long events = events(connection, traffic, "connect_event", stored);
        return new StoredTruth(events, lost(traffic, taken, stored), 0, 0, 0);
    }

    /** True when every message is there once and has done what it says. */
    boolean complete(LazadaTraffic traffic) {
        return events == traffic.distinct() && lost == 0 && wrongOrders == 0 && wrongLines == 0 && deadLetters == 0;
    }

    /** Counts the rows of {@code table} and notes in {@code stored} which events they are. */
    private static long events(Connection connection, LazadaTraffic traffic, String table, BitSet stored) throws SQLException {
        long rowCount = 0;
        try (PreparedStatement select = select(connection, traffic,
                 "select order_id, line_id, platform_status from " + table + " where order_id between ? and ?");
             ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                rowCount++;
                stored.set(number(traffic.orderIndex(rows.getString(1)), traffic.lineIndex(rows.getString(2)), STEPS.get(rows.getString(3))));
            }
        }
        return rowCount;
    }

    private static long lost(LazadaTraffic traffic, BitSet taken, BitSet stored) {
        BitSet lost = new BitSet();
        List<Delivery> deliveries = traffic.deliveries();
        for (int i = taken.nextSetBit(0); i >= 0; i = taken.nextSetBit(i + 1)) {
            lost.set(number(deliveries.get(i).order(), deliveries.get(i).line(), deliveries.get(i).step()));
        }
        lost.andNot(stored);
        return lost.cardinality();
    }

    /** @param right the status that an order must have */
    private static long wrongOrders(Connection connection, LazadaTraffic traffic, String table, Function<Order, String> right)
            throws SQLException {
        BitSet asTold = new BitSet();
        long rowCount = 0;
        try (PreparedStatement select = select(connection, traffic, "select order_id, status from " + table + " where order_id between ? and ?");
             ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                rowCount++;
                int order = traffic.orderIndex(rows.getString(1));
                if (order < traffic.orders().size() && right.apply(traffic.orders().get(order)).equals(rows.getString(2))) {
                    asTold.set(order);
                }
            }
        }
        return Math.max(rowCount, traffic.orders().size()) - asTold.cardinality();
    }

    private static long wrongLines(Connection connection, LazadaTraffic traffic) throws SQLException {
        BitSet right = new BitSet();
        long rowCount = 0;
        try (PreparedStatement select = select(connection, traffic,
                 "select order_id, line_id, coalesce(reverse_status, status) from order_line where order_id between ? and ?");
             ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                rowCount++;
                int order = traffic.orderIndex(rows.getString(1));
                int line = traffic.lineIndex(rows.getString(2));
                if (order < traffic.orders().size() && line >= 0 && line < traffic.orders().get(order).lines.length) {
                    Step step = traffic.orders().get(order).lines[line];
                    if (step != null && step.status.equals(rows.getString(3))) {
                        right.set(number(order, line, Step.UNPAID));
                    }
                }
            }
        }
        return Math.max(rowCount, traffic.lines()) - right.cardinality();
    }

    private static PreparedStatement select(Connection connection, LazadaTraffic traffic, String sql) throws SQLException {
        PreparedStatement select = connection.prepareStatement(sql);
        select.setFetchSize(FETCH_ROWS);
        select.setString(1, traffic.firstOrderId());
        select.setString(2, traffic.lastOrderId());
        return select;
    }

    private static long count(Connection connection, String sql) throws SQLException {
        try (ResultSet row = connection.createStatement().executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** A number of its own for each event there can be. */
    private static int number(int order, int line, Step step) {
        return (order * LazadaTraffic.MAX_LINES + line) * Step.values().length + step.ordinal();
    }
}
