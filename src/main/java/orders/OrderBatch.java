package orders;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A batch of canonical messages as columns: what the statement {@code store_orders} takes, an array a column.
 * PostgreSQL reads arrays at a quarter of what the same rows cost it as JSON.
 */
public final class OrderBatch {

    /** The columns, by the names of the canonical message. */
    public enum Column {
        EVENT_ID, PLATFORM, SHOP_ID, ORDER_ID, LINE_ID, STATUS, EFFECT, PLATFORM_STATUS, TIMESTAMP, RECEIVED_AT, AMOUNT,
        CURRENCY, BUYER, DEALER_ID, ITEMS, SOURCE, MAPPING;

        /** All of them; {@code values()} makes a copy each time. */
        private static final List<Column> ALL = List.of(values());

        /** The name of the field in the message and of the parameter in the statement. */
        public final String field = name().toLowerCase(Locale.ROOT);
    }

    /** How far a line has come, as {@code status_rank} in db/migration/R__store_orders.sql. */
    private static final List<String> RANK = Arrays.asList("ON_HOLD", "PENDING", "CONFIRMED", "PACKED", "READY_TO_SHIP", "SHIPPED",
        "DELIVERED", "COMPLETED", "RETURNING", "FAILED", "CANCELLED", "RETURNED");

    private static final List<Column> NEEDED = List.of(Column.EVENT_ID, Column.PLATFORM, Column.SHOP_ID, Column.ORDER_ID,
        Column.PLATFORM_STATUS, Column.TIMESTAMP, Column.RECEIVED_AT, Column.SOURCE, Column.MAPPING);

    private static final JsonFactory JSON = new JsonFactory();
    private static final Map<String, Column> COLUMNS = new HashMap<>();

    static {
        for (Column column : Column.ALL) {
            COLUMNS.put(column.field, column);
        }
    }

    private final Map<Column, String[]> columns = new EnumMap<>(Column.class);
    private final boolean[] reverse;
    private final boolean[] firstDelivery;
    private final boolean[] newestForth;
    private final boolean[] newestBack;

    private OrderBatch(List<Row> rows) {
        int size = rows.size();
        for (Column column : Column.ALL) {
            columns.put(column, new String[size]);
        }
        reverse = new boolean[size];
        firstDelivery = new boolean[size];
        newestForth = new boolean[size];
        newestBack = new boolean[size];
        for (int i = 0; i < size; i++) {
            put(i, rows.get(i), i + 1 < size ? rows.get(i + 1) : null);
        }
    }

    /**
     * @param messages canonical messages, UTF-8, valid against {@code schemas/order_normalized.v1.json}
     * @throws IllegalArgumentException when one is not: only a foreign record can be
     */
    public static OrderBatch of(List<byte[]> messages) {
        List<Row> rows = new ArrayList<>(messages.size());
        Map<String, Row> first = new HashMap<>(messages.size() * 2);
        for (byte[] message : messages) {
            Row row = Row.parse(message);
            rows.add(row);
            first.merge(row.get(Column.ORDER_ID) + ' ' + row.get(Column.TIMESTAMP) + ' ' + row.get(Column.EVENT_ID), row, Row::firstDelivery);
        }
        first.values().forEach(row -> row.first = true);
        // In order of the keys they are stored under, so that PostgreSQL seeks little; the newest of a line's statuses last.
        rows.sort(Row.BY_LINE_AND_TIME);
        return new OrderBatch(rows);
    }

    /** The values of a column, an event each. */
    public String[] column(Column column) {
        return columns.get(column);
    }

    /** Which events belong to a return or cancellation that was asked for. */
    public boolean[] reverse() {
        return reverse;
    }

    /** Which is the one to keep, in this batch, of the deliveries of its event. */
    public boolean[] firstDelivery() {
        return firstDelivery;
    }

    /** Which events tell, in this batch, the newest status of a line on its way to the buyer. */
    public boolean[] newestForth() {
        return newestForth;
    }

    /** Which events tell, in this batch, the newest status of a line on its way back. */
    public boolean[] newestBack() {
        return newestBack;
    }

    public int size() {
        return reverse.length;
    }

    private void put(int i, Row row, Row next) {
        for (Column column : Column.ALL) {
            columns.get(column)[i] = row.get(column);
        }
        reverse[i] = row.reverse;
        firstDelivery[i] = row.first;
        boolean newest = row.tellsStatus() && (next == null || !next.tellsStatus() || !row.isOfTheLineOf(next));
        newestForth[i] = newest && !row.reverse;
        newestBack[i] = newest && row.reverse;
    }

    private static final class Row {

        /** Those that change no status come first in their line. */
        static final Comparator<Row> BY_LINE_AND_TIME = Row::compareLine;

        final String[] values = new String[Column.ALL.size()];
        boolean reverse;
        boolean first;

        String get(Column column) {
            return values[column.ordinal()];
        }

        boolean tellsStatus() {
            return !"unchanged".equals(get(Column.EFFECT));
        }

        boolean isOfTheLineOf(Row other) {
            return line(this, other) == 0;
        }

        /** Of two deliveries of an event the one to keep: the first, as the statement keeps it across batches. */
        static Row firstDelivery(Row one, Row other) {
            int order = time(Column.RECEIVED_AT, one, other);
            order = order != 0 ? order : compare(Column.SOURCE, one, other);
            order = order != 0 ? order : compare(Column.MAPPING, one, other);
            order = order != 0 ? order : compare(Column.STATUS, one, other);
            order = order != 0 ? order : compare(Column.PLATFORM_STATUS, one, other);
            order = order != 0 ? order : compare(Column.LINE_ID, one, other);
            return order <= 0 ? one : other;
        }

        private static int compareLine(Row one, Row other) {
            int order = line(one, other);
            order = order != 0 ? order : Boolean.compare(one.tellsStatus(), other.tellsStatus());
            order = order != 0 ? order : time(Column.TIMESTAMP, one, other);
            order = order != 0 ? order : Integer.compare(RANK.indexOf(one.get(Column.STATUS)), RANK.indexOf(other.get(Column.STATUS)));
            return order != 0 ? order : compare(Column.PLATFORM_STATUS, one, other);
        }

        /** By line, and within it by its track: to the buyer, or back. */
        private static int line(Row one, Row other) {
            int order = compare(Column.ORDER_ID, one, other);
            order = order != 0 ? order : compare(Column.LINE_ID, one, other);
            order = order != 0 ? order : compare(Column.SHOP_ID, one, other);
            order = order != 0 ? order : compare(Column.PLATFORM, one, other);
            return order != 0 ? order : Boolean.compare(one.reverse, other.reverse);
        }

        /** Times of {@link java.time.Instant#toString} compare as text once their Z is gone: 05Z is before 05.123Z. */
        private static int time(Column column, Row one, Row other) {
            String left = one.get(column);
            String right = other.get(column);
            return left.equals(right) ? 0 : left.substring(0, left.length() - 1).compareTo(right.substring(0, right.length() - 1));
        }

        private static int compare(Column column, Row one, Row other) {
            String left = one.get(column);
            String right = other.get(column);
            return left == null ? (right == null ? 0 : -1) : right == null ? 1 : left.compareTo(right);
        }

        static Row parse(byte[] message) {
            Row row = new Row();
            try (JsonParser parser = JSON.createParser(message == null ? new byte[0] : message)) {
                parser.nextToken();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    row.read(parser, message);
                }
            } catch (IOException e) {
                throw new IllegalArgumentException("not JSON", e);
            }
            for (Column column : NEEDED) {
                if (row.get(column) == null) {
                    throw new IllegalArgumentException("without " + column.field);
                }
            }
            return row;
        }

        private void read(JsonParser parser, byte[] message) throws IOException {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            Column column = COLUMNS.get(field);
            if (value.isStructStart()) {
                String json = json(parser, message);
                if (column != null) {
                    values[column.ordinal()] = json;
                }
            } else if (column != null) {
                values[column.ordinal()] = parser.getText();
            } else if (field.equals("reverse")) {
                reverse = value == JsonToken.VALUE_TRUE;
            }
        }

        /** The object or array the parser stands at the start of, as it was written. */
        private static String json(JsonParser parser, byte[] message) throws IOException {
            int start = (int) parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            int end = (int) parser.currentLocation().getByteOffset();
            return new String(message, start, end - start, StandardCharsets.UTF_8);
        }
    }
}
