package buyers;

import channels.RawMessage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;
import mappings.ChannelMapping;
import mappings.MappingRegistry;
import mappings.Outcome;

/**
 * What a raw message is to its channel, the buyer aside: which order it is of and what it becomes. A message whose buyer is erased must
 * still be that: it may wait for Kafka, acknowledged, or for its replay.
 */
final class Meaning {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** What stands for the event where the message names none; it is of its bytes. */
    private static final Pattern DIGEST = Pattern.compile(".*:[0-9a-f]{64}");
    private static final Pattern NO_ORDER = Pattern.compile("[^:]*:[0-9a-f]{16}");

    private final RawMessage raw;
    /** Null: its channel is gone, or it is a payment, and no mapping says what it is. */
    private final ChannelMapping channel;
    private final Outcome outcome;

    private Meaning(RawMessage raw, ChannelMapping channel) {
        this.raw = raw;
        this.channel = channel;
        this.outcome = channel == null ? null : channel.map(raw);
    }

    static Meaning of(RawMessage raw, MappingRegistry mappings) {
        return new Meaning(raw, mappings.find(raw.channel()).orElse(null));
    }

    /** Whether the message is a form that holds the JSON in a field. */
    boolean isForm() {
        return channel != null && channel.channel().body().formField() != null && !isJson(raw.body()) && !isUnreadable();
    }

    /** Whether another body is the same message. Of one that cannot be mapped its kind and its order are all that is known. */
    boolean isKeptBy(byte[] body) {
        if (channel == null || isUnreadable()) {
            return true;
        }
        RawMessage kept = new RawMessage(raw.channel(), raw.key(), body, raw.headers(), raw.receivedAt(), raw.source(), raw.replayId());
        Outcome other = channel.map(kept);
        if (outcome instanceof Outcome.Dead) {
            return isOfOrder(body) && channel.route(kept).equals(channel.route(raw));
        }
        return outcome instanceof Outcome.Canonical told
            ? other instanceof Outcome.Canonical now && withoutBuyer(now).equals(withoutBuyer(told)) : other.equals(outcome);
    }

    /** Whether it is of the same order; one of no order that could be read has a key of its bytes. */
    private boolean isOfOrder(byte[] body) {
        String key = channel.key(raw.body());
        return NO_ORDER.matcher(key).matches() || channel.key(body).equals(key);
    }

    /** Whether an id of the buyer in it may be what the dealer's account is told from, and the mapping cannot be asked. */
    boolean mayTellDealer() {
        return channel != null && channel.tellsDealers() && outcome instanceof Outcome.Dead && !isUnreadable();
    }

    private boolean isUnreadable() {
        return outcome instanceof Outcome.Dead dead && dead.reason() == Outcome.Reason.NOT_JSON;
    }

    private static boolean isJson(byte[] body) {
        return body.length > 0 && body[0] == '{';
    }

    private static JsonNode withoutBuyer(Outcome.Canonical message) {
        try {
            ObjectNode told = (ObjectNode) JSON.readTree(message.json());
            told.remove("buyer");
            if (DIGEST.matcher(told.path("event_id").asText()).matches()) {
                told.remove("event_id");
            }
            return told;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
