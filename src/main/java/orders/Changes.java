package orders;

import database.TextArray;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** What a batch of events changes in rows, given what is known of their orders. */
final class Changes {

    private record OrderChange(OrderKey key, OrderState before, OrderState after) { }

    private record LineChange(OrderKey order, LineState after, boolean known) { }

    /** @param order its place among the orders that change, from 1 */
    private record Fact(int order, CanonicalEvent event) { }

    private record Event(CanonicalEvent told, boolean repeated) { }

    private final List<Event> events = new ArrayList<>();
    private final List<LineChange> lines = new ArrayList<>();
    private final List<OrderChange> orders = new ArrayList<>();
    private final List<Fact> facts = new ArrayList<>();
    private final List<Fact> credits = new ArrayList<>();
    private final Map<OrderKey, OrderState> sold = new LinkedHashMap<>();
    private final SaleEffects effects;

    /** @param doubtful whether any event may be stored already, whatever its time */
    Changes(OrderBatch batch, Map<OrderKey, OrderState> known, boolean doubtful, SaleEffects effects) {
        this.effects = effects;
        OrderKey order = null;
        OrderState state = null;
        for (CanonicalEvent event : batch.events()) {
            if (order == null || !event.isOf(order)) {
                order = event.order();
                state = known.get(order);
            }
            events.add(new Event(event, doubtful || state.mayHold(event.at)));
        }
        batch.byOrder().forEach((key, told) -> change(key, known.get(key), told));
    }

    private void change(OrderKey key, OrderState before, List<CanonicalEvent> told) {
        OrderState after = before.told(told);
        boolean tellsMore = false;
        boolean tellsStatus = false;
        for (CanonicalEvent event : told) {
            if (event.tellsFacts()) {
                tellsMore = true;
                facts.add(new Fact(orders.size() + 1, event));
            }
            if (event.tellsCredit()) {
                tellsMore = true;
                credits.add(new Fact(orders.size() + 1, event));
            }
            tellsStatus |= event.tellsStatus();
        }
        // What an order means that is on hold may follow from an old event, which changes nothing else; its row is locked all the same.
        boolean tellsBesides = tellsStatus && after.priced() && effects.of(after.channelStatus()) == SaleEffect.KEEP;
        if (after == before && !tellsMore && !tellsBesides) {
            return;
        }
        orders.add(new OrderChange(key, before, after));
        if (after.priced() && (isSold(after) || before.isStored() && isSold(before))) {
            sold.put(key, after);
        }
        for (LineState line : after.lines()) {
            LineState known = before.line(line.lineId());
            if (line != known) {
                lines.add(new LineChange(key, line, known != null));
            }
        }
    }

    private boolean isSold(OrderState order) {
        return effects.of(order.channelStatus()) != SaleEffect.NONE;
    }

    /** The orders of which something may be to be posted: their amount is known, and they mean something to finance, or did before. */
    Map<OrderKey, OrderState> sold() {
        return sold;
    }

    /**
     * Writes all of it in one call.
     *
     * @param detailsOf {@code platform:shop_id} of the shops whose new orders are asked for at their platform
     * @return the orders as they are now
     * @throws SQLException 40001 or 23505 when somebody else has written some of the orders since they were read
     */
    Map<OrderKey, OrderState> write(Connection connection, int[] partitions, String[] replays, List<String> detailsOf) throws SQLException {
        Object[] columns = {
            TextArray.of(events, event -> event.told.platform), TextArray.of(events, event -> event.told.shopId),
            TextArray.of(events, event -> event.told.orderId), TextArray.of(events, event -> event.told.lineId),
            TextArray.of(events, event -> event.told.eventId), longs(events, event -> event.told.at),
            TextArray.of(events, event -> event.told.status), TextArray.of(events, event -> event.told.effect),
            flags(events, event -> event.told.reverse), TextArray.of(events, event -> event.told.platformStatus),
            TextArray.of(events, event -> event.told.amount), TextArray.of(events, event -> event.told.currency),
            longs(events, event -> event.told.receivedAt), TextArray.of(events, event -> event.told.source),
            TextArray.of(events, event -> event.told.mapping), flags(events, Event::repeated),

            TextArray.of(lines, line -> line.order.platform()), TextArray.of(lines, line -> line.order.shopId()),
            TextArray.of(lines, line -> line.order.orderId()), TextArray.of(lines, line -> line.after.lineId()),
            TextArray.of(lines, line -> line.after.status()), TextArray.of(lines, line -> line.after.word()),
            times(lines, line -> line.after.at()),
            TextArray.of(lines, line -> line.after.reverseStatus()), TextArray.of(lines, line -> line.after.reverseWord()),
            times(lines, line -> line.after.reverseAt()), flags(lines, LineChange::known),

            TextArray.of(orders, order -> order.key.platform()), TextArray.of(orders, order -> order.key.shopId()),
            TextArray.of(orders, order -> order.key.orderId()), TextArray.of(orders, order -> order.after.status()),
            TextArray.of(orders, order -> order.after.word()), longs(orders, order -> order.after.createdAt()),
            longs(orders, order -> order.after.updatedAt()), orders.stream().mapToInt(order -> order.before.version()).toArray(),

            facts.stream().mapToInt(Fact::order).toArray(), longs(facts, fact -> fact.event.at),
            TextArray.of(facts, fact -> fact.event.amount), TextArray.of(facts, fact -> fact.event.currency),
            TextArray.of(facts, fact -> fact.event.buyer), TextArray.of(facts, fact -> fact.event.dealerId),
            TextArray.of(facts, fact -> fact.event.items),

            credits.stream().mapToInt(Fact::order).toArray(), credits.stream().mapToInt(fact -> fact.event.creditVersion).toArray(),
            flags(credits, fact -> fact.event.creditLocked), TextArray.of(credits, fact -> fact.event.credit),

            toBeAskedFor(detailsOf), partitions, replays};
        String call = "select store_orders(" + String.join(", ", Collections.nCopies(columns.length - 1, "?")) + ", cast(? as uuid[]))";
        try (PreparedStatement statement = connection.prepareStatement(call)) {
            for (int i = 0; i < columns.length; i++) {
                statement.setObject(i + 1, columns[i]);
            }
            try (ResultSet transaction = statement.executeQuery()) {
                transaction.next();
                return stored((int) transaction.getLong(1));
            }
        }
    }

    private Map<OrderKey, OrderState> stored(int transaction) {
        Map<OrderKey, OrderState> stored = new HashMap<>();
        for (OrderChange order : orders) {
            stored.put(order.key, order.after.storedBy(transaction));
        }
        return stored;
    }

    /** Places among the orders of those that are new, and of whose amount nothing was told. */
    private int[] toBeAskedFor(List<String> detailsOf) {
        BitSet asked = new BitSet();
        for (int i = 0; i < orders.size() && !detailsOf.isEmpty(); i++) {
            OrderKey key = orders.get(i).key;
            asked.set(i + 1, !orders.get(i).before.isStored() && detailsOf.contains(key.platform() + ":" + key.shopId()));
        }
        facts.stream().filter(fact -> fact.event.amount != null).forEach(fact -> asked.clear(fact.order));
        return asked.stream().toArray();
    }

    private static <T> long[] longs(List<T> rows, ToLongFunction<T> value) {
        return rows.stream().mapToLong(value).toArray();
    }

    private static <T> Long[] times(List<T> rows, ToLongFunction<T> value) {
        Long[] column = new Long[rows.size()];
        for (int i = 0; i < column.length; i++) {
            long time = value.applyAsLong(rows.get(i));
            column[i] = time == LineState.NEVER ? null : time;
        }
        return column;
    }

    private static <T> boolean[] flags(List<T> rows, Function<T, Boolean> value) {
        boolean[] column = new boolean[rows.size()];
        for (int i = 0; i < column.length; i++) {
            column[i] = value.apply(rows.get(i));
        }
        return column;
    }
}
