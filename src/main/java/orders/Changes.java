package orders;

import database.Columns;
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
import java.util.stream.Stream;

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
        SaleEffect meant = after.priced() ? effects.of(after.channelStatus()) : SaleEffect.NONE;
        boolean tellsMore = false;
        for (CanonicalEvent event : told) {
            if (event.tellsFacts()) {
                tellsMore = true;
                facts.add(new Fact(orders.size() + 1, event));
            }
            if (event.tellsCredit()) {
                tellsMore = true;
                credits.add(new Fact(orders.size() + 1, event));
            }
            // What an order means that is on hold, and since when one is sold, may follow from an old event, which changes nothing else;
            // its row is locked all the same.
            tellsMore |= event.tellsStatus() && meant != SaleEffect.NONE && (meant == SaleEffect.KEEP || after.knowsLater(event));
        }
        if (after == before && !tellsMore) {
            return;
        }
        orders.add(new OrderChange(key, before, after));
        if (meant != SaleEffect.NONE || after.priced() && before.isStored() && isSold(before)) {
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
        Object[] columns = Stream.of(
            Columns.of(events).texts(event -> event.told.platform).texts(event -> event.told.shopId).texts(event -> event.told.orderId)
                .texts(event -> event.told.lineId).texts(event -> event.told.eventId).times(event -> event.told.at)
                .texts(event -> event.told.status).texts(event -> event.told.effect).flags(event -> event.told.reverse)
                .texts(event -> event.told.platformStatus).texts(event -> event.told.amount).texts(event -> event.told.currency)
                .times(event -> event.told.receivedAt).texts(event -> event.told.source).texts(event -> event.told.mapping)
                .flags(Event::repeated).arrays(),

            Columns.of(lines).texts(line -> line.order.platform()).texts(line -> line.order.shopId()).texts(line -> line.order.orderId())
                .texts(line -> line.after.lineId()).texts(line -> line.after.status()).texts(line -> line.after.word())
                .times(line -> line.after.at(), LineState.NEVER).texts(line -> line.after.reverseStatus())
                .texts(line -> line.after.reverseWord()).times(line -> line.after.reverseAt(), LineState.NEVER)
                .flags(LineChange::known).arrays(),

            Columns.of(orders).texts(order -> order.key.platform()).texts(order -> order.key.shopId()).texts(order -> order.key.orderId())
                .texts(order -> order.after.status()).texts(order -> order.after.word()).times(order -> order.after.createdAt())
                .times(order -> order.after.updatedAt()).ints(order -> order.before.version()).arrays(),

            Columns.of(facts).ints(Fact::order).times(fact -> fact.event.at).texts(fact -> fact.event.amount)
                .texts(fact -> fact.event.currency).texts(fact -> fact.event.buyer).texts(fact -> fact.event.dealerId)
                .texts(fact -> fact.event.items).arrays(),

            Columns.of(credits).ints(Fact::order).ints(fact -> fact.event.creditVersion).flags(fact -> fact.event.creditLocked)
                .texts(fact -> fact.event.credit).arrays(),

            Stream.of(toBeAskedFor(detailsOf), partitions, replays)).flatMap(part -> part).toArray();
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
}
