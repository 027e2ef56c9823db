package orders;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** How far an order has come by all that was told of its lines: the same rules that its row in {@code orders} follows. */
public final class OrderProgress {

    public static final OrderProgress UNKNOWN = new OrderProgress(OrderState.NOT_STORED, Collections.emptySortedMap());

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FIRSTS = 7;

    private final OrderState state;
    /** The earliest time at which each was told: of it, too, neither order nor repetition makes another. */
    private final SortedMap<Step, Long> firsts;

    /** A status of a line, on its way to the buyer or back. */
    private record Step(String lineId, boolean reverse, String status) implements Comparable<Step> {

        private static final Comparator<Step> ORDER = Comparator.comparing(Step::lineId).thenComparing(Step::reverse)
            .thenComparing(Step::status, Comparator.nullsFirst(Comparator.naturalOrder()));

        static Step of(CanonicalEvent event) {
            return new Step(event.lineId == null ? LineState.WHOLE_ORDER : event.lineId, event.reverse, event.status);
        }

        /** The one before all others of the line. */
        static Step least(String lineId) {
            return new Step(lineId, false, null);
        }

        @Override
        public int compareTo(Step other) {
            return ORDER.compare(this, other);
        }
    }

    private OrderProgress(OrderState state, SortedMap<Step, Long> firsts) {
        this.state = state;
        this.firsts = firsts;
    }

    /**
     * What {@link #json} wrote.
     *
     * @param since where an earlier version wrote it, which kept only the newest: since when all of it was so; null: not known
     */
    public static OrderProgress of(String json, Instant since) {
        try {
            List<LineState> lines = new ArrayList<>();
            SortedMap<Step, Long> firsts = new TreeMap<>();
            for (JsonNode line : JSON.readTree(json)) {
                LineState state = new LineState(line.get(0).textValue(), line.get(1).textValue(), line.get(2).textValue(), time(line.get(3)),
                    line.get(4).textValue(), line.get(5).textValue(), time(line.get(6)));
                lines.add(state);
                if (!line.has(FIRSTS)) {
                    long latest = since == null ? Long.MAX_VALUE : ChronoUnit.MICROS.between(Instant.EPOCH, since);
                    newest(state).forEach((step, at) -> firsts.put(step, Math.min(at, latest)));
                }
                line.path(FIRSTS).forEach(first ->
                    firsts.put(new Step(state.lineId(), first.get(0).booleanValue(), first.get(1).textValue()), first.get(2).longValue()));
            }
            return new OrderProgress(OrderState.of(lines), firsts);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An order's progress was not written by OrderSync", e);
        }
    }

    /**
     * The progress after {@code events} of the order, in whichever order they are given.
     *
     * @param changesNothing of a status: whether a line that has one stays as far as it has come by all others
     */
    public OrderProgress told(List<CanonicalEvent> events, Predicate<OrderStatus> changesNothing) {
        SortedMap<Step, Long> now = new TreeMap<>(firsts);
        List<CanonicalEvent> told = new ArrayList<>();
        for (CanonicalEvent event : events) {
            boolean keeps = event.status() != null && changesNothing.test(event.status());
            told.add(keeps ? event.beforeAllElse() : event);
            if (!keeps && event.tellsStatus()) {
                now.merge(Step.of(event), event.at, Math::min);
            }
        }
        return new OrderProgress(state.told(told), now);
    }

    /** Null: no event has told one. */
    public OrderStatus status() {
        return state.status() == null ? null : OrderStatus.valueOf(state.status());
    }

    /**
     * The source time from which on the status was one of {@code wanted} for the first time, however late that was told; null: it
     * never was. Of what a line was told again and again, between other things, only the first time and the newest are known.
     */
    public Instant since(Predicate<OrderStatus> wanted) {
        SortedMap<Long, List<Step>> history = new TreeMap<>();
        firsts.forEach((step, at) -> history.computeIfAbsent(at, any -> new ArrayList<>()).add(step));
        state.lines().forEach(line -> newest(line).forEach((step, at) -> history.computeIfAbsent(at, any -> new ArrayList<>()).add(step)));
        Map<String, LineState> lines = new TreeMap<>();
        for (Map.Entry<Long, List<Step>> told : history.entrySet()) {
            for (Step step : told.getValue()) {
                lines.put(step.lineId, lines.getOrDefault(step.lineId, LineState.unknown(step.lineId))
                    .told(step.reverse, step.status, Objects.toString(step.status, ""), told.getKey()));
            }
            // All of one time counts at once.
            String then = OrderState.of(List.copyOf(lines.values())).status();
            if (then != null && wanted.test(OrderStatus.valueOf(then))) {
                return Instant.EPOCH.plus(told.getKey(), ChronoUnit.MICROS);
            }
        }
        return null;
    }

    /** The newest told on each track of a line, but for what keeps it as it was. */
    private static Map<Step, Long> newest(LineState line) {
        Map<Step, Long> newest = new TreeMap<>();
        if (line.at() > LineState.BEFORE_ALL_ELSE) {
            newest.put(new Step(line.lineId(), false, line.status()), line.at());
        }
        if (line.reverseAt() > LineState.BEFORE_ALL_ELSE) {
            newest.put(new Step(line.lineId(), true, line.reverseStatus()), line.reverseAt());
        }
        return newest;
    }

    /** A JSON array of the lines, ascending by their ids, each with what was told of it and when first. */
    public String json() {
        ArrayNode lines = JSON.createArrayNode();
        for (LineState line : state.lines()) {
            ArrayNode values = lines.addArray().add(line.lineId()).add(line.status()).add(line.word());
            add(values, line.at());
            values.add(line.reverseStatus()).add(line.reverseWord());
            add(values, line.reverseAt());
            ArrayNode told = values.addArray();
            firsts.subMap(Step.least(line.lineId()), Step.least(line.lineId() + '\0'))
                .forEach((step, at) -> told.addArray().add(step.reverse).add(step.status).add(at));
        }
        return lines.toString();
    }

    private static void add(ArrayNode values, long time) {
        if (time == LineState.NEVER) {
            values.addNull();
        } else {
            values.add(time);
        }
    }

    private static long time(JsonNode value) {
        return value.isNull() ? LineState.NEVER : value.longValue();
    }
}
