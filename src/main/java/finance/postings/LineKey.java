package finance.postings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What tells the lines of an order's documents apart.
 *
 * @param lineId the channel's; null: the item has none
 * @param item   its place among the order's items, from 1, where the id does not tell it from the others; 0: the id does, or
 *               it is {@link #REST}
 */
record LineKey(String lineId, int item) {

    /** What of the order's amount no item accounts for: shipping, or all of an order without items. */
    static final LineKey REST = new LineKey(null, 0);

    static LineKey of(JsonNode line) {
        return new LineKey(line.path("line_id").textValue(), line.path("item").asInt());
    }

    void write(ObjectNode line) {
        if (lineId != null) {
            line.put("line_id", lineId);
        }
        if (item > 0) {
            line.put("item", item);
        }
    }
}
