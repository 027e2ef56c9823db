package orders;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** How far an order has come by all that was told of its lines: the same rules that its row in {@code orders} follows. */
public final class OrderProgress {

    public static final OrderProgress UNKNOWN = new OrderProgress(OrderState.NOT_STORED);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final OrderState state;

    private OrderProgress(OrderState state) {
        this.state = state;
    }

    /** What {@link #json} wrote. */
    public static OrderProgress of(String json) {
        try {
            List<LineState> lines = new ArrayList<>();
            for (JsonNode line : JSON.readTree(json)) {
                lines.add(new LineState(line.get(0).textValue(), line.get(1).textValue(), line.get(2).textValue(), time(line.get(3)),
                    line.get(4).textValue(), line.get(5).textValue(), time(line.get(6))));
            }
            return new OrderProgress(OrderState.of(lines));
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
        return new OrderProgress(state.told(events.stream()
            .map(event -> event.status() != null && changesNothing.test(event.status()) ? event.beforeAllElse() : event).toList()));
    }

    /** Null: no event has told one. */
    public OrderStatus status() {
        return state.status() == null ? null : OrderStatus.valueOf(state.status());
    }

    /** A JSON array of the lines, ascending by their ids. */
    public String json() {
        ArrayNode lines = JSON.createArrayNode();
        for (LineState line : state.lines()) {
            ArrayNode values = lines.addArray().add(line.lineId()).add(line.status()).add(line.word());
            add(values, line.at());
            values.add(line.reverseStatus()).add(line.reverseWord());
            add(values, line.reverseAt());
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
