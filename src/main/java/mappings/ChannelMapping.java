package mappings;

import channels.Channel;
import channels.RawMessage;
import java.util.Optional;

/** What a channel's messages mean: its routing, its mappings and its status table, compiled. Safe for any thread. */
public interface ChannelMapping {

    /** How the channel talks. */
    Channel channel();

    /**
     * The Kafka key of a message, {@code platform:shop_id:order_id}. Never throws: what cannot be read gets a key of
     * the channel and a digest of the bytes, and becomes a dead letter in its turn.
     */
    String key(byte[] body);

    /** Whether a message of it can tell the dealer of an order: if not, none of its orders is ever on account. */
    boolean tellsDealers();

    /** Whether its messages say themselves which platform they are of. */
    boolean namesPlatforms();

    /** What its folder holds, for people. */
    ChannelDescription description();

    /** Which line of {@code events:} takes the message; empty where none does, or where it cannot be read. Never throws. */
    Optional<ChannelDescription.Event> route(RawMessage raw);

    /** What becomes of the message. Never throws; whatever is wrong with the message is in the outcome. */
    Outcome map(RawMessage raw);
}
