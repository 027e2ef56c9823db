package orders;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.regex.Pattern;

/** A canonical message, {@code schemas/order_normalized.v1.json}, as STORE reads it: what it does not tell is null. */
public final class CanonicalEvent {

    /** In order of the keys they are stored under, so that PostgreSQL seeks little; of an event's deliveries the one to keep first. */
    static final Comparator<CanonicalEvent> BY_KEY = CanonicalEvent::compareKey;

    /** PostgreSQL's collation "C": by the bytes of UTF-8; null first. */
    private static final Comparator<String> BY_BYTES = Comparator.nullsFirst(
        (one, other) -> Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8)));
    /** Of deliveries that came at one time; whatever of them is kept has a part in it, so that their order never counts. */
    private static final Comparator<CanonicalEvent> DELIVERIES = Comparator.<CanonicalEvent, String>comparing(event -> event.source, BY_BYTES)
        .thenComparing(event -> event.mapping, BY_BYTES).thenComparing(event -> event.status, BY_BYTES)
        .thenComparing(event -> event.platformStatus, BY_BYTES).thenComparing(event -> event.lineId, BY_BYTES)
        .thenComparing(event -> event.effect, BY_BYTES).thenComparing(event -> event.reverse)
        .thenComparing(event -> event.amount == null ? null : new BigDecimal(event.amount), Comparator.nullsFirst(Comparator.naturalOrder()))
        .thenComparing(event -> event.currency, BY_BYTES).thenComparing(event -> event.platform, BY_BYTES)
        .thenComparing(event -> event.shopId, BY_BYTES);
    private static final String UNCHANGED = "unchanged";
    private static final JsonFactory JSON = new JsonFactory();
    private static final int MICROS = 1_000_000;
    /** The schema's: without an exponent, by which a few characters could fill the memory. */
    private static final Pattern AMOUNT = Pattern.compile("-?\\d{1,15}(\\.\\d{1,4})?");

    String eventId;
    String platform;
    String shopId;
    String orderId;
    String lineId;
    String status;
    String effect;
    boolean reverse;
    String platformStatus;
    /** When it happened at the source, and when OrderSync first had it: microseconds since 1970-01-01T00:00:00Z, as PostgreSQL keeps them. */
    long at;
    long receivedAt;
    /** A decimal string, in {@link #currency}. */
    String amount;
    String currency;
    /** JSON. */
    String buyer;
    String dealerId;
    /** JSON. */
    String items;
    /** What was decided of the order's credit, JSON; with the version of that decision, and whether it locks the order. */
    String credit;
    int creditVersion;
    boolean creditLocked;
    String source;
    String mapping;

    private CanonicalEvent() {
    }

    private void readCredit(String json) throws IOException {
        try (JsonParser parser = JSON.createParser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                if (field.equals("version") && value == JsonToken.VALUE_NUMBER_INT) {
                    creditVersion = parser.getIntValue();
                } else if (field.equals("decision")) {
                    creditLocked = parser.getText().equals("LOCKED");
                }
                parser.skipChildren();
            }
        }
        if (creditVersion < 1) {
            throw new IllegalArgumentException("its credit is without version");
        }
        credit = json;
    }

    /**
     * @param message UTF-8, valid against the schema
     * @throws IllegalArgumentException when it is not: only a foreign record can be
     */
    public static CanonicalEvent parse(byte[] message) {
        return parse(message, null);
    }

    /** @param texts of the messages it is one of; null: it is read by itself */
    static CanonicalEvent parse(byte[] message, RecurringTexts texts) {
        CanonicalEvent event = new CanonicalEvent();
        String at = null;
        String receivedAt = null;
        try (JsonParser parser = JSON.createParser(message == null ? new byte[0] : message)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (field) {
                    case "event_id" -> event.eventId = text(parser, message);
                    case "platform" -> event.platform = recurring(parser, message, texts);
                    case "shop_id" -> event.shopId = recurring(parser, message, texts);
                    case "order_id" -> event.orderId = text(parser, message);
                    case "line_id" -> event.lineId = text(parser, message);
                    case "status" -> event.status = recurring(parser, message, texts);
                    case "effect" -> event.effect = recurring(parser, message, texts);
                    case "reverse" -> event.reverse = value == JsonToken.VALUE_TRUE;
                    case "platform_status" -> event.platformStatus = recurring(parser, message, texts);
                    case "timestamp" -> at = text(parser, message);
                    case "received_at" -> receivedAt = text(parser, message);
                    case "amount" -> event.amount = text(parser, message);
                    case "currency" -> event.currency = recurring(parser, message, texts);
                    case "buyer" -> event.buyer = text(parser, message);
                    case "dealer_id" -> event.dealerId = text(parser, message);
                    case "items" -> event.items = text(parser, message);
                    case "credit" -> event.readCredit(text(parser, message));
                    case "source" -> event.source = recurring(parser, message, texts);
                    case "mapping" -> event.mapping = recurring(parser, message, texts);
                    default -> { }
                }
                parser.skipChildren();
            }
        } catch (IOException | IndexOutOfBoundsException e) {
            // The latter: its reader for UTF-16 counts no bytes.
            throw new IllegalArgumentException("not JSON in UTF-8", e);
        }
        event.at = micros("timestamp", at);
        event.receivedAt = micros("received_at", receivedAt);
        need("event_id", event.eventId);
        need("platform", event.platform);
        need("shop_id", event.shopId);
        need("order_id", event.orderId);
        need("platform_status", event.platformStatus);
        need("source", event.source);
        need("mapping", event.mapping);
        if (event.amount != null && !AMOUNT.matcher(event.amount).matches()) {
            throw new IllegalArgumentException("amount is no decimal such as 12.50");
        }
        return event;
    }

    /** When OrderSync first had it. */
    public Instant receivedAt() {
        return Instant.EPOCH.plus(receivedAt, ChronoUnit.MICROS);
    }

    /** The source's word, {@code channels.RawMessage.Source}. */
    public String source() {
        return source;
    }

    /** Name and version, such as {@code lazada/order-status.jslt@3f9a1c02}. */
    public String mapping() {
        return mapping;
    }

    public OrderKey order() {
        return new OrderKey(platform, shopId, orderId);
    }

    /** Whether it tells of this order. */
    boolean isOf(OrderKey order) {
        return orderId.equals(order.orderId()) && shopId.equals(order.shopId()) && platform.equals(order.platform());
    }

    /** When it happened at the source. */
    public Instant at() {
        return Instant.EPOCH.plus(at, ChronoUnit.MICROS);
    }

    /** A decimal string in {@link #currency()}; null: it tells none. */
    public String amount() {
        return amount;
    }

    /** ISO 4217; null: it tells no amount. */
    public String currency() {
        return currency;
    }

    /** On whose account the order is; null: it tells none. */
    public String dealerId() {
        return dealerId;
    }

    /** Null: it tells none. */
    public OrderStatus status() {
        return status == null ? null : OrderStatus.valueOf(status);
    }

    /** What it tells of a status, as if that had been told before all else. */
    CanonicalEvent beforeAllElse() {
        CanonicalEvent first = new CanonicalEvent();
        first.lineId = lineId;
        first.status = status;
        first.effect = effect;
        first.reverse = reverse;
        first.platformStatus = platformStatus;
        first.at = LineState.BEFORE_ALL_ELSE;
        return first;
    }

    boolean tellsStatus() {
        return !UNCHANGED.equals(effect);
    }

    boolean tellsFacts() {
        return amount != null || buyer != null || dealerId != null || items != null;
    }

    boolean tellsCredit() {
        return credit != null;
    }

    /** Whether both are deliveries of one event. */
    boolean repeats(CanonicalEvent other) {
        return at == other.at && eventId.equals(other.eventId) && orderId.equals(other.orderId);
    }

    /** By order, time and id; then the delivery to keep first, as the statement keeps it across batches. */
    private static int compareKey(CanonicalEvent one, CanonicalEvent other) {
        int order = one.orderId.compareTo(other.orderId);
        order = order != 0 ? order : Long.compare(one.at, other.at);
        order = order != 0 ? order : one.eventId.compareTo(other.eventId);
        order = order != 0 ? order : Long.compare(one.receivedAt, other.receivedAt);
        return order != 0 ? order : DELIVERIES.compare(one, other);
    }

    private static void need(String field, String value) {
        if (value == null) {
            throw new IllegalArgumentException("without " + field);
        }
    }

    private static String text(JsonParser parser, byte[] message) throws IOException {
        return parser.currentToken().isStructStart() ? json(parser, message) : parser.getText();
    }

    private static String recurring(JsonParser parser, byte[] message, RecurringTexts texts) throws IOException {
        return texts != null && parser.hasToken(JsonToken.VALUE_STRING)
            ? texts.of(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength()) : text(parser, message);
    }

    /** The object or array the parser stands at the start of, as it was written. */
    private static String json(JsonParser parser, byte[] message) throws IOException {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        int end = (int) parser.currentLocation().getByteOffset();
        return new String(message, start, end - start, StandardCharsets.UTF_8);
    }

    /** Of {@code 2026-11-22T08:04:25.416Z}, the schema's form. {@code Instant.parse} takes ten times as long, on the hot path. */
    private static long micros(String field, String time) {
        need(field, time);
        try {
            long day = LocalDate.of(digits(time, 0, 4), digits(time, 5, 7), digits(time, 8, 10)).toEpochDay();
            long second = ((day * 24 + digits(time, 11, 13)) * 60 + digits(time, 14, 16)) * 60 + digits(time, 17, 19);
            int fraction = 0;
            for (int i = 20, unit = MICROS / 10; i < time.length() - 1 && unit > 0; i++, unit /= 10) {
                fraction += (time.charAt(i) - '0') * unit;
            }
            return second * MICROS + fraction;
        } catch (NumberFormatException | IndexOutOfBoundsException | DateTimeException e) {
            throw new IllegalArgumentException(field + " is no time such as 2026-11-22T08:04:25.416Z", e);
        }
    }

    private static int digits(String time, int from, int to) {
        return Integer.parseInt(time, from, to, 10);
    }
}
