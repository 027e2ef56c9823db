package mappings;

import channels.Channel;
import channels.RawMessage;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mappings.MessageReader.NotJson;
import mappings.Outcome.Canonical;
import mappings.Outcome.Dead;
import mappings.Outcome.Ignored;
import mappings.Outcome.Reason;

/** A channel's folder, checked and compiled. */
final class CompiledChannel implements ChannelMapping {

    private static final int KEY_PART_MAX_CHARS = 100;
    /** What a clock may be ahead; a zone that is mistaken is no more than 14 hours. */
    private static final Duration AHEAD_MAX = Duration.ofDays(1);
    private static final int KEY_DIGEST_HEX_DIGITS = 16;
    /** With room for key, headers and a decision on credit below the topics' 2 MiB. */
    private static final int CANONICAL_MAX_BYTES = 1_900_000;
    private static final Map<String, JsonNode> NOTHING = Map.of();
    private static final ObjectWriter JSON = JsonMapper.builder().build().writer();
    /** What the engine writes; a mapping that wrote one of them would be overruled in silence. */
    static final Set<String> OF_THE_ENGINE = Set.of("platform", "shop_id", "order_id", "received_at", "source", "mapping", "effect", "credit");
    /** What every mapping writes. */
    static final List<String> REQUIRED = List.of("status", "platform_status", "timestamp");
    private static final String DEALER = "dealer_id";
    private static final String TEST_MESSAGE = "the platform's test message";

    private final Channel channel;
    private final StatusTable statuses;
    private final Transformation shop;
    private final Transformation order;
    private final Transformation platform;
    private final Transformation test;
    private final List<Event> events;
    private final boolean tellsDealers;
    private final boolean routesByVariables;
    private final CanonicalSchema schema = CanonicalSchema.v1();
    /** Other channels, and so platforms, whose own messages never reach a dealer's account. */
    private volatile Set<String> withoutDealers = Set.of();

    /**
     * @param name         {@code lazada/order-status.jslt@3f9a1c02}
     * @param readsHeaders whether it asks for {@code $headers}
     * @param tellsDealers whether it may write {@code dealer_id}
     */
    record Mapping(String file, String name, Transformation transformation, boolean readsHeaders, boolean tellsDealers) {

        /** @param source the mapping's text and that of what it imports */
        static Mapping of(String file, String name, Transformation transformation, String source) {
            return new Mapping(file, name, transformation, source.contains("$headers"), source.contains(DEALER));
        }
    }

    /**
     * @param text    the expression as it is written, or {@code otherwise}
     * @param when    null: whatever no event before it took
     * @param mapping null where the kind is passed over
     * @param ignore  why it is passed over
     */
    record Event(String text, Transformation when, Mapping mapping, String ignore) { }

    /** Which order of whom a message speaks of. */
    private record Subject(String platform, String shop, String order) {

        String key() {
            return platform + ":" + shop + ":" + order;
        }
    }

    /** @param routesByVariables whether {@code test} or a line of {@code events} asks for {@code $headers} or {@code $source} */
    CompiledChannel(Channel channel, StatusTable statuses, Transformation shop, Transformation order,
                    Transformation platform, Transformation test, List<Event> events, boolean routesByVariables) {
        this.channel = channel;
        this.statuses = statuses;
        this.shop = shop;
        this.order = order;
        this.platform = platform;
        this.test = test;
        this.events = List.copyOf(events);
        this.routesByVariables = routesByVariables;
        this.tellsDealers = events.stream().anyMatch(event -> event.mapping != null && event.mapping.tellsDealers);
    }

    @Override
    public Channel channel() {
        return channel;
    }

    @Override
    public boolean namesPlatforms() {
        return platform != null;
    }

    @Override
    public boolean tellsDealers() {
        return tellsDealers;
    }

    /** Says which channels there are beside it, once all are compiled. */
    void beside(Collection<CompiledChannel> all) {
        withoutDealers = all.stream().filter(other -> other != this && !other.tellsDealers).map(other -> other.channel.name())
            .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public ChannelDescription description() {
        List<String> files = Stream.concat(Stream.of(ChannelFile.FILE, StatusTable.FILE), events.stream().map(Event::mapping)
            .filter(Objects::nonNull).map(Mapping::file).distinct().sorted()).toList();
        return new ChannelDescription(files,
            statuses.rows().stream().map(row -> new ChannelDescription.Word(row.word(), row.status())).toList(),
            events.stream().map(CompiledChannel::described).toList());
    }

    @Override
    public Optional<ChannelDescription.Event> route(RawMessage raw) {
        try {
            JsonNode message = MessageReader.read(raw.body(), channel.body());
            Map<String, JsonNode> variables = routingVariables(raw);
            if (test != null && test.holds(message, variables)) {
                return Optional.of(new ChannelDescription.Event("test", null, TEST_MESSAGE));
            }
            return Optional.ofNullable(route(message, variables)).map(CompiledChannel::described);
        } catch (NotJson | MappingFailure unreadable) {
            // map() says what is wrong with it.
            return Optional.empty();
        }
    }

    private static ChannelDescription.Event described(Event event) {
        return new ChannelDescription.Event(event.text, event.mapping == null ? null : event.mapping.name, event.ignore);
    }

    StatusTable statuses() {
        return statuses;
    }

    List<Event> events() {
        return events;
    }

    @Override
    public String key(byte[] body) {
        try {
            return subject(MessageReader.read(body, channel.body())).key();
        } catch (NotJson | MappingFailure unreadable) {
            // map() says what is wrong with it.
            return channel.name() + ":" + digest(body).substring(0, KEY_DIGEST_HEX_DIGITS);
        }
    }

    @Override
    public Outcome map(RawMessage raw) {
        JsonNode message;
        try {
            message = MessageReader.read(raw.body(), channel.body());
        } catch (NotJson wrong) {
            return new Dead(channel.name(), Reason.NOT_JSON, channel.name() + ": " + wrong.getMessage(), raw.body().length > RawMessage.MAPPED_BYTES_MAX
                ? "Replay it with less in its body, or have the sender split it" : "Ask the sender for JSON in UTF-8; replay it with the body mended");
        }
        Mapping mapping = null;
        try {
            Map<String, JsonNode> variables = routingVariables(raw);
            if (test != null && test.holds(message, variables)) {
                return new Ignored(channel.name(), TEST_MESSAGE);
            }
            Event event = route(message, variables);
            if (event == null) {
                return new Dead(channel.name(), Reason.NO_ROUTE, channel.name() + ": no line of events: matches this message",
                    "Add one to mappings/" + channel.name() + "/channel.yaml, with map: or ignore:, and replay");
            }
            if (event.mapping == null) {
                return new Ignored(channel.name(), event.ignore);
            }
            mapping = event.mapping;
            return canonical(raw, message, mapping);
        } catch (UnknownStatus unknown) {
            return new Dead(decider(mapping), Reason.UNKNOWN_STATUS, channel.name() + ": status \"" + unknown.word()
                + "\" has no row in mappings/" + channel.name() + "/" + StatusTable.FILE, "Add the row and replay");
        } catch (MappingFailure failure) {
            return new Dead(decider(mapping), Reason.MAPPING_FAILED, decider(mapping) + ": " + described(failure, message),
                "Mend the mapping, or the message, and replay");
        }
    }

    private Event route(JsonNode message, Map<String, JsonNode> variables) {
        for (Event event : events) {
            if (event.when == null || event.when.holds(message, variables)) {
                return event;
            }
        }
        return null;
    }

    private Outcome canonical(RawMessage raw, JsonNode message, Mapping mapping) {
        JsonNode result = mapping.transformation.apply(message, variables(raw, mapping.readsHeaders));
        if (!(result instanceof ObjectNode told)) {
            throw new MappingFailure("the mapping's result is not an object");
        }
        if (told.has(DEALER) && !mapping.tellsDealers) {
            // Whether a channel's orders can be on account is known before its messages come, by the names in its mappings.
            throw new MappingFailure("the mapping writes " + DEALER + " without naming it");
        }
        Subject subject = subject(message);
        if (told.has(DEALER) && withoutDealers.contains(subject.platform)) {
            return new Dead(mapping.name, Reason.SCHEMA, mapping.name + ": it tells the dealer of an order of " + subject.platform
                + ", whose own channel tells none, so that what that tells of the order would not reach the dealer's account",
                "Tell the order under another platform, or write dealer_id in a mapping of mappings/" + subject.platform
                    + ", or leave the dealer out; then replay");
        }
        ObjectNode canonical = assemble(raw, told, subject, mapping);
        String findings = schema.findings(canonical);
        if (findings.isEmpty() && !SourceTime.exists(canonical.path("timestamp").textValue())) {
            findings = "$.timestamp: is no time from 1970 on, for all that it is written like one";
        }
        if (!findings.isEmpty()) {
            return new Dead(mapping.name, Reason.SCHEMA, mapping.name + ": its result breaks order_normalized.v1.json: " + findings,
                "Mend the mapping, or the message, and replay");
        }
        String ahead = ahead(canonical.path("timestamp").textValue(), canonical.path("received_at").textValue(), raw.receivedAt());
        if (ahead != null) {
            return new Dead(mapping.name, Reason.MAPPING_FAILED, mapping.name + ": " + ahead,
                "Look at the sender's clock, or at the unit or zone of the time; mend the mapping, or the message, and replay");
        }
        byte[] json = json(canonical);
        if (json.length > CANONICAL_MAX_BYTES) {
            return new Dead(mapping.name, Reason.NOT_STORABLE, mapping.name + ": its result is " + json.length
                + " bytes, and Kafka takes " + CANONICAL_MAX_BYTES, "Map fewer or shorter items, and replay");
        }
        String refused = Storable.isDoubtful(json) ? Storable.refused(canonical, "") : null;
        return refused == null ? new Canonical(mapping.name, subject.key(), json)
            : new Dead(mapping.name, Reason.NOT_STORABLE, mapping.name + ": its result's " + refused
                + " holds U+0000 or half of a surrogate pair, which PostgreSQL does not store", "Mend the message and replay");
    }

    /**
     * Why a source's time is too late to be true; null: it is not. What an order is follows the latest of its times, so one from
     * a clock that is wrong would hold against all that comes after it.
     */
    private static String ahead(String timestamp, String received, Instant receivedAt) {
        // Nearly all are before their receipt, and that their texts tell.
        return timestamp.compareTo(received) > 0 && Instant.parse(timestamp).isAfter(receivedAt.plus(AHEAD_MAX))
            ? "its timestamp is more than a day after the message was received" : null;
    }

    private static byte[] json(ObjectNode canonical) {
        try {
            return JSON.writeValueAsBytes(canonical);
        } catch (JsonProcessingException unwritable) {
            throw new MappingFailure("the mapping's result cannot be written as JSON");
        }
    }

    private ObjectNode assemble(RawMessage raw, ObjectNode told, Subject subject, Mapping mapping) {
        ObjectNode canonical = JsonNodeFactory.instance.objectNode();
        canonical.put("event_id", eventId(raw, told, subject));
        canonical.put("platform", subject.platform);
        canonical.put("shop_id", subject.shop);
        canonical.put("order_id", subject.order);
        for (Map.Entry<String, JsonNode> field : told.properties()) {
            if (OF_THE_ENGINE.contains(field.getKey())) {
                throw new MappingFailure("the mapping writes " + field.getKey() + ", which is not its to write");
            }
            if (!field.getKey().equals("event_id")) {
                canonical.set(field.getKey(), field.getValue());
            }
        }
        if (!told.path("status").isMissingNode() && !told.path("status").isTextual()) {
            // The schema check would write a number out, of which ten characters can make a billion digits.
            throw new MappingFailure("the mapping's status is no text; status(…) makes it one");
        }
        String status = told.path("status").asText();
        if (status.equals(StatusTable.UNCHANGED) || status.equals(StatusTable.PREVIOUS)) {
            if (status.equals(StatusTable.PREVIOUS) && !told.path("reverse").booleanValue()) {
                // Of an event on the way to the buyer it would take the line's only status.
                throw new MappingFailure("the status is PREVIOUS, which takes back a return or cancellation, and the mapping does not write"
                    + " \"reverse\": true for this event");
            }
            canonical.remove("status");
            canonical.put("effect", status.toLowerCase(Locale.ROOT));
        }
        canonical.put("received_at", SourceTime.text(raw.receivedAt()));
        canonical.put("source", raw.source().word);
        canonical.put("mapping", mapping.name);
        return canonical;
    }

    /** Begins with the order, so that a mapping need only tell the events of one order apart. */
    private String eventId(RawMessage raw, ObjectNode told, Subject subject) {
        JsonNode own = told.path("event_id");
        if (!own.isTextual() && !own.isMissingNode()) {
            throw new MappingFailure("the mapping's event_id is no text; event-id(…) makes it one");
        }
        return JsltFunctions.escaped(subject.platform) + ":" + JsltFunctions.escaped(subject.shop) + ":"
            + JsltFunctions.escaped(subject.order) + ":" + (own.isTextual() ? own.textValue() : digest(raw.body()));
    }

    private Map<String, JsonNode> routingVariables(RawMessage raw) {
        return routesByVariables ? variables(raw, true) : NOTHING;
    }

    private static Map<String, JsonNode> variables(RawMessage raw, boolean readsHeaders) {
        TextNode source = new TextNode(raw.source().word);
        if (!readsHeaders) {
            return Map.of("source", source);
        }
        ObjectNode headers = JsonNodeFactory.instance.objectNode();
        raw.headers().forEach(headers::put);
        return Map.of("source", source, "headers", headers);
    }

    private Subject subject(JsonNode message) {
        String name = platform == null ? channel.name() : told("platform", platform, message).toLowerCase(Locale.ROOT);
        return new Subject(name, told("shop", shop, message), told("order", order, message));
    }

    /** A part of the key. It goes into headers, logs and columns, so it must be of a sane length and printable. */
    private String told(String key, Transformation expression, JsonNode message) {
        JsonNode told = expression.apply(message, NOTHING);
        if (told.isNull() || (told.isTextual() && told.textValue().isEmpty())) {
            throw new MappingFailure("the message has no " + key + " where " + ChannelFile.FILE + " looks for it");
        }
        if (!told.isTextual()) {
            throw new MappingFailure(key + ": of " + ChannelFile.FILE + " gives no text; id(…) makes it one");
        }
        String part = told.textValue();
        if (part.length() > KEY_PART_MAX_CHARS || !isPrintable(part)) {
            throw new MappingFailure("the message's " + key + " has more than " + KEY_PART_MAX_CHARS + " characters, or one that no id has");
        }
        return part;
    }

    private static boolean isPrintable(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i)) || Character.isSurrogate(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private String decider(Mapping mapping) {
        return mapping == null ? channel.name() : mapping.name;
    }

    /** The failure with the place of the value at fault, where the message has it in just one. */
    private static String described(MappingFailure failure, JsonNode message) {
        if (failure.value() == null) {
            return failure.getMessage();
        }
        String path = NodePath.of(failure.value(), message);
        return (path == null ? "a value that the mapping made, or took from several places," : path) + " " + failure.getMessage();
    }

    private String digest(byte[] body) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(channel.name().getBytes(StandardCharsets.UTF_8));
            sha256.update((byte) 0);
            return HexFormat.of().formatHex(sha256.digest(body));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
